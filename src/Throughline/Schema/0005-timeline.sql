-- Finding people, and one timeline of a person.

create index on person_birth_date (partnership_id, date_of_birth);
create index on person_address (partnership_id, postcode);

-- What somebody searched for, kept on the server: names and dates of birth do not belong in addresses, and a lost
-- connection loses nothing. Only whoever asked sees it.
create table person_search (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  user_id uuid not null references app_user,
  terms jsonb not null,
  asked_at timestamptz not null
);
create index on person_search (user_id, asked_at);
alter table person_search enable row level security;
alter table person_search force row level security;
create policy own_searches on person_search to throughline_app
  using (partnership_id = (select current_partnership()) and user_id = (select current_actor()))
  with check (partnership_id = (select current_partnership()) and user_id = (select current_actor()));

-- Under row-level security PostgreSQL may not use a trigram index, because pg_trgm's operators are not leakproof. These
-- functions look in the index with the owner's rights, within the current partnership, and give back nothing but keys;
-- whoever asks then reads the rows themselves, under row-level security, so a row that is hidden stays hidden.
create policy proposes_keys on person_name for select to throughline_owner using (true);
create policy proposes_keys on person_address for select to throughline_owner using (true);
create policy proposes_keys on person_associate for select to throughline_owner using (true);
select similarity('a', 'b'); -- loads the library, whose settings the functions set

create function names_alike(query text, most integer) returns table (id uuid, alike real)
language sql stable security definer set search_path = public, pg_temp set pg_trgm.similarity_threshold = 0.3 set pg_trgm.word_similarity_threshold = 0.5 as
$$
  select n.id, greatest(similarity(n.full_text, query), word_similarity(query, n.full_text)) from person_name n
  where n.partnership_id = current_partnership() and n.superseded_at is null and n.withdrawn_at is null and (n.full_text % query or query <% n.full_text)
  order by 2 desc, n.id limit most
$$;

create function addresses_alike(query text, most integer) returns table (id uuid, alike real)
language sql stable security definer set search_path = public, pg_temp set pg_trgm.word_similarity_threshold = 0.6 as
$$
  select a.id, word_similarity(query, lower(a.address || ' ' || coalesce(a.town, '') || ' ' || coalesce(a.postcode, ''))) from person_address a
  where a.partnership_id = current_partnership() and a.superseded_at is null and a.withdrawn_at is null
    and query <% lower(a.address || ' ' || coalesce(a.town, '') || ' ' || coalesce(a.postcode, ''))
  order by 2 desc, a.id limit most
$$;

create function associates_alike(query text, most integer) returns table (id uuid, alike real)
language sql stable security definer set search_path = public, pg_temp set pg_trgm.similarity_threshold = 0.4 set pg_trgm.word_similarity_threshold = 0.6 as
$$
  select a.id, greatest(similarity(lower(a.name), query), word_similarity(query, lower(a.name))) from person_associate a
  where a.partnership_id = current_partnership() and a.superseded_at is null and a.withdrawn_at is null and (lower(a.name) % query or query <% lower(a.name))
  order by 2 desc, a.id limit most
$$;
revoke execute on function names_alike, addresses_alike, associates_alike from public;
grant execute on function names_alike, addresses_alike, associates_alike to throughline_app;

create function in_words(code text) returns text language sql immutable parallel safe as
$$ select upper(left(code, 1)) || replace(replace(substr(code, 2), '-', ' '), '_', ' ') $$;

create function date_in_words(on_date date) returns text language sql immutable parallel safe as
$$ select extract(day from on_date)::int || ' ' || (array['January','February','March','April','May','June','July','August','September','October','November','December'])[extract(month from on_date)::int] || ' ' || extract(year from on_date)::int $$;

-- Everything dated about a person, from what people did here and from what agencies sent. The reader's own row-level
-- security applies to each part.
create view timeline with (security_invoker = true) as
select e.id, e.partnership_id, e.person_id, e.on_date, e.at, 'done-here'::text as kind, e.category, e.words, p.reason, e.owner_agency_id, null::uuid as import_id, null::bigint as line, e.at as received_at, p.user_id as recorded_by
from event e join process p on p.id = e.process_id where e.person_id is not null
union all
select o.id, o.partnership_id, o.person_id, o.occurred_on, o.received_at, o.kind, o.category,
  case o.kind when 'intelligence' then 'Intelligence: there is some, ask who sent this'
    else in_words(o.kind) || ': ' || coalesce(o.description, in_words(o.offence_group)) || coalesce(', ' || o.place, '') end,
  null, o.owner_agency_id, o.import_id, o.line, o.received_at, o.recorded_by
from offence_event o where o.superseded_at is null and o.withdrawn_at is null
union all
select o.id, o.partnership_id, o.person_id, o.started_on, o.received_at, 'order', o.category,
  in_words(o.order_type) || ' began' || coalesce(', due to end on ' || date_in_words(o.ends_on), ', with no end date'), null, o.owner_agency_id, o.import_id, o.line, o.received_at, o.recorded_by
from order_spell o where o.superseded_at is null
union all
select o.id, o.partnership_id, o.person_id, o.ended_on, o.received_at, 'order', o.category,
  in_words(o.order_type) || ' ended', null, o.owner_agency_id, o.import_id, o.line, o.received_at, o.recorded_by
from order_spell o where o.superseded_at is null and o.ended_on is not null
union all
select o.id, o.partnership_id, o.person_id, (o.withdrawn_at at time zone 'Europe/London')::date, o.withdrawn_at, 'order', o.category,
  in_words(o.order_type) || ': its record was withdrawn by the agency that sent it', null, o.owner_agency_id, o.import_id, o.line, o.received_at, o.recorded_by
