-- Who may see what. Agreements are data: clauses say which category goes from whom to whom, how much of it, under which
-- statute and for whose work. The same rule as Sharing/Decide.cs is kept here by row-level security, so that a page, count,
-- search, export, report or job that forgets to ask still cannot see.

alter table agency add column works_for_probation boolean not null default false; -- a provider under Offender Management Act 2007 s.3
alter table agency add column acts_for_authority boolean not null default false; -- commissioned by a relevant authority (Crime and Disorder Act 1998 s.115(1)(b))
alter table partnership add column lead_agency_id uuid references agency;

-- Statutes and other powers that let information pass. Data, not code: a data protection officer signs it off.
create table gateway (
  code text primary key,
  name text not null,
  statute text not null,
  allows text not null,
  kind text not null check (kind in ('clause','case-by-case','figures-only')),
  from_types text[],
  to_types text[],
  barred_categories text[] not null default '{}',
  from_regimes text[] not null default '{part-3,uk-gdpr}',
  needs_consent boolean not null default false,
  needs_probation_arrangement boolean not null default false,
  reaches_who_acts_for_them boolean not null default false,
  effective_from date not null,
  effective_to date,
  trap text not null default '',
  source text not null
);

-- An agreement between agencies of a partnership. Its clauses are in force between two agencies that have both signed, from
-- the first day to the last; a new version is a new row that names the one it replaces.
create table agreement (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  series_id uuid not null,
  version integer not null,
  name text not null,
  purpose text not null,
  state text not null check (state in ('draft','signing','in-force','ended')),
  starts_on date,
  review_on date,
  ends_on date,
  contact text not null default '',
  dpia_reference text,
  equality_reference text,
  responsible_owner text,
  written_at timestamptz not null,
  written_by uuid not null references app_user,
  ended_at timestamptz,
  ended_because text,
  unique (series_id, version)
);
create index on agreement (partnership_id, state);
create unique index one_version_in_force on agreement (series_id) where state = 'in-force';

create table agreement_party (
  agreement_id uuid not null references agreement,
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  signed_at timestamptz,
  signed_by uuid references app_user,
  signed_as text,
  withdrew_at timestamptz,
  primary key (agreement_id, agency_id)
);

create table clause (
  id uuid primary key default uuid7(),
  agreement_id uuid not null references agreement,
  partnership_id uuid not null references partnership,
  place integer not null,
  category text not null,
  from_agency_id uuid references agency,
  from_type text,
  to_agency_id uuid references agency,
  to_type text,
  level text not null check (level in ('existence','summary','full')),
  gateway text not null references gateway,
  condition text not null check (condition in ('case-team','cohort')),
  check ((from_agency_id is null) <> (from_type is null)),
  check ((to_agency_id is null) <> (to_type is null))
);
create index on clause (agreement_id);

-- The clauses in force, agency by agency: worked out anew whenever an agreement, a signature or a membership changes.
create table sharing_grant (
  partnership_id uuid not null references partnership,
  to_agency_id uuid not null references agency,
  owner_agency_id uuid not null references agency,
  category text not null,
  level text not null,
  condition text not null,
  needs_consent boolean not null,
  clause_id uuid not null references clause,
  from_on date not null,
  until_on date not null
);
create index on sharing_grant (partnership_id, to_agency_id);

create function rebuild_sharing(of_partnership uuid) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare written integer;
begin
  delete from sharing_grant where partnership_id = of_partnership;
  insert into sharing_grant (partnership_id, to_agency_id, owner_agency_id, category, level, condition, needs_consent, clause_id, from_on, until_on)
  select a.partnership_id, t.id, f.id, c.category, c.level, c.condition, g.needs_consent, c.id,
    greatest(a.starts_on, g.effective_from, fm.joined_on, tm.joined_on), least(a.ends_on, coalesce(g.effective_to, 'infinity'), coalesce(fm.left_on, 'infinity'), coalesce(tm.left_on, 'infinity'))
  from agreement a
  join clause c on c.agreement_id = a.id
  join gateway g on g.code = c.gateway and g.kind = 'clause'
  join agreement_party fp on fp.agreement_id = a.id and fp.signed_at is not null and fp.withdrew_at is null
  join agency f on f.id = fp.agency_id and (f.id = c.from_agency_id or f.type = c.from_type)
  join partnership_agency fm on fm.partnership_id = a.partnership_id and fm.agency_id = f.id
  join agreement_party tp on tp.agreement_id = a.id and tp.signed_at is not null and tp.withdrew_at is null and tp.agency_id <> f.id
  join agency t on t.id = tp.agency_id and (t.id = c.to_agency_id or t.type = c.to_type)
  join partnership_agency tm on tm.partnership_id = a.partnership_id and tm.agency_id = t.id
  where a.partnership_id = of_partnership and a.state = 'in-force'
    and (not g.needs_probation_arrangement or t.works_for_probation)
    and (g.from_types is null or f.type = any (g.from_types)) and (g.to_types is null or t.type = any (g.to_types) or (g.reaches_who_acts_for_them and t.acts_for_authority))
    and not c.category = any (g.barred_categories) and f.regime = any (g.from_regimes);
  get diagnostics written = row_count;
  return written;
