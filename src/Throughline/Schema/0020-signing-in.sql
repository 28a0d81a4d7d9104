-- Signing in: second factors, the clock of step-up, wrong tries within fifteen minutes.

-- A six-figure code of an authenticator app (RFC 6238). The key is protected by data protection; a step is used once.
create table authenticator (
  user_id uuid primary key references app_user,
  secret text not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0
);

-- Passkeys, as ASP.NET Core Identity keeps them.
create table app_user_passkey (
  credential_id bytea primary key,
  user_id uuid not null references app_user,
  data jsonb not null
);
create index on app_user_passkey (user_id);

-- Codes for the day the telephone is lost: shown once, kept as hashes, each good for one time.
create table recovery_code (
  id uuid primary key default uuid7(),
  user_id uuid not null references app_user,
  code_hash bytea not null,
  made_at timestamptz not null,
  used_at timestamptz
);
create unique index on recovery_code (user_id, code_hash);

-- When and how the session last gave a second factor, and the question that a passkey is answering now.
alter table session add column second_factor text;
alter table session add column second_factor_at timestamptz;
alter table session add column passkey_question text;

-- The wrong tries that still count; five within fifteen minutes lock the account. A count of none forgets them.
alter table app_user add column failed_at timestamptz[] not null default '{}';

-- A program may only take lists out when whoever made its token said so, with a second factor.
alter table api_token add column may_export boolean not null default false;
