-- Keeping accounts: who may have which role, who said so, and how an account ends.

-- Roles that let one person see, change or decide much: a second person agrees before they take effect (ASVS 5.0, 2.3.5).
create table powerful_role (
  role text primary key,
  because text not null,
  source text not null
);
insert into powerful_role (role, because, source) values
  ('administrator', 'gives roles to others', 'ASVS 5.0, 2.3.5: a high-value act needs a second person'),
  ('information-governance-officer', 'reads the audit and lifts restrictions', 'ASVS 5.0, 2.3.5; the audit is read for the ends of the Data Protection Act 2018 s.62(4) only'),
  ('coordinator', 'sees the whole cohort of every agency', 'ASVS 5.0, 2.3.5 and 2.4.1: the role can take out the most'),
  ('strategic-lead', 'sees the figures of the whole partnership', 'ASVS 5.0, 2.3.5'),
  ('analyst', 'sees and exports the whole cohort', 'ASVS 5.0, 2.3.5 and 2.4.1: the role can take out the most');

create table role_request (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  user_id uuid not null references app_user,
  role text not null,
  area text,
  reason text not null,
  asked_by uuid not null references app_user,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting','approved','declined','withdrawn','expired')),
  ended_at timestamptz,
  ended_by uuid references app_user,
  ended_because text,
  constraint nobody_asks_for_themselves check (asked_by <> user_id),
  constraint a_second_person_approves check (state <> 'approved' or ended_by is not null and ended_by <> asked_by and ended_by <> user_id),
  constraint an_end_is_whole check ((state = 'waiting') = (ended_at is null))
);
create unique index one_request_waits on role_request (partnership_id, user_id, role) where state = 'waiting';
create index on role_request (partnership_id, state, asked_at);
create index on role_request (user_id, asked_at desc);
call keep_within_partnership('role_request');

alter table user_role add column request_id uuid references role_request;

-- The last gate: whoever is signed in cannot write a powerful role without the request that a second person approved. What an
-- installation begins with is written by nobody in particular (setup), before anybody can sign in.
create function powerful_roles_need_two() returns trigger language plpgsql as $$
begin
  if current_actor() is not null and exists (select from powerful_role p where p.role = new.role)
     and not exists (select from role_request q where q.id = new.request_id and q.state = 'approved' and q.user_id = new.user_id and q.partnership_id = new.partnership_id and q.role = new.role) then
    raise exception 'The role % needs the agreement of a second person.', new.role using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger powerful_roles_need_two before insert or update of user_id, partnership_id, role, request_id on user_role for each row execute function powerful_roles_need_two();

-- An account that is closed cannot be signed in to (disabled_at says so, as for one that is disabled for a while); its roles ended with it.
alter table app_user add column closed_at timestamptz, add column closed_because text, add column leaves_on date, add column reopened_at timestamptz,
  add constraint closed_is_disabled check (closed_at is null or disabled_at is not null);

create table account_closing (
  id uuid primary key default uuid7(),
  user_id uuid not null references app_user,
  agency_id uuid not null references agency,
  at timestamptz not null,
  closed_by uuid not null references app_user,
  because text not null,
  roles jsonb not null,
  reopened_at timestamptz,
  reopened_by uuid references app_user
);
create index on account_closing (user_id, at desc);
create index on app_user (agency_id);
create index on session (user_id, seen_at desc);
create index on api_token (user_id);
create index on account_event (user_id, at desc);
