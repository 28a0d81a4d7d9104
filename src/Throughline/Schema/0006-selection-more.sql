-- What selection needs beyond the first tables: why somebody was nominated, why a decision went against the votes, and
-- the letters that were sent.

alter table nomination add column reason_kind text not null default 'offending';
alter table nomination alter column reason_kind drop default;
-- a form sent twice is one nomination; an agency that nominates again after "not now" withdraws its old one first
create unique index one_nomination_per_agency on nomination (case_id, agency_id) where withdrawn_at is null;

alter table panel_decision add column against_majority_reasons text, add column deferred_until date;

create table letter (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  case_id uuid not null references iom_case,
  person_id uuid not null references person,
  user_id uuid not null references app_user,
  agency_id uuid not null references agency,
  at timestamptz not null,
  sent_to text not null,
  contact_name text not null,
  contact_phone text not null,
  body text[] not null
);
create index on letter (person_id);
create index on panel_vote (case_id);
call keep_within_partnership('letter');
