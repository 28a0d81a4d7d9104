-- The queue of the audit's tree: an entry waits once, only writing the entry puts it there, and what cannot be told apart in a leaf cannot be written.
delete from audit_pending p using audit_pending q where p.entry_id = q.entry_id and p.ctid > q.ctid;
alter table audit_pending add primary key (partnership_id, entry_id);

-- As the owner: the program may take an entry from the queue when it has its place, and put none there. A row for an entry that has a place already
-- would stop the sealing of everything that comes after it.
create policy owner_queues on audit_pending for insert to throughline_owner with check (true);
create or replace function audit_waits_for_its_place() returns trigger language plpgsql security definer set search_path = public, pg_temp as
$$ begin insert into audit_pending (partnership_id, entry_id) values (new.partnership_id, new.id); return null; end $$;
revoke execute on function audit_waits_for_its_place from public;
revoke insert on audit_pending from throughline_app;

-- A leaf is the hash of the elements of these lists one after another: a null among them, or a list of lists, would have the bytes of another list.
alter table audit_entry add constraint audit_entry_lists_are_plain check (
  coalesce(array_ndims(person_ids), 1) = 1 and array_position(person_ids, null) is null and coalesce(array_ndims(categories), 1) = 1 and array_position(categories, null) is null
  and coalesce(array_ndims(item_ids), 1) = 1 and array_position(item_ids, null) is null and coalesce(array_ndims(recipients), 1) = 1 and array_position(recipients, null) is null);

-- Checkpoints in the order in which they were signed, whatever the clock said: a clock set back is no tree that has shrunk.
alter table audit_checkpoint add column number bigint generated always as identity;
create unique index on audit_checkpoint (number);
