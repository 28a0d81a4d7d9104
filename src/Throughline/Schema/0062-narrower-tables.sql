-- Tables that say who looked, who knows whom and who was asked about: for governance, the row's own user and the machinery, and
-- not for the whole partnership.

drop policy within_partnership on audit_entry;
create policy shown on audit_entry for select to throughline_app using (partnership_id = (select current_partnership())
  and ((select acts_as_service()) or (select acts_in_role('information-governance-officer')) or user_id = (select current_actor())));
create policy added on audit_entry for insert to throughline_app with check (partnership_id = (select current_partnership()));

create or replace function audit_about(person uuid, since timestamptz, before timestamptz) returns setof audit_entry
language sql stable security definer rows 1000 set search_path = pg_catalog, public as $$
  select e from audit_entry e where e.person_ids @> array[person] and e.partnership_id = (select current_partnership())
    and ((select acts_as_service()) or (select acts_in_role('information-governance-officer')) or e.user_id = (select current_actor()))
    and e.at >= coalesce(since, '-infinity') and e.at < coalesce(before, 'infinity')
$$;

do $$
declare t text; own text; governance text := '(select acts_in_role(''information-governance-officer''))';
begin
  for t, own in select * from (values ('audit_alert', 'false'), ('audit_alert_review', 'false'), ('audit_watch', 'false'), ('breach', 'false'),
    ('declared_tie', 'user_id = (select current_actor())'), ('brake_stop', 'user_id = (select current_actor())'),
    ('conflict_of_interest', 'user_id = (select current_actor()) or declared_by = (select current_actor()) or agency_id = (select current_agency()) and (select acts_in_role(''administrator''))')) v (t, own) loop
    execute format('drop policy within_partnership on %I', t);
    execute format('create policy kept on %I to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service()) or %s or %s)) with check (partnership_id = (select current_partnership()) and ((select acts_as_service()) or %s or %s))',
      t, governance, own, governance, own);
  end loop;
end $$;
-- What somebody told about themselves is for them and for the search for unusual uses: not for governance either.
alter policy kept on declared_tie using (partnership_id = (select current_partnership()) and ((select acts_as_service()) or user_id = (select current_actor())))
  with check (partnership_id = (select current_partnership()) and ((select acts_as_service()) or user_id = (select current_actor())));

-- Nobody settles or lifts the brake for themselves. That a lifted brake stops somebody again is not settling: it takes the answer off.
create function brake_is_lifted_by_another() returns trigger language plpgsql as $$
begin
  if current_user = 'throughline_app' and not acts_as_service() and (new.user_id = current_actor() or not acts_in_role('information-governance-officer'))
    and (new.lifts is distinct from old.lifts or (new.lifted and not old.lifted)
      or (new.settled_at is not null and (new.settled_at, new.settled_by, new.settled_because) is distinct from (old.settled_at, old.settled_by, old.settled_because))) then
    raise check_violation using message = 'The brake is settled by information governance, and by nobody for themselves.';
  end if;
  return new;
end $$;
create trigger lifted_by_another before update on brake_stop for each row execute function brake_is_lifted_by_another();

-- Whoever is kept from a person is kept from what was done about them, their own acts too.
-- What is written into the register of breaches is for whoever keeps it.
create policy not_of_breaches on process as restrictive for select to throughline_app using ((select acts_as_service()) or type not in ('record-breach', 'update-breach') or (select acts_in_role('information-governance-officer')));
create policy not_of_hidden_people on process as restrictive for select to throughline_app using ((select acts_as_service()) or person_id is null or person_id <> all ((select people_hidden_from_me())::uuid[]));

-- A key to what is sealed ends with the account and with the move: an account that is opened again asks anew.
create function keys_end() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update sealed.keyholder k set ended_at = new.at, ended_by = coalesce((to_jsonb(new) ->> 'closed_by')::uuid, (to_jsonb(new) ->> 'moved_by')::uuid) 
  where k.user_id = new.user_id and k.ended_at is null and (tg_table_name = 'account_closing' or k.partnership_id = (to_jsonb(new) ->> 'from_partnership_id')::uuid);
  return null;
end $$;
create trigger keys_end after insert on account_closing for each row execute function keys_end();
create trigger keys_end after insert on user_move for each row execute function keys_end();
