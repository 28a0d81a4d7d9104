-- Unusual uses, found by a job and reviewed by governance; breaches and their register.

-- How far the job has read: every place up to this one.
create table audit_scan (
  partnership_id uuid primary key references partnership,
  seq bigint not null
);

create table audit_alert (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  -- what a notice carries: no user, no person
  reference text not null generated always as ('U-' || upper(right(id::text, 8))) stored,
  kind text not null check (kind in ('same-surname','same-address','no-relationship','out-of-hours','many-people','many-in-an-hour','one-after-another','after-closed','watched')),
  user_id uuid not null references app_user,
  agency_id uuid not null references agency,
  person_id uuid,
  on_date date not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  entries integer not null,
  found_at timestamptz not null,
  state text not null default 'new' check (state in ('new','seen','explained','escalated')),
  unique nulls not distinct (partnership_id, kind, user_id, on_date, person_id)
);
create index on audit_alert (partnership_id, state, on_date desc);

create table audit_alert_review (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  alert_id uuid not null references audit_alert,
  at timestamptz not null,
  user_id uuid not null references app_user,
  outcome text not null check (outcome in ('seen','explained','escalated')),
  note text not null default ''
);
create index on audit_alert_review (alert_id, at);

-- Records whose every look is to be asked about: people in the public eye, staff, people close to staff.
create table audit_watch (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  since timestamptz not null,
  by_user uuid not null references app_user,
  reason text not null,
  ended_at timestamptz
);
create unique index on audit_watch (partnership_id, person_id) where ended_at is null;

-- Names and postcodes close to a user, told by themselves for this purpose only.
create table declared_tie (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  user_id uuid not null references app_user,
  kind text not null check (kind in ('surname','postcode')),
  value text not null,
  declared_at timestamptz not null,
  unique (partnership_id, user_id, kind, value)
);

-- The register of breaches (Data Protection Act 2018 s.67(5)-(6), UK GDPR article 33(5)): facts, effects, remedy; nothing is taken off it.
create table breach (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  reference text not null generated always as ('B-' || upper(right(id::text, 8))) stored,
  opened_at timestamptz not null,
  opened_by uuid not null references app_user,
  known_at timestamptz not null,
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  about_user_id uuid references app_user,
  about_agency_id uuid references agency,
  person_id uuid,
  about_session_id uuid,
  facts text not null,
  effects text not null default '',
  remedy text not null default '',
  told_commissioner_at timestamptz,
  told_people_at timestamptz,
  why_not_told text not null default '',
  closed_at timestamptz
);
create index on breach (partnership_id, opened_at desc);

do $$
declare t text;
begin
  foreach t in array array['audit_scan', 'audit_alert', 'audit_alert_review', 'audit_watch', 'declared_tie', 'breach'] loop
    execute format('call keep_within_partnership(%L)', t);
  end loop;
end $$;
create trigger append_only before update or delete on audit_alert_review for each statement execute function audit_is_append_only();
revoke update, delete, truncate on audit_alert_review from throughline_app;
revoke delete, truncate on audit_alert, audit_watch, audit_scan, breach from throughline_app;