end $$;

-- A person's consent to one service telling others: what, to whom, until when. Withdrawn, it stops at the next request.
create table consent (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  owner_agency_id uuid not null references agency,
  categories text[] not null,
  to_agencies uuid[] not null,
  given_on date not null,
  expires_on date not null,
  how text not null,
  withdrawn_at timestamptz
);
create index on consent (person_id);

-- People whom an open case of the partnership is about. Named in policies only.
create table person_with_case (
  partnership_id uuid not null,
  person_id uuid not null,
  primary key (person_id, partnership_id)
);

create function keep_person_with_case() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.state in ('nominated','for-panel','adopted','deferred') then
    insert into person_with_case values (new.partnership_id, new.person_id) on conflict do nothing;
  elsif not exists (select from iom_case c where c.person_id = new.person_id and c.partnership_id = new.partnership_id and c.id <> new.id and c.state in ('nominated','for-panel','adopted','deferred')) then
    delete from person_with_case where person_id = new.person_id and partnership_id = new.partnership_id;
  end if;
  return null;
end $$;
insert into person_with_case select distinct partnership_id, person_id from iom_case where state in ('nominated','for-panel','adopted','deferred');
create trigger keep_person_with_case after insert or update of state, person_id on iom_case for each row execute function keep_person_with_case();

-- Per person: who may not (a relative on the staff), and who alone may.
create table person_exclusion (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  user_id uuid not null references app_user,
  because text not null,
  from_at timestamptz not null,
  until_at timestamptz,
  made_by uuid not null references app_user
);
create index on person_exclusion (user_id);
create index on person_exclusion (person_id);

create table person_restriction (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  because text not null,
  allowed_users uuid[] not null,
  from_at timestamptz not null,
  until_at timestamptz,
  made_by uuid not null references app_user
);
create index on person_restriction (partnership_id, person_id);

-- A recorded act that passes given items to given agencies beyond the clauses; and the answers to "ask the owner".
create table disclosure (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  from_agency_id uuid not null references agency,
  to_agency_id uuid not null references agency,
  level text not null check (level in ('summary','full')),
  gateway text not null references gateway,
  purpose text not null,
  necessity text not null,
  at timestamptz not null,
  until_at timestamptz not null,
  made_by uuid not null references app_user,
  ended_at timestamptz,
  ended_by uuid references app_user,
  ended_because text,
  check (until_at > at)
);
create index on disclosure (partnership_id, at desc);
create index on disclosure (person_id);

create table disclosed_item (
  disclosure_id uuid not null references disclosure,
  partnership_id uuid not null references partnership,
  kind text not null,
  item_id uuid not null,
  category text not null,
  from_agency_id uuid not null references agency,
  to_agency_id uuid not null references agency,
  level text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  primary key (item_id, disclosure_id)
);
create index on disclosed_item (disclosure_id);

create table ask_owner (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  category text not null,
  owner_agency_id uuid not null references agency,
  from_agency_id uuid not null references agency,
  asked_by uuid not null references app_user,
  asked_at timestamptz not null,
  why text not null,
  answer text check (answer in ('given','refused')),
  answered_at timestamptz,
  answered_by uuid references app_user,
  answer_because text,
  disclosure_id uuid references disclosure
);
create index on ask_owner (owner_agency_id) where answer is null;
create index on ask_owner (from_agency_id, asked_at desc);

create table urgent_access (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  user_id uuid not null references app_user,
  agency_id uuid not null references agency,
  ground text not null check (ground in ('risk-to-life','serious-harm','child-at-risk')),
  why text not null,
  at timestamptz not null,
  until_at timestamptz not null,
  ended_at timestamptz,
  review_by date not null,
  reviewed_at timestamptz,
  reviewed_by uuid references app_user,
  finding text check (finding in ('justified','not-justified')),
  review_words text
);
create index on urgent_access (user_id, until_at);
create index on urgent_access (partnership_id) where reviewed_at is null;

