-- The audit record as a Merkle tree (RFC 6962): docs/adr/0020-audit-is-a-tree.md; bytes in docs/engines/audit-tree.md.

-- Which items, and to whom they went: part of who saw what (Data Protection Act 2018 s.62(3)).
alter table audit_entry
  add column item_ids uuid[] not null default '{}',
  add column recipients uuid[] not null default '{}',
  add constraint audit_entry_at_is_finite check (isfinite(at));
-- "What did this token or session do": the breach pack asks.
create index on audit_entry (session_id, at desc) where session_id is not null;

-- Entries that have no place in the tree yet. The row is written with the entry, so it is seen exactly when the entry is:
-- nothing is lost to transactions that commit in another order than they began.
create table audit_pending (
  partnership_id uuid not null references partnership,
  entry_id uuid not null,
  since timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- One place in the tree: dense numbers from 0 for each partnership.
create table audit_leaf (
  partnership_id uuid not null references partnership,
  seq bigint not null check (seq >= 0),
  entry_id uuid not null unique,
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
  sealed_at timestamptz not null,
  primary key (partnership_id, seq)
);

-- Roots of complete subtrees of 256, 65,536 ... leaves, so that a proof reads a few hundred hashes and not the record.
create table audit_node (
  partnership_id uuid not null references partnership,
  level smallint not null check (level % 8 = 0 and level > 0),
  position bigint not null check (position >= 0),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (partnership_id, level, position)
);

-- Where the tree stands: its size, root, and the roots of the complete subtrees it is made of, largest first.
create table audit_tree (
  partnership_id uuid primary key references partnership,
  size bigint not null,
  root bytea not null,
  peaks bytea not null,
  sealed_at timestamptz not null
);

-- Keys that sign checkpoints: ECDSA on P-256. The private half is encrypted by the house's data protection and goes when the key is retired.
create table audit_key (
  id text primary key,
  public_key bytea not null,
  private_key text,
  created_at timestamptz not null,
  retired_at timestamptz,
  endorsed_by text references audit_key,
  endorsement bytea
);

create table audit_checkpoint (
  partnership_id uuid not null references partnership,
  at timestamptz not null,
  tree_size bigint not null,
  root_hash bytea not null check (octet_length(root_hash) = 32),
  key_id text not null references audit_key,
  body text not null,
  signature bytea not null,
  primary key (partnership_id, at)
);

-- Which agency took which checkpoints: whoever holds a copy is a witness.
create table audit_handover (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  user_id uuid not null references app_user,
  at timestamptz not null,
  up_to timestamptz not null,
  tree_size bigint not null,
  checkpoints integer not null,
  form text not null check (form in ('json', 'text', 'api'))
);
create index on audit_handover (partnership_id, agency_id, at desc);

-- The leaf hash of an entry: SHA-256 of a zero byte and the entry in its canonical bytes, version 1.
create function audit_text(value text) returns bytea language sql stable parallel safe as
$$ select int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8') $$;

create function audit_keys(value uuid[]) returns bytea language sql stable parallel safe as
$$ select int4send(cardinality(value)) || coalesce((select string_agg(uuid_send(k.id), ''::bytea order by k.place) from unnest(value) with ordinality k (id, place)), ''::bytea) $$;

create function audit_leaf_hash(e audit_entry) returns bytea language sql stable parallel safe as $$
  select sha256('\x0001'::bytea || uuid_send(e.id) || uuid_send(e.partnership_id) || int8send((extract(epoch from e.at) * 1000000)::bigint)
    || audit_text(e.operation) || uuid_send(e.user_id) || uuid_send(e.agency_id)
    || case when e.session_id is null then '\x00'::bytea else '\x01'::bytea || uuid_send(e.session_id) end
    || audit_keys(e.person_ids)
    || int4send(cardinality(e.categories)) || coalesce((select string_agg(audit_text(c.word), ''::bytea order by c.place) from unnest(e.categories) with ordinality c (word, place)), ''::bytea)
    || audit_text(e.subject) || audit_text(e.purpose)
    || case when e.reason is null then '\x00'::bytea else '\x01'::bytea || audit_text(e.reason) end
    || audit_keys(e.item_ids) || audit_keys(e.recipients))
$$;

-- The entries about one person of the acting partnership. Array containment is not leakproof, so under row-level security PostgreSQL will not use its index; this
-- function reads as the owner, who is given the sight it needs, and keeps to the partnership itself.
create policy owner_finds on audit_entry for select to throughline_owner using (true);
create function audit_about(person uuid, since timestamptz, before timestamptz) returns setof audit_entry
language sql stable security definer rows 1000 set search_path = pg_catalog, public as $$
  select e from audit_entry e where e.person_ids @> array[person] and e.partnership_id = (select current_partnership())
    and e.at >= coalesce(since, '-infinity') and e.at < coalesce(before, 'infinity')
$$;

create function audit_waits_for_its_place() returns trigger language plpgsql as
$$ begin insert into audit_pending (partnership_id, entry_id) values (new.partnership_id, new.id); return null; end $$;
create trigger waits_for_its_place after insert on audit_entry for each row execute function audit_waits_for_its_place();
insert into audit_pending (partnership_id, entry_id) select partnership_id, id from audit_entry;

do $$
declare t text;
begin
  foreach t in array array['audit_leaf', 'audit_node', 'audit_checkpoint', 'audit_handover'] loop
    execute format('create trigger append_only before update or delete on %s for each statement execute function audit_is_append_only()', t);
    execute format('create trigger append_only_truncate before truncate on %s for each statement execute function audit_is_append_only()', t);
    execute format('revoke update, delete, truncate on %s from throughline_app', t);
  end loop;
  foreach t in array array['audit_pending', 'audit_leaf', 'audit_node', 'audit_tree', 'audit_checkpoint', 'audit_handover'] loop
    execute format('call keep_within_partnership(%L)', t);
  end loop;
end $$;
revoke delete, truncate on audit_tree from throughline_app;
revoke update, delete, truncate on audit_key from throughline_app;
grant update (private_key, retired_at) on audit_key to throughline_app;
revoke update, truncate on audit_pending from throughline_app;
