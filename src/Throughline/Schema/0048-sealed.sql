-- Two sealed compartments: who the victim is and where a protected person lives. Own tables, an own role that the rest of the
-- program does not act as, an own key for each. No agreement, disclosure, urgent access, search, export or job reaches them; a
-- named keyholder of the agency that recorded an entry reads it, and nobody else.

create schema sealed;
revoke all on schema sealed from public;

create table sealed.compartment_key (
  id uuid primary key default uuid7(),
  compartment text not null check (compartment in ('victim','protected address')),
  wrapped text not null,
  made_at timestamptz not null,
  retired_at timestamptz
);

-- Somebody holds the key of a compartment for their own agency: asked for with reasons, approved by a second person.
create table sealed.keyholder (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  user_id uuid not null references app_user,
  compartment text not null check (compartment in ('victim','protected address')),
  because text not null,
  asked_by uuid not null references app_user,
  asked_at timestamptz not null,
  approved_by uuid references app_user,
  approved_at timestamptz,
  ended_by uuid references app_user,
  ended_at timestamptz,
  check (approved_by is null or approved_by not in (asked_by, user_id))
);
create unique index one_key on sealed.keyholder (user_id, partnership_id, agency_id, compartment) where ended_at is null;

create function sealed.holds(of_compartment text) returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select from sealed.keyholder k where k.user_id = current_actor() and k.partnership_id = current_partnership() and k.agency_id = current_agency()
     and k.compartment = of_compartment and k.approved_at is not null and k.ended_at is null) $$;

do $$
declare t text;
begin
  foreach t in array array['victim','protected_address'] loop
    execute format('create table sealed.%I (id uuid primary key default uuid7(), partnership_id uuid not null references partnership, person_id uuid not null, owner_agency_id uuid not null references agency, category text not null default %L check (category = %L),
      recorded_by uuid not null references app_user, received_at timestamptz not null, regime text not null, gateway text not null, review_on date not null, withdrawn_at timestamptz, withdrawn_by uuid references app_user, withdrawn_because text,
      key_id uuid not null references sealed.compartment_key, nonce bytea not null, content bytea not null)', t, replace(t, '_', ' '), replace(t, '_', ' '));
    execute format('create index on sealed.%I (person_id)', t);
    execute format('alter table sealed.%I enable row level security; alter table sealed.%I force row level security', t, t);
    execute format('create policy keyholders on sealed.%I to throughline_sealed using (partnership_id = (select current_partnership()) and owner_agency_id = (select current_agency()) and (select account_sees()) and not (select acts_as_service())
      and person_id <> all ((select people_hidden_from_me())::uuid[]) and (select sealed.holds(%L))) with check (partnership_id = (select current_partnership()) and owner_agency_id = (select current_agency()) and (select sealed.holds(%L)))', t, replace(t, '_', ' '), replace(t, '_', ' '));
  end loop;
end $$;
alter table sealed.keyholder enable row level security;
alter table sealed.keyholder force row level security;
create policy own_agency on sealed.keyholder to throughline_sealed using (partnership_id = (select current_partnership()) and agency_id = (select current_agency())) with check (partnership_id = (select current_partnership()) and agency_id = (select current_agency()));
create policy owner_keeps on sealed.keyholder to throughline_owner using (true) with check (true);

-- whoever serves may ask whether the viewer holds a key, and nothing else
grant usage on schema sealed to throughline_sealed, throughline_app;
grant select, insert, update on sealed.victim, sealed.protected_address, sealed.keyholder, sealed.compartment_key to throughline_sealed;
revoke execute on function sealed.holds from public;
grant execute on function sealed.holds to throughline_sealed, throughline_app;
