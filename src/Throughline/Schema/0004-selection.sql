-- Select and allocate: matrices, scores, nominations, the panel, the cohort and its colours.
-- Nothing here leads from a score to a status: status_change is written by named people only.

create table selection_matrix (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  name text not null,
  version integer not null,
  body jsonb not null,
  state text not null check (state in ('draft','in-use','retired')),
  reason text not null default '',
  saved_at timestamptz not null,
  saved_by uuid not null references app_user,
  unique (partnership_id, name, version)
);
create unique index one_matrix_in_use on selection_matrix (partnership_id) where state = 'in-use';

create table scoring_run (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  matrix_id uuid not null references selection_matrix,
  as_of date not null,
  asked_at timestamptz not null,
  asked_by uuid not null references app_user,
  finished_at timestamptz,
  people integer not null default 0,
  entry_line numeric,
  exit_line numeric,
  summary jsonb not null default '{}'
);
create index on scoring_run (partnership_id, asked_at desc);

create table score (
  run_id uuid not null references scoring_run,
  partnership_id uuid not null references partnership,
  person_id uuid not null references person,
  total numeric not null,
  rank integer not null,
  line text not null check (line in ('entry','between','below')),
  provisional boolean not null,
  stability numeric not null,
  by_source jsonb not null,
  detail jsonb not null,
  primary key (run_id, person_id)
);
create index on score (run_id, rank);
create index on score (person_id);

create table status_definition (
  partnership_id uuid not null references partnership,
  code text not null,
  label text not null,
  meaning text not null,
  tag text not null,
  position integer not null,
  review_every_days integer not null,
  contacts_per_week numeric not null default 0,
  source text not null,
  primary key (partnership_id, code)
);

create table iom_case (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null references person,
  state text not null check (state in ('nominated','for-panel','adopted','deferred','refused','exited')),
  opened_at timestamptz not null,
  adopted_on date,
  exited_on date,
  cohort_type text,
  lead_agency_id uuid references agency,
  lead_user_id uuid references app_user,
  first_step text,
  why text,
  status text,
  status_since timestamptz,
  status_review_by date,
  deferred_until date,
  returned_at timestamptz,
  returned_because text
);
create unique index one_open_case on iom_case (partnership_id, person_id) where state in ('nominated','for-panel','adopted','deferred');
create index on iom_case (partnership_id, state);
create index on iom_case (person_id);

create table nomination (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  case_id uuid not null references iom_case,
  agency_id uuid not null references agency,
  user_id uuid not null references app_user,
  at timestamptz not null,
  reasons text not null,
  withdrawn_at timestamptz
);
create index on nomination (case_id);

create table screening (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  case_id uuid not null references iom_case,
  user_id uuid not null references app_user,
  at timestamptz not null,
  outcome text not null check (outcome in ('to-panel','not-now')),
  reasons text not null
);
create index on screening (case_id);

create table panel_vote (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  case_id uuid not null references iom_case,
  agency_id uuid not null references agency,
  user_id uuid not null references app_user,
  at timestamptz not null,
  vote text not null check (vote in ('adopt','defer','refuse','abstain')),
  reasons text not null,
  replaced_at timestamptz
);
create unique index one_vote_per_agency on panel_vote (case_id, agency_id) where replaced_at is null;

create table panel_decision (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  case_id uuid not null references iom_case,
  user_id uuid not null references app_user,
  at timestamptz not null,
  outcome text not null check (outcome in ('adopt','defer','refuse')),
  reasons text not null,
  score_run_id uuid references scoring_run,
  score_total numeric,
  score_line text,
  agrees_with_score boolean,
  departure_reasons text,
  dissent text[] not null default '{}'
);
create index on panel_decision (case_id);

create table status_change (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  case_id uuid not null references iom_case,
  person_id uuid not null references person,
  from_status text,
  to_status text not null,
  direction text not null check (direction in ('first','better','worse','same','custody','dormant')),
  proposed text,
  proposed_because text[] not null default '{}',
  reason text not null,
  de_escalation_point text,
  user_id uuid not null references app_user,
  agency_id uuid not null references agency,
  at timestamptz not null
);
create index on status_change (case_id, at desc);

create table daily_review (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  case_id uuid not null references iom_case,
  on_date date not null,
  user_id uuid not null references app_user,
  at timestamptz not null,
  kept_status text not null,
  unique (case_id, on_date)
);

create table case_team (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  case_id uuid not null references iom_case,
  user_id uuid not null references app_user,
  part text not null,
  from_on date not null,
  to_on date
);
create index on case_team (case_id);
create index on case_team (user_id);

do $$
declare t text;
begin
  foreach t in array array['selection_matrix','scoring_run','score','status_definition','iom_case','nomination','screening','panel_vote','panel_decision','status_change','daily_review','case_team'] loop
    execute format('call keep_within_partnership(%L)', t);
  end loop;
end $$;
