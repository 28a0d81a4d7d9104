-- Agencies' extracts: the file, what became of each row, and the rows that wait for a person.

create table import (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  profile text not null,
  profile_version integer not null,
  file_name text not null,
  sha256 text not null,
  bytes bigint not null,
  mode text not null check (mode in ('snapshot','delta')),
  as_of date not null,
  dry_run boolean not null,
  options jsonb not null default '{}',
  state text not null check (state in ('waiting','running','done','failed','cancelled','held')),
  sentence text not null default '',
  warnings text[] not null default '{}',
  asked_by uuid not null references app_user,
  asked_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  rows_read bigint not null default 0,
  rows_new bigint not null default 0,
  rows_changed bigint not null default 0,
  rows_unchanged bigint not null default 0,
  rows_withdrawn bigint not null default 0,
  rows_quarantined bigint not null default 0,
  rows_repeated bigint not null default 0,
  people_new bigint not null default 0,
  possible_matches bigint not null default 0,
  progress_words text not null default '',
  cancel_asked boolean not null default false
);
create index on import (partnership_id, asked_at desc);
create index on import (state) where state in ('waiting','running');

create table import_chunk (
  import_id uuid not null references import,
  partnership_id uuid not null references partnership,
  number integer not null,
  content bytea not null,
  primary key (import_id, number)
);

create table import_reject (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  import_id uuid not null references import,
  line bigint not null,
  raw jsonb not null,
  problems jsonb not null,
  state text not null default 'open' check (state in ('open','corrected','set-aside')),
  corrected_import_id uuid references import,
  decided_at timestamptz,
  decided_by uuid references app_user,
  unique (import_id, line)
);
create index on import_reject (partnership_id, state);

create table column_mapping (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  profile text not null,
  mapping jsonb not null,
  saved_at timestamptz not null,
  saved_by uuid not null references app_user,
  unique (partnership_id, agency_id, profile)
);

call keep_within_partnership('import');
call keep_within_partnership('import_chunk');
call keep_within_partnership('import_reject');
call keep_within_partnership('column_mapping');
