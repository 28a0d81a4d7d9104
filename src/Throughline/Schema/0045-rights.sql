-- What a person may ask of the partnership, and how long it may keep what it holds (Data Protection Act 2018 ss.39, 45 to 48;
-- UK GDPR articles 5(1)(e), 12 to 18). What is an item is read from item_kind, so that a new kind needs nothing here.

-- Tables that name a person and yet are not items: why, what subject access does with them, and what disposal does. A test holds
-- this list against the schema: a table with a person_id is in item_kind or here.
create table person_table (
  table_name text primary key,
  because text not null,
  subject_access text not null check (subject_access in ('shown','through-items','about-the-handling')),
  disposal text not null check (disposal in ('with-its-items','with-the-person')),
  names_person_in text[] not null default '{person_id}'
);
insert into person_table (table_name, because, subject_access, disposal, names_person_in) values
  ('source_row', 'which record of which extract an item came from', 'shown', 'with-its-items', '{person_id}'),
  ('process', 'what somebody meant to do; the facts are its events', 'shown', 'with-its-items', '{person_id}'),
  ('possible_match', 'a question about two records', 'about-the-handling', 'with-the-person', '{person_id,other_person_id}'),
  ('person_with_case', 'an index of the policies', 'through-items', 'with-the-person', '{person_id}'),
  ('consent', 'the person''s own act', 'shown', 'with-the-person', '{person_id}'),
  ('person_exclusion', 'who on the staff may not see the record', 'about-the-handling', 'with-the-person', '{person_id}'),
  ('person_restriction', 'who alone may see the record', 'about-the-handling', 'with-the-person', '{person_id}'),
  ('disclosure', 'which items went to whom', 'shown', 'with-the-person', '{person_id}'),
  ('ask_owner', 'a question between two agencies', 'shown', 'with-the-person', '{person_id}'),
  ('urgent_access', 'who opened the record in an emergency', 'shown', 'with-the-person', '{person_id}'),
  ('sharing_notice', 'a notice between two agencies', 'about-the-handling', 'with-the-person', '{person_id}'),
  ('subject_access', 'the person''s own request', 'about-the-handling', 'with-the-person', '{person_id}'),
  ('subject_access_item', 'what was decided about each item for a request', 'about-the-handling', 'with-its-items', '{person_id}'),
  ('item_restriction', 'which items are restricted and why', 'shown', 'with-its-items', '{person_id}'),
  ('retention_review', 'why an item is still kept', 'shown', 'with-its-items', '{person_id}'),
  ('retention_group', 'the police review group of a person', 'shown', 'with-the-person', '{person_id}');

-- Rows that governance keeps, and an agency's own rows among them.
create procedure keep_for_governance(target text, own_agency text) language plpgsql as $$
begin
  execute format('alter table %I enable row level security; alter table %I force row level security', target, target);
  execute format('create policy governance on %I to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service()) or (select acts_in_role(''information-governance-officer'')))) with check (partnership_id = (select current_partnership()) and ((select acts_as_service()) or (select acts_in_role(''information-governance-officer''))))', target);
  execute format('create policy owner_keeps on %I to throughline_owner using (true) with check (true)', target);
  if own_agency is not null then
    execute format('create policy own_agency on %I to throughline_app using (partnership_id = (select current_partnership()) and (select account_sees()) and %I = (select current_agency())) with check (partnership_id = (select current_partnership()) and %I = (select current_agency()))', target, own_agency, own_agency);
  end if;
end $$;

-- A request for a copy of what is held (Data Protection Act 2018 ss.45, 54; UK GDPR articles 12A, 15).
create table subject_access (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  received_on date not null,
  received_how text not null check (received_how in ('letter','email','in-person','solicitor','prison','telephone')),
  asked_for text not null,
  send_to text not null default '',
  identity_asked_on date,
  identity_checked_on date,
  identity_how text,
  extended_on date,
  extended_because text check (extended_because in ('complex','number')),
  extended_words text,
  state text not null default 'open' check (state in ('open','answered','refused','withdrawn')),
  closed_on date,
  closed_by uuid references app_user,
  refused_because text,
  closed_words text,
  pack_sha256 text,
  opened_at timestamptz not null,
  opened_by uuid not null references app_user,
  searched_at timestamptz,
  check (extended_on is null or extended_because is not null and extended_words is not null)
);
create unique index one_open_subject_access on subject_access (partnership_id, person_id) where state = 'open';

