-- Single sign-on: an agency's own identity provider (OpenID Connect), as data that its administrator keeps.
create table agency_sign_on (
  agency_id uuid primary key references agency,
  issuer text not null,
  authorisation_endpoint text not null,
  token_endpoint text not null,
  userinfo_endpoint text not null,
  says_issuer boolean not null,
  client_id text not null,
  client_secret text not null,
  name_claim text not null,
  is_on boolean not null,
  changed_at timestamptz not null,
  changed_by uuid not null references app_user
);

-- An administrator invites one account; whoever uses the invitation at the agency's provider is bound to it. Nothing is matched by email address.
create table sign_on_invitation (
  id uuid primary key default uuid7(),
  agency_id uuid not null references agency_sign_on,
  user_id uuid not null references app_user,
  code_hash bytea not null unique,
  made_at timestamptz not null,
  made_by uuid not null references app_user,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- One person of the provider is one account, and an account is one person of it (the other half is the primary key).
create unique index on app_user_login (login_provider, user_id);