from order_spell o where o.superseded_at is null and o.withdrawn_at is not null
union all
select c.id, c.partnership_id, c.person_id, c.received_on, c.received_at, 'custody', c.category,
  'Received into ' || c.establishment || ' (' || c.status || ')', null, c.owner_agency_id, c.import_id, c.line, c.received_at, c.recorded_by
from custody_spell c where c.superseded_at is null
union all
select c.id, c.partnership_id, c.person_id, c.released_on, c.received_at, 'custody', c.category,
  'Released from ' || c.establishment, null, c.owner_agency_id, c.import_id, c.line, c.received_at, c.recorded_by
from custody_spell c where c.superseded_at is null and c.released_on is not null
union all
select c.id, c.partnership_id, c.person_id, (c.withdrawn_at at time zone 'Europe/London')::date, c.withdrawn_at, 'custody', c.category,
  'Custody at ' || c.establishment || ': its record was withdrawn by the agency that sent it', null, c.owner_agency_id, c.import_id, c.line, c.received_at, c.recorded_by
from custody_spell c where c.superseded_at is null and c.withdrawn_at is not null
union all
select d.id, d.partnership_id, d.person_id, d.on_date, d.received_at, case d.kind when 'test' then 'drug-test' else 'treatment' end, d.category,
  case d.kind when 'test' then 'Drug test' || coalesce(', ' || d.substance, '') || ': ' || coalesce(replace(d.result, '-', ' '), 'no result')
    else 'Treatment' || coalesce(' for ' || d.substance, '') || ': ' || coalesce(replace(d.treatment_status, '-', ' '), 'no status') end,
  null, d.owner_agency_id, d.import_id, d.line, d.received_at, d.recorded_by
from drug_record d where d.superseded_at is null and d.withdrawn_at is null
union all
select d.id, d.partnership_id, d.person_id, d.ended_on, d.received_at, 'treatment', d.category,
  'Treatment' || coalesce(' for ' || d.substance, '') || ' ended', null, d.owner_agency_id, d.import_id, d.line, d.received_at, d.recorded_by
from drug_record d where d.superseded_at is null and d.withdrawn_at is null and d.ended_on is not null
union all
select t.id, t.partnership_id, t.person_id, t.fitted_on, t.received_at, 'tag', t.category,
  in_words(t.tag_type) || ' tag fitted' || case t.voluntary when true then ', by agreement' when false then ', by order' else '' end, null, t.owner_agency_id, t.import_id, t.line, t.received_at, t.recorded_by
from tag_spell t where t.superseded_at is null and t.withdrawn_at is null
union all
select t.id, t.partnership_id, t.person_id, t.removed_on, t.received_at, 'tag', t.category,
  in_words(t.tag_type) || ' tag removed', null, t.owner_agency_id, t.import_id, t.line, t.received_at, t.recorded_by
from tag_spell t where t.superseded_at is null and t.withdrawn_at is null and t.removed_on is not null
union all
select s.id, s.partnership_id, s.person_id, s.scored_on, s.received_at, 'predictor', s.category,
  upper(s.predictor) || coalesce(': ' || s.percent_two_year::float8 || '% within two years', ': ' || s.percent_one_year::float8 || '% within one year', '') || coalesce(' (' || replace(s.band, '-', ' ') || ')', ''),
  null, s.owner_agency_id, s.import_id, s.line, s.received_at, s.recorded_by
from predictor_score s where s.superseded_at is null and s.withdrawn_at is null
union all
select r.id, r.partnership_id, r.person_id, r.assessed_on, r.received_at, 'risk', r.category,
  'Risk of serious harm assessed: ' || replace(r.rosh, '-', ' '), null, r.owner_agency_id, r.import_id, r.line, r.received_at, r.recorded_by
from risk_level r where r.superseded_at is null and r.withdrawn_at is null and r.assessed_on is not null
union all
select min(n.id::text)::uuid, n.partnership_id, n.person_id, n.assessed_on, n.received_at, 'needs', n.category,
  'Needs assessed: ' || coalesce(string_agg(n.pathway || ' ' || n.need_level, ', ' order by n.score desc, n.pathway) filter (where n.need_level <> 'none'), 'none found'), null, n.owner_agency_id, n.import_id, n.line, n.received_at, n.recorded_by
from need_score n where n.superseded_at is null and n.withdrawn_at is null and n.assessed_on is not null
group by n.partnership_id, n.person_id, n.assessed_on, n.received_at, n.category, n.owner_agency_id, n.import_id, n.line, n.recorded_by
union all
select n.id, n.partnership_id, n.person_id, n.assessed_on, n.received_at, 'needs', n.category,
  'Need assessed: ' || n.pathway || ', ' || replace(n.need_level, '-', ' '), null, n.owner_agency_id, n.import_id, n.line, n.received_at, n.recorded_by
from need n where n.superseded_at is null and n.withdrawn_at is null
union all
select d.id, d.partnership_id, d.person_id, d.from_on, d.received_at, 'designation', d.category,
  'Designation ' || d.designation || coalesce(' ' || d.detail, '') || ' from this day', null, d.owner_agency_id, d.import_id, d.line, d.received_at, d.recorded_by
from person_designation d where d.superseded_at is null and d.withdrawn_at is null and d.from_on is not null
union all
select d.id, d.partnership_id, d.person_id, d.to_on, d.received_at, 'designation', d.category,
  'Designation ' || d.designation || coalesce(' ' || d.detail, '') || ': last day', null, d.owner_agency_id, d.import_id, d.line, d.received_at, d.recorded_by
from person_designation d where d.superseded_at is null and d.withdrawn_at is null and d.to_on is not null;