-- The clock stands still while the person is asked what they mean (s.54 as amended by the Data (Use and Access) Act 2025 s.76).
create table subject_access_pause (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  request_id uuid not null references subject_access on delete cascade,
  asked_on date not null,
  question text not null,
  answered_on date,
  answer text,
  check (answered_on is null or answered_on >= asked_on)
);
create unique index one_open_pause on subject_access_pause (request_id) where answered_on is null;

-- What is proposed, what the agency that owns it thinks, and what was decided about each item found.
create table subject_access_item (
  request_id uuid not null references subject_access on delete cascade,
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  kind text not null,
  item_id uuid not null,
  owner_agency_id uuid not null references agency,
  category text not null,
  proposal text not null check (proposal in ('disclose','redact','withhold')),
  needs_a_look boolean not null,
  third_parties text[] not null default '{}',
  owner_view text check (owner_view in ('disclose','redact','withhold')),
  owner_words text,
  owner_viewed_by uuid references app_user,
  owner_viewed_at timestamptz,
  decision text check (decision in ('disclose','redact','withhold')),
  redactions text[] not null default '{}',
  exemption text,
  reason text,
  decided_by uuid references app_user,
  decided_at timestamptz,
  primary key (request_id, kind, item_id),
  check (decision is distinct from 'withhold' or exemption is not null and reason is not null)
);
create index on subject_access_item (owner_agency_id) where owner_view is null;
create index on subject_access_item (item_id);

-- Each agency that owns something found is asked what it thinks, by a day.
create table subject_access_view (
  request_id uuid not null references subject_access on delete cascade,
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  asked_at timestamptz not null,
  answer_by date not null,
  answered_at timestamptz,
  answered_by uuid references app_user,
  words text,
  primary key (request_id, agency_id)
);

-- A restricted item is seen by its owner and by governance alone, whatever agreements, disclosures or an emergency say (s.47(2), article 18).
create table item_restriction (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  kind text not null,
  item_id uuid not null,
  owner_agency_id uuid not null references agency,
  because text not null check (because in ('accuracy-contested','evidence','person-asks','retention')),
  words text not null,
  marking_before text not null,
  marked_for_before uuid[] not null,
  from_at timestamptz not null,
  made_by uuid not null references app_user,
  lifted_at timestamptz,
  lifted_by uuid references app_user,
  lifted_words text
);
create unique index one_restriction on item_restriction (item_id) where lifted_at is null;
create index on item_restriction (partnership_id) where lifted_at is null;

-- An agency's decision, at a review date, to go on keeping an item; or what else it decided.
create table retention_review (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  kind text not null,
  item_id uuid not null,
  agency_id uuid not null references agency,
  was_due_on date not null,
  decision text not null check (decision in ('retain','restrict','dispose')),
  reason text not null,
  next_review_on date,
  at timestamptz not null,
  user_id uuid not null references app_user,
  check (decision <> 'retain' or next_review_on is not null)
);
create index on retention_review (item_id, at desc);

-- The review group in which the police put a person (police information and records management: groups 1 to 4).
create table retention_group (
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  agency_id uuid not null references agency,
  review_group smallint not null check (review_group between 1 and 4),
  reason text not null,
  at timestamptz not null,
  user_id uuid not null references app_user,
  primary key (agency_id, person_id)
);

call keep_for_governance('subject_access', null);
call keep_for_governance('subject_access_pause', null);
call keep_for_governance('subject_access_item', 'owner_agency_id');
call keep_for_governance('subject_access_view', 'agency_id');
call keep_for_governance('item_restriction', 'owner_agency_id');
call keep_for_governance('retention_review', 'agency_id');
call keep_for_governance('retention_group', 'agency_id');
create policy asked_agency on subject_access for select to throughline_app using (partnership_id = (select current_partnership())
  and exists (select from subject_access_view v where v.request_id = subject_access.id and v.agency_id = (select current_agency())));