-- Notices that a recipient must act on: correction, restriction, erasure (DPA 2018 s.48(7)-(9)); and alerts of urgent access.
create table sharing_notice (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  to_agency_id uuid not null references agency,
  from_agency_id uuid not null references agency,
  kind text not null check (kind in ('correction','restriction','erasure','withdrawal','urgent-access')),
  person_id uuid,
  subject_id uuid,
  words text not null,
  at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid references app_user,
  acknowledged_words text
);
create index on sharing_notice (to_agency_id) where acknowledged_at is null;

-- Whether somebody's account entitles them to see people at all: null when it does, else the reason.
create function account_in_order(who uuid, in_partnership uuid, on_instant timestamptz) returns text
language sql stable security definer set search_path = public, pg_temp as
$$ select case when u.id is null then 'unknown' when u.disabled_at is not null then 'suspended' end from (select who as id) w left join app_user u on u.id = w.id $$;

-- Who acts, and what follows from it for this transaction. Everything that the policies ask is worked out once, here.
create function begin_act(who uuid, for_agency uuid, in_partnership uuid, at_instant timestamptz, with_partnership_sight boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare service boolean; on_day date := (at_instant at time zone 'Europe/London')::date;
begin
  service := with_partnership_sight or coalesce((select u.is_service from app_user u where u.id = who), false);
  perform set_config('throughline.user', who::text, true), set_config('throughline.agency', for_agency::text, true), set_config('throughline.partnership', in_partnership::text, true),
    set_config('throughline.at', at_instant::text, true), set_config('throughline.service', case when service then 'on' else 'off' end, true),
    set_config('throughline.account', case when service then 'in-order' else coalesce(account_in_order(who, in_partnership, at_instant), 'in-order') end, true),
    set_config('throughline.roles', (select coalesce(array_agg(r.role), '{}')::text from user_role r where r.user_id = who and r.partnership_id = in_partnership), true);
  if service then
    return;
  end if;
  perform
    set_config('throughline.hidden', (select coalesce(array_agg(h.person_id), '{}')::text from (
      select x.person_id from person_exclusion x where x.user_id = who and x.partnership_id = in_partnership and x.from_at <= at_instant and (x.until_at is null or x.until_at > at_instant)
      union
      select r.person_id from person_restriction r where r.partnership_id = in_partnership and r.from_at <= at_instant and (r.until_at is null or r.until_at > at_instant) and not who = any (r.allowed_users)) h), true),
    set_config('throughline.mine', (select coalesce(array_agg(distinct c.person_id), '{}')::text from case_team t join iom_case c on c.id = t.case_id
      where t.user_id = who and t.partnership_id = in_partnership and t.from_on <= on_day and (t.to_on is null or t.to_on >= on_day)
        and c.state in ('nominated','for-panel','adopted','deferred')), true),
    set_config('throughline.urgent', (select coalesce(array_agg(distinct u.person_id), '{}')::text from urgent_access u
      where u.user_id = who and u.partnership_id = in_partnership and u.agency_id = for_agency and u.at <= at_instant and u.until_at > at_instant and u.ended_at is null), true),
    set_config('throughline.granted', (select coalesce(jsonb_object_agg(k.kind, k.owners), '{}')::text from (
      select w.kind, jsonb_object_agg(w.owner_agency_id, w.categories) as owners from (
        select case when g.needs_consent then 'consent' else g.condition end as kind, g.owner_agency_id, jsonb_agg(distinct g.category) as categories
        from sharing_grant g
        where g.partnership_id = in_partnership and g.to_agency_id = for_agency and g.level = 'full' and g.from_on <= on_day and g.until_on >= on_day
        group by 1, 2) w group by w.kind) k), true);
end $$;

create function current_agency() returns uuid language sql stable as $$ select nullif(current_setting('throughline.agency', true), '')::uuid $$;
create function current_act_at() returns timestamptz language sql stable as $$ select nullif(current_setting('throughline.at', true), '')::timestamptz $$;
create function acts_as_service() returns boolean language sql stable as $$ select coalesce(current_setting('throughline.service', true), '') = 'on' $$;
create function account_sees() returns boolean language sql stable as $$ select coalesce(current_setting('throughline.account', true), '') = 'in-order' $$;
create function acts_in_role(role text) returns boolean language sql stable as $$ select role = any (coalesce(nullif(current_setting('throughline.roles', true), ''), '{}')::text[]) $$;
create function people_hidden_from_me() returns uuid[] language sql stable as $$ select coalesce(nullif(current_setting('throughline.hidden', true), ''), '{}')::uuid[] $$;
create function people_of_my_cases() returns uuid[] language sql stable as $$ select coalesce(nullif(current_setting('throughline.mine', true), ''), '{}')::uuid[] $$;
create function people_urgently_open() returns uuid[] language sql stable as $$ select coalesce(nullif(current_setting('throughline.urgent', true), ''), '{}')::uuid[] $$;
create function granted(kind text) returns jsonb language sql stable as $$ select coalesce(coalesce(nullif(current_setting('throughline.granted', true), ''), '{}')::jsonb -> kind, '{}') $$;

-- When an item is looked at again. By agency or, where it has said nothing, by kind of agency; the newest rule that holds.
create table retention_rule (
  id uuid primary key default uuid7(),
  partnership_id uuid references partnership,
  agency_id uuid references agency,
  agency_type text,
  category text,
  review_after_months integer not null check (review_after_months between 1 and 1200),
  keep_months integer,
  counts_from text not null default 'recorded' check (counts_from in ('recorded','last-event','birth')),
  source text not null,
  valid_from date not null,
  valid_to date
);
insert into retention_rule (agency_type, review_after_months, source, valid_from) values
  ('police', 72, 'Police Information and Records Management Code 2023: at least six years before the first review', '2023-01-01'),
  (null, 12, 'No rule of the agency yet: looked at again after a year (Data Protection Act 2018 s.39(2), UK GDPR article 5(1)(e))', '2018-05-25');

create function review_months(owner uuid, of_category text) returns integer
language sql stable security definer set search_path = public, pg_temp as
$$
    select r.review_after_months from retention_rule r, agency a, coalesce((current_act_at() at time zone 'Europe/London')::date, current_date) on_day
    where a.id = owner and (r.agency_id = owner or r.agency_id is null) and (r.agency_type = a.type or r.agency_type is null) and (r.category = of_category or r.category is null)
      and r.valid_from <= on_day and (r.valid_to is null or r.valid_to >= on_day)
    order by r.agency_id is not null desc, r.agency_type is not null desc, r.category is not null desc, r.valid_from desc limit 1
$$;

create function next_review(owner uuid, of_category text, recorded_on date) returns date language sql stable as
$$ select (recorded_on + make_interval(months => review_months(owner, of_category)))::date $$;

-- The power under which an agency of a kind brings an item here, when it names no other.
create function usual_gateway(owner uuid) returns text language sql stable security definer set search_path = public, pg_temp as
$$ select case when a.type in ('drug-service','charity','housing','job-centre') then 'consent' when a.type in ('probation','prison','electronic-monitoring') then 'oma-2007-s14' else 'cda-1998-s115' end from agency a where a.id = owner $$;

create function complete_item() returns trigger language plpgsql as $$
declare given jsonb := to_jsonb(new);
begin
  new.recorded_by := coalesce(new.recorded_by, (given ->> 'user_id')::uuid, current_actor());
  new.received_at := coalesce(new.received_at, (given ->> 'at')::timestamptz, current_act_at(), now());
  -- the case itself is the scheme's, whoever nominated first: its rows do not tell who knew the person before
  new.owner_agency_id := coalesce(new.owner_agency_id,
    case when tg_table_name = 'iom_case' then (select p.lead_agency_id from partnership p where p.id = new.partnership_id) end,
    (given ->> 'agency_id')::uuid, (select u.agency_id from app_user u where u.id = (given ->> 'user_id')::uuid), current_agency());
  new.regime := coalesce(new.regime, (select a.regime from agency a where a.id = new.owner_agency_id));
  new.gateway := coalesce(new.gateway, usual_gateway(new.owner_agency_id));
  new.review_on := coalesce(new.review_on, next_review(new.owner_agency_id, new.category, (new.received_at at time zone 'Europe/London')::date));
  return new;
end $$;

-- Every kind of item: its table, and how it is said in one line. Other parts of the product (subject access, retention,
-- disclosures, the census) read this list, and a test holds it against the schema.
create table item_kind (
  table_name text primary key,
  name text not null,
  usual_category text not null,
  words text not null,
  summary text not null,
  dated text not null,
  retention_class text not null check (retention_class in ('owner-rule','case','decision')),
  subject_access text not null check (subject_access in ('disclose','disclose-without-third-parties','withhold-by-default')),
  audit_class text not null check (audit_class in ('consultation','decision')),
  changed_by text not null check (changed_by in ('owner','whoever-sees'))
);

-- What every item table has, and the rule by which its rows are seen. What was decided together in a case stays readable to the
-- agencies that were party to it when the case has ended; what each knows of the person does not. No sub-select joins two people's rows; the arrays and
-- grants are worked out once a transaction by begin_act.
create procedure keep_as_item(target text, category text, changed_by text) language plpgsql as $$
declare
  of_cohort text := case when changed_by = 'owner' or target = 'score' then '' when target = 'event' then 'T.case_id is not null or ' else 'true or ' end
    || 'exists (select from person_with_case w where w.person_id = T.person_id and w.partnership_id = T.partnership_id)';
  shows text := replace(replace($rule$
    (select acts_as_service()) or (
      (select account_sees())
      and T.person_id <> all ((select people_hidden_from_me())::uuid[])
      and (
        (case T.marking
           when 'partnership' then true
           when 'agencies' then T.owner_agency_id = (select current_agency()) or (select current_agency()) = any (T.marked_for)
           when 'people' then T.recorded_by = (select current_actor()) or (select current_actor()) = any (T.marked_for)
           else T.owner_agency_id = (select current_agency()) end
         and (T.owner_agency_id = (select current_agency())
           or ((select granted('cohort')) -> T.owner_agency_id::text) ? T.category and (COHORT)
           or ((select granted('case-team')) -> T.owner_agency_id::text) ? T.category and T.person_id = any ((select people_of_my_cases())::uuid[])
           or ((select granted('consent')) -> T.owner_agency_id::text) ? T.category and T.person_id = any ((select people_of_my_cases())::uuid[])
             and exists (select from consent c where c.person_id = T.person_id and c.partnership_id = T.partnership_id and c.owner_agency_id = T.owner_agency_id and c.withdrawn_at is null
               and T.category = any (c.categories) and (select current_agency()) = any (c.to_agencies) and c.given_on <= (select current_act_at())::date and c.expires_on >= (select current_act_at())::date)))
        or T.person_id = any ((select people_urgently_open())::uuid[])
        or exists (select from disclosed_item d where d.item_id = T.id and d.to_agency_id = (select current_agency()) and d.level = 'full' and d.from_at <= (select current_act_at()) and d.until_at > (select current_act_at()))))
    $rule$, 'COHORT', of_cohort), 'T.', target || '.');
begin
  execute format('drop policy if exists within_partnership on %I', target);
  execute format('alter table %I add column if not exists owner_agency_id uuid references agency, add column if not exists category text not null default %L, add column if not exists marking text not null default ''partnership'', add column if not exists recorded_by uuid references app_user, add column if not exists received_at timestamptz, add column if not exists source_row_id bigint, add column if not exists superseded_at timestamptz, add column if not exists withdrawn_at timestamptz, add column marked_for uuid[] not null default ''{}'', add column regime text, add column gateway text, add column review_on date', target, category);
  execute format('alter table %I enable row level security', target);
  execute format('alter table %I force row level security', target);
  execute format('create policy shown on %I for select to throughline_app using (partnership_id = (select current_partnership()) and (%s))', target, shows);
  execute format('create policy added on %I for insert to throughline_app with check (partnership_id = (select current_partnership()) and ((select acts_as_service()) or owner_agency_id = (select current_agency()) or %L))', target, changed_by = 'whoever-sees');
  execute format('create policy changed on %I for update to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service()) or owner_agency_id = (select current_agency()) or %L)) with check (partnership_id = (select current_partnership()))', target, changed_by = 'whoever-sees');
  execute format('create policy owner_keeps on %I to throughline_owner using (true) with check (true)', target);
  execute format('alter table %I add check (marking in (''partnership'',''agencies'',''people'',''owner'')) not valid, add check (regime in (''part-3'',''uk-gdpr'')) not valid', target);
  execute format('create trigger complete_item before insert on %I for each row when (new.owner_agency_id is null or new.recorded_by is null or new.received_at is null or new.regime is null or new.gateway is null or new.review_on is null) execute function complete_item()', target);
end $$;

-- One view of every item there is, whatever its kind, as whoever asks may see it.
create procedure rebuild_item_view() language plpgsql as $$
declare parts text;
begin
  select string_agg(format('select %L::text as kind, %L::text as kind_name, t.id, t.partnership_id, t.person_id, t.owner_agency_id, t.category, t.marking, t.marked_for, t.recorded_by, t.received_at, t.regime, t.gateway, t.review_on, t.source_row_id, t.superseded_at, t.withdrawn_at, (%s)::date as dated_on, (%s)::text as words from %I t', table_name, name, dated, words, table_name), E'\nunion all\n' order by table_name)
  into parts from item_kind;
  execute 'create or replace view item with (security_invoker = true) as ' || parts;
end $$;
