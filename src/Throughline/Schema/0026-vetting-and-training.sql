-- Vetting and training: what a user needs before they see anything about people, and until when they have it.

create table standing_kind (
  code text primary key,
  family text not null check (family in ('vetting','training')),
  words text not null,
  -- whether it can ever be enough to see information about people
  suffices boolean not null,
  because text not null,
  source text not null,
  position integer not null
);
insert into standing_kind (code, family, words, suffices, because, source, position) values
  ('nppv1', 'vetting', 'NPPV level 1', false, 'lets somebody into premises and not into information', 'Security reference 2.2 (police vetting of non-police personnel)', 1),
  ('nppv2', 'vetting', 'NPPV level 2', true, 'gives access to police information', 'Security reference 2.2 (police vetting of non-police personnel)', 2),
  ('nppv3', 'vetting', 'NPPV level 3', true, 'gives wider access to police systems', 'Security reference 2.2 (police vetting of non-police personnel)', 3),
  ('sc', 'vetting', 'Security check (SC)', true, 'national security vetting, apart from NPPV', 'Security reference 2.2', 4),
  ('dv', 'vetting', 'Developed vetting (DV)', true, 'national security vetting, apart from NPPV', 'Security reference 2.2', 5),
  ('dbs-enhanced', 'vetting', 'DBS enhanced check', true, 'what charities and services ask of those who work with people', 'Security reference 2.2; Disclosure and Barring Service', 6),
  ('information-sharing', 'training', 'Information sharing', true, 'what may be passed to whom, and the law behind it', 'Sharing design, the words: a user has training with expiry', 7),
  ('iom-basics', 'training', 'IOM basics', true, 'how the partnership works with people', 'Sharing design, the words: a user has training with expiry', 8);

-- What a user has. A renewal is a new row; the one before is ended and stays.
create table user_standing (
  id uuid primary key default uuid7(),
  user_id uuid not null references app_user,
  code text not null references standing_kind,
  obtained_on date not null,
  -- the last day on which it holds
  expires_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null references app_user,
  ended_at timestamptz,
  ended_by uuid references app_user,
  ended_because text,
  constraint in_order check (expires_on >= obtained_on),
  constraint nobody_vets_themselves check (recorded_by <> user_id)
);
create unique index one_stands on user_standing (user_id, code) where ended_at is null;

-- partnership.settings -> 'access': {"vetting": [codes, any one of which is enough], "training": [codes, all of which are needed]}.
-- Absent or empty means that nothing is needed.
drop function account_in_order(uuid, uuid, timestamptz);
create function account_in_order(who uuid, inside uuid, on_instant timestamptz) returns text
language sql stable security definer parallel safe set search_path = public, pg_temp as $$
  select case
    when u.id is null then 'closed'
    when u.is_service then null
    when u.closed_at is not null or u.leaves_on < d.today then 'closed'
    when u.disabled_at is not null then 'suspended'
    when n.training is not null and exists (select from jsonb_array_elements_text(n.training) t (code)
      where not exists (select from user_standing s where s.user_id = u.id and s.code = t.code and s.ended_at is null and s.obtained_on <= d.today and s.expires_on >= d.today)) then 'untrained'
    when jsonb_array_length(n.vetting) > 0 and not exists (select from user_standing s
      where s.user_id = u.id and s.ended_at is null and n.vetting ? s.code and s.obtained_on <= d.today and s.expires_on >= d.today) then 'unvetted'
  end
  from (select (on_instant at time zone 'Europe/London')::date as today) d
  left join app_user u on u.id = who
  left join lateral (select p.settings -> 'access' -> 'training' as training, p.settings -> 'access' -> 'vetting' as vetting from partnership p where p.id = inside) n on true
$$;
comment on function account_in_order is 'Null when the account may be used for information about people; otherwise the reason: suspended, closed, untrained or unvetted.';
revoke execute on function account_in_order from public;
grant execute on function account_in_order to throughline_app;