revoke delete on subject_access, subject_access_view, retention_review from throughline_app;
revoke insert, update, delete on item_restriction, person_table from throughline_app;

-- Restriction, kept by the database: one policy more on every item table, which can only narrow.
create function items_restricted_from_me() returns uuid[] language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce(array_agg(r.item_id), '{}') from item_restriction r where r.partnership_id = current_partnership() and r.lifted_at is null
     and not acts_as_service() and r.owner_agency_id is distinct from current_agency() $$;
revoke execute on function items_restricted_from_me from public;
grant execute on function items_restricted_from_me to throughline_app;

create procedure keep_restrictable(target text) language plpgsql as $$
begin
  execute format('create policy restricted on %I as restrictive for select to throughline_app using (id <> all ((select items_restricted_from_me())::uuid[]))', target);
end $$;
do $$
declare k record;
begin
  for k in select table_name from item_kind loop
    call keep_restrictable(k.table_name);
  end loop;
end $$;

-- The owner restricts its item: the marking narrows to the owner, and what was disclosed of it ends.
create function restrict_item(of_kind text, of_item uuid, why text, in_words text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare found record; made uuid;
begin
  if not exists (select from item_kind where table_name = of_kind) then
    raise exception 'There is no kind of item %', of_kind;
  end if;
  execute format('select person_id, owner_agency_id, marking, marked_for from %I where id = $1 and partnership_id = current_partnership()', of_kind) into found using of_item;
  if found.person_id is null or found.owner_agency_id <> current_agency() and not acts_as_service() then
    return null;
  end if;
  insert into item_restriction (partnership_id, person_id, kind, item_id, owner_agency_id, because, words, marking_before, marked_for_before, from_at, made_by)
  values (current_partnership(), found.person_id, of_kind, of_item, found.owner_agency_id, why, in_words, found.marking, found.marked_for, current_act_at(), current_actor())
  on conflict do nothing returning id into made;
  if made is not null then
    execute format('update %I set marking = ''owner'', marked_for = ''{}'' where id = $1', of_kind) using of_item;
    update disclosed_item set until_at = current_act_at() where item_id = of_item and until_at > current_act_at();
  end if;
  return made;
end $$;

create function lift_restriction(of_restriction uuid, in_words text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare found record;
begin
  update item_restriction set lifted_at = current_act_at(), lifted_by = current_actor(), lifted_words = in_words
  where id = of_restriction and lifted_at is null and partnership_id = current_partnership() and owner_agency_id = current_agency() returning * into found;
  if found.id is null then
    return false;
  end if;
  execute format('update %I set marking = $2, marked_for = $3 where id = $1', found.kind) using found.item_id, found.marking_before, found.marked_for_before;
  return true;
end $$;

-- Retention rules: each agency its own, by the day from which they hold.
alter table retention_rule add column review_group smallint check (review_group between 1 and 4), add column clear_months integer check (clear_months between 1 and 1200),
  add column resets_on_new_event boolean not null default false, add column set_by uuid references app_user, add column set_at timestamptz, add column because text;
insert into retention_rule (agency_type, review_group, review_after_months, clear_months, counts_from, resets_on_new_event, source, valid_from) values
  ('police', 1, 120, null, 'recorded', false, 'Police review group 1 (certain public protection matters): looked at every ten years, kept until the person is 100', '2023-01-01'),
  ('police', 2, 120, 120, 'last-event', true, 'Police review group 2 (other sexual, violent and serious offences): ten clear years, then every ten', '2023-01-01'),
  ('police', 3, 72, 72, 'last-event', true, 'Police review group 3 (all other offences): six clear years, then every five or disposal by time', '2023-01-01'),
  ('police', 4, 72, null, 'recorded', false, 'Police review group 4 (undetected crime and others): at least six years', '2023-01-01');
alter table retention_rule enable row level security;
alter table retention_rule force row level security;
create policy everybody_reads on retention_rule for select to throughline_app using (true);
create policy own_rules on retention_rule for insert to throughline_app with check (agency_id = (select current_agency()) and partnership_id = (select current_partnership()) and (select acts_in_role('information-governance-officer')));
create policy own_rules_end on retention_rule for update to throughline_app using (agency_id = (select current_agency()) and (select acts_in_role('information-governance-officer'))) with check (agency_id = (select current_agency()));
create policy owner_keeps on retention_rule to throughline_owner using (true) with check (true);
revoke delete on retention_rule from throughline_app;

-- The rule that holds for an item on a day: the agency's own before its kind's, its group's and category's before the general one.
create function retention_rule_for(owner uuid, of_category text, of_group smallint, on_day date) returns retention_rule
language sql stable security definer set search_path = public, pg_temp as
$$
  select r from retention_rule r, agency a
  where a.id = owner and (r.agency_id = owner or r.agency_id is null) and (r.agency_type = a.type or r.agency_type is null) and (r.category = of_category or r.category is null)
    and (r.review_group is null or r.review_group = of_group) and r.valid_from <= on_day and (r.valid_to is null or r.valid_to >= on_day)
  order by r.agency_id is not null desc, r.agency_type is not null desc, r.review_group is not null desc, r.category is not null desc, r.valid_from desc, r.id desc limit 1
$$;

create or replace function next_review(owner uuid, of_category text, recorded_on date) returns date
language sql stable security definer set search_path = public, pg_temp as
$$ select (recorded_on + make_interval(months => (retention_rule_for(owner, of_category, null, recorded_on)).review_after_months))::date $$;

-- The review date of an item under the rules of a day. A decision to keep it until a day stands; a clear period begins anew
-- with each new event that the owner recorded about the person.
create function review_due(owner uuid, of_category text, of_person uuid, of_item uuid, recorded_on date, on_day date) returns date
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare rule retention_rule; decided date; last_event date; born date; base date := recorded_on;
begin
  select v.next_review_on into decided from retention_review v where v.item_id = of_item and v.decision = 'retain' order by v.at desc limit 1;
  rule := retention_rule_for(owner, of_category, (select g.review_group from retention_group g where g.agency_id = owner and g.person_id = of_person), on_day);
  if rule.counts_from = 'last-event' or rule.resets_on_new_event then
    select max(o.occurred_on) into last_event from offence_event o where o.person_id = of_person and o.owner_agency_id = owner and o.superseded_at is null and o.withdrawn_at is null;
    base := greatest(base, last_event);
  elsif rule.counts_from = 'birth' then
    select b.date_of_birth into born from person_birth_date b where b.person_id = of_person and b.superseded_at is null and b.withdrawn_at is null order by b.owner_agency_id = owner desc, b.received_at desc limit 1;
    base := coalesce(born, recorded_on);
  end if;
  return greatest(decided, case when decided is null or rule.resets_on_new_event and last_event > recorded_on
    then (base + make_interval(months => coalesce(rule.clear_months, rule.review_after_months)))::date end);
end $$;

-- Works the review dates of one kind of item out anew; events are not the application's to change.
create function recalculate_reviews(of_kind text, of_agency uuid) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare changed integer;
begin
  if not exists (select from item_kind where table_name = of_kind) then
    raise exception 'There is no kind of item %', of_kind;
  end if;
  execute format($q$
    update %I t set review_on = d.due from (
      select i.id, review_due(i.owner_agency_id, i.category, i.person_id, i.id, (i.received_at at time zone 'Europe/London')::date, (current_act_at() at time zone 'Europe/London')::date) as due
      from %I i where i.partnership_id = current_partnership() and ($1 is null or i.owner_agency_id = $1) and i.person_id is not null) d
    where d.id = t.id and d.due is distinct from t.review_on and d.due is not null $q$, of_kind, of_kind) using of_agency;
  get diagnostics changed = row_count;
  return changed;
end $$;
revoke execute on function restrict_item, lift_restriction, recalculate_reviews, retention_rule_for, review_due from public;
grant execute on function restrict_item, lift_restriction, recalculate_reviews, retention_rule_for, review_due to throughline_app;
do $$
declare k record;
begin
  for k in select table_name from item_kind loop
    execute format('create index on %I (owner_agency_id, review_on)', k.table_name);
  end loop;
end $$;
