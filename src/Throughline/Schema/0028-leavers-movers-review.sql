-- Who leaves, who moves, and the yearly look at who still needs their account.

-- One row for each partnership in which a mover's roles ended. Row-level security reads until when the mover keeps sight.
create table user_move (
  id uuid primary key default uuid7(),
  user_id uuid not null references app_user,
  from_agency_id uuid not null references agency,
  to_agency_id uuid not null references agency,
  from_partnership_id uuid not null references partnership,
  to_partnership_id uuid not null references partnership,
  at timestamptz not null,
  -- the last day on which the mover still sees what they saw
  keeps_sight_until date not null,
  moved_by uuid not null references app_user,
  reason text not null,
  roles text[] not null,
  constraint it_is_a_move check (from_agency_id <> to_agency_id or from_partnership_id <> to_partnership_id)
);
create index on user_move (user_id, keeps_sight_until desc);

create table access_review (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  opened_at timestamptz not null,
  due_on date not null,
  finished_at timestamptz,
  lapsed_at timestamptz
);
create unique index one_open_review on access_review (partnership_id, agency_id) where finished_at is null;
create index on access_review (agency_id, due_on desc);
call keep_within_partnership('access_review');

create table access_review_decision (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  review_id uuid not null references access_review,
  user_id uuid not null references app_user,
  roles text[] not null,
  decision text not null check (decision in ('confirmed','removed','lapsed')),
  reason text,
  decided_at timestamptz not null,
  decided_by uuid not null references app_user,
  unique (review_id, user_id),
  constraint nobody_reviews_themselves check (decided_by <> user_id)
);
call keep_within_partnership('access_review_decision');
