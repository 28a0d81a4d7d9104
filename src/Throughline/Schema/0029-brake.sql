-- The brake on unusual volumes of opened records (ASVS 5.0, 2.4.1). What counts is read from the audit; this keeps who was stopped.
create table brake_stop (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  user_id uuid not null references app_user,
  agency_id uuid not null references agency,
  -- what a message may carry: it names nobody
  reference text not null unique,
  period text not null check (period in ('hour','day')),
  number integer not null,
  on_date date not null,
  stopped_at timestamptz not null,
  last_tried_at timestamptz not null,
  tries integer not null default 1,
  settled_at timestamptz,
  settled_by uuid references app_user,
  settled_because text,
  lifted boolean not null default false,
  constraint nobody_settles_their_own check (settled_by is null or settled_by <> user_id),
  constraint one_stop_a_day unique (partnership_id, user_id, on_date, period)
);
create index on brake_stop (partnership_id, stopped_at desc);
create index on brake_stop (user_id, on_date) where lifted;
call keep_within_partnership('brake_stop');
