-- "I know this person": a worker declares it, governance links it to a record, and the exclusion list is made from it.

create table conflict_of_interest (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  user_id uuid not null references app_user,
  agency_id uuid not null references agency,
  surname text not null,
  forenames text not null default '',
  born_on date,
  relation text not null check (relation in ('relative','partner','friend','neighbour','work','victim','other')),
  detail text not null default '',
  declared_at timestamptz not null,
  declared_by uuid not null references app_user,
  person_id uuid references person_record,
  linked_at timestamptz,
  linked_by uuid references app_user,
  -- nobody in the partnership is meant: there is nothing to link
  nobody_at timestamptz,
  nobody_by uuid references app_user,
  ended_at timestamptz,
  ended_by uuid references app_user,
  ended_because text,
  constraint a_link_is_whole check ((person_id is null) = (linked_at is null)),
  constraint nobody_ends_their_own check (ended_by is null or ended_by <> user_id)
);
create index on conflict_of_interest (partnership_id, declared_at desc) where ended_at is null;
create index on conflict_of_interest (user_id, person_id) where ended_at is null;
create index on conflict_of_interest (person_id) where person_id is not null;
call keep_within_partnership('conflict_of_interest');
