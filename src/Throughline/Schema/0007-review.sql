-- Review: the daily review of the cohort, who looked at whom, accounts kept by an administrator.

-- History by new rows: a decision that is taken back is a new change that names the one it takes back.
alter table status_change add column undoes_id uuid references status_change;
create unique index one_undo on status_change (undoes_id) where undoes_id is not null;
create index on status_change (person_id, at desc);
create index on status_change (partnership_id, at desc);
create index on daily_review (partnership_id, on_date);
create index on iom_case (lead_user_id) where state = 'adopted';

-- The briefing asks who belongs to an area.
create index on person (partnership_id, beat);

-- What somebody's administrator has given them once, they change at their next sign-in.
alter table app_user add column password_is_temporary boolean not null default false;
create index on account_event (user_id, at desc);
