-- What keeps one administrator from becoming anybody of the agency, and what a stop by the brake becomes when it is lifted.

-- An administrator who gives a password or takes second factors away ends the keys of the account to what is sealed, in every
-- partnership. They see no key by this, and reach the accounts of their own agency only.
create function end_sealed_keys_of(who uuid) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare ended integer;
begin
  update sealed.keyholder k set ended_by = current_actor(), ended_at = current_act_at()
  where k.user_id = who and k.ended_at is null and (acts_as_service() or acts_in_role('administrator')) and exists (select from app_user u where u.id = who and u.agency_id = current_agency());
  get diagnostics ended = row_count;
  return ended;
end $$;
revoke execute on function end_sealed_keys_of from public;
grant execute on function end_sealed_keys_of to throughline_app;

-- Accounts are written by several hands: by our own statements, and by the framework's when it keeps passkeys. The framework
-- writes whole rows, and refuses a row whose stamp has changed since it read it: so every change changes the stamp.
create function stamp_account() returns trigger language plpgsql as $$
begin
  if new.concurrency_stamp is not distinct from old.concurrency_stamp then
    new.concurrency_stamp := gen_random_uuid()::text;
  end if;
  return new;
end $$;
create trigger stamp_account before update on app_user for each row execute function stamp_account();

-- A password that an administrator gave is good for a while only (ASVS 5.0, 6.4.1).
alter table app_user add column password_given_at timestamptz;
update app_user set password_given_at = now() where password_is_temporary;

-- Wrong passwords count apart from wrong codes: whoever knows an address can then keep nobody out who is in, or who comes from
-- their agency's provider.
alter table app_user add column factor_failed_at timestamptz[] not null default '{}', add column factor_lockout_end timestamptz;

-- A lift gives the number once more, and no more than that; a third number is for everybody shown in a day, lists and all.
alter table brake_stop add column lifts integer not null default 0;
update brake_stop set lifts = 1 where lifted;
alter table brake_stop drop constraint brake_stop_period_check;
alter table brake_stop add constraint brake_stop_period_check check (period in ('hour', 'day', 'shown'));
