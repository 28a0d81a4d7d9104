-- Whoever writes something says beforehand who may see it. Rows that an act writes for the case (a nomination, a status, a letter) are narrowed by their
-- author in the same transaction, with the events that tell of them: only what this act wrote, so that nothing which others have read is hidden later.
create function narrow_what_i_wrote(of_person uuid, kinds text[], new_marking text, for_whom uuid[]) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare k record; narrowed integer := 0; done integer;
begin
  for k in select table_name from item_kind where table_name = any (kinds) or table_name = 'event' loop
    execute format('update %I t set marking = $1, marked_for = $2 where t.person_id = $3 and t.partnership_id = current_partnership() and t.owner_agency_id = current_agency()
      and t.recorded_by = current_actor() and t.received_at = current_act_at() and t.xmin = pg_current_xact_id()::xid', k.table_name) using new_marking, for_whom, of_person;
    get diagnostics done = row_count;
    narrowed := narrowed + done;
  end loop;
  return narrowed;
end $$;
revoke execute on function narrow_what_i_wrote from public;
grant execute on function narrow_what_i_wrote to throughline_app;
