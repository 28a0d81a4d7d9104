-- Disposal reaches everything of the person and nothing of anybody else's. What registers must keep (Data Protection Act 2018 s.67(5) and (6)) stays
-- with the person taken out of it; what is sealed goes with the person; another agency's words are that agency's to dispose of.

-- disposal works as the owner of the tables, whom forced row-level security would otherwise keep out without a word
do $$
declare t text;
begin
  foreach t in array array['conflict_of_interest','audit_alert','audit_watch','breach'] loop
    execute format('create policy owner_disposes on %I to throughline_owner using (true) with check (true)', t);
  end loop;
  -- of what is sealed, only the rows of the person who is being erased, and only while that goes on
  foreach t in array array['victim','protected_address'] loop
    execute format('create policy owner_finds_to_erase on sealed.%I for select to throughline_owner using (person_id::text = current_setting(''throughline.erasing'', true))', t);
    execute format('create policy owner_erases on sealed.%I for delete to throughline_owner using (person_id::text = current_setting(''throughline.erasing'', true))', t);
  end loop;
end $$;

alter table person_table drop constraint person_table_disposal_check;
alter table person_table add constraint person_table_disposal_check check (disposal in ('with-its-items','with-the-person','person-taken-out'));
update person_table set disposal = 'person-taken-out' where table_name in ('conflict_of_interest','audit_alert','breach');
insert into person_table (table_name, because, subject_access, disposal) values
  ('sealed.victim', 'who the victim is: never part of an answer, and gone with the person', 'about-the-handling', 'with-the-person'),
  ('sealed.protected_address', 'where a protected person lives: never part of an answer, and gone with the person', 'about-the-handling', 'with-the-person');
-- a declaration that was linked to a record which is gone says so: there is nothing left to link
alter table conflict_of_interest drop constraint a_link_is_whole;
alter table conflict_of_interest add constraint a_link_is_whole check (person_id is null or linked_at is not null);

-- Whom an erasure was about, for the recipient alone and until it says what it did: without it nobody could act upon the notice.
create table sharing_notice_about (
  notice_id uuid primary key references sharing_notice on delete cascade,
  partnership_id uuid not null references partnership,
  to_agency_id uuid not null references agency,
  words text not null,
  kept_from uuid[] not null default '{}' -- users of the recipient who were kept from the person: their exclusion is gone with the record
);
alter table sharing_notice_about enable row level security;
alter table sharing_notice_about force row level security;
create policy owner_keeps on sharing_notice_about to throughline_owner using (true) with check (true);
create policy recipient on sharing_notice_about for select to throughline_app using (partnership_id = (select current_partnership()) and to_agency_id = (select current_agency()) and (select account_sees())
  and (select current_actor()) <> all (kept_from) and exists (select from sharing_notice n where n.id = notice_id));
revoke insert, update, delete on sharing_notice_about from throughline_app;
create function forget_whom_it_was_about() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from sharing_notice_about where notice_id = new.id;
  return null;
end $$;
create trigger forget_whom_it_was_about after update of acknowledged_at on sharing_notice for each row when (new.acknowledged_at is not null) execute function forget_whom_it_was_about();

-- How the recipient knows the person: by its own name and numbers for them, else by what it was given, else by the owner's name for them where it saw that.
create function known_to(of_agency uuid, of_person uuid, owner uuid) returns text language plpgsql stable security definer set search_path = public, pg_temp as
$$
begin
  return (with own as (
    select 1 as place, n.owner_agency_id = of_agency as is_own, trim(n.forenames || ' ' || n.surname) as words, n.received_at as at from person_name n where n.person_id = of_person and n.superseded_at is null and n.withdrawn_at is null
      and (n.owner_agency_id = of_agency or exists (select from disclosed_item d where d.item_id = n.id and d.from_agency_id = n.owner_agency_id and d.to_agency_id = of_agency and d.level = 'full')
        or n.owner_agency_id = owner and exists (select from agencies_shown('person_name', n.id) s where s.agency = of_agency))
    union all
    select 2, true, 'born ' || date_in_words(b.date_of_birth), b.received_at from person_birth_date b where b.person_id = of_person and b.owner_agency_id = of_agency and b.superseded_at is null and b.withdrawn_at is null
    union all
    select 3, true, i.type || ' ' || i.value, i.received_at from person_identifier i where i.person_id = of_person and i.owner_agency_id = of_agency and i.superseded_at is null and i.withdrawn_at is null)
  select string_agg(w.words, ', ' order by w.place, w.words) from (
    select distinct on (place, case when place = 3 then words end) place, words from own order by place, case when place = 3 then words end, is_own desc, at desc) w);
end $$;
revoke execute on function known_to from public;

-- A word as files may spell it: without spaces and strokes, and a telephone number without its country.
create function spelled(said text) returns text language sql immutable as $$ select regexp_replace(regexp_replace(lower(said), '^(\+44|0)', ''), '[^a-z0-9]', '', 'g') $$;

-- Takes words out of a text and leaves the rest, whose it is.
create function cut(said text, words text[]) returns text language plpgsql immutable as $$
declare w text;
begin
  foreach w in array (select coalesce(array_agg(x order by length(x) desc), '{}') from unnest(words) x where x <> '') loop
    said := regexp_replace(said, regexp_replace(w, '([^[:alnum:][:space:]])', '\\\1', 'g'), '[removed]', 'gi');
  end loop;
  return said;
end $$;

-- Whether a record of a file is about somebody who is known by these numbers, or by one of these names. Values are compared whole. A name
-- is somebody else's where the record says another date of birth; where it says none, or none that can be read, it may be theirs.
create function is_about(raw jsonb, numbers text[], surnames text[], forenames text[], born date[]) returns boolean language sql stable as
$$
  with said as (select k, v from jsonb_each_text(case when jsonb_typeof(raw) = 'object' then raw else '{}' end) e (k, v) where v <> '')
  select exists (select from said where length(spelled(v)) >= 6 and spelled(v) = any (numbers))
    or exists (select from unnest(surnames, forenames) n (s, f)
        where exists (select from said where lower(trim(v)) = lower(s)) and exists (select from said where lower(trim(v)) = lower(f)))
      and not exists (select from said where k ~* '(birth|dob)' and v ~ '^\d{4}-\d\d-\d\d$' and v <> all (select b::text from unnest(born) b))
$$;

-- The numbers by which an agency knows a person, or which stand in some of its items.
create function numbers_of(of_person uuid, of_agency uuid, among uuid[]) returns text[] language sql stable security definer set search_path = public, pg_temp as
$$
  select coalesce(array_agg(distinct w), '{}') from (
    select spelled(value) as w from person_identifier where person_id = of_person and owner_agency_id = of_agency and (among is null or id = any (among))
    union all select spelled(number) from person_phone where person_id = of_person and owner_agency_id = of_agency and (among is null or id = any (among))
    union all select spelled(registration) from person_vehicle where person_id = of_person and owner_agency_id = of_agency and registration is not null and (among is null or id = any (among))) n
  where length(w) >= 6
$$;
revoke execute on function numbers_of from public;

drop function erase_items(uuid, uuid, jsonb, boolean);

-- Removes an agency's items and what carries their words: rows that are linked by key, whosever they are, and the agency's own words beside them.
-- Rows of a case go with the case; a person about whom nothing is left goes too.
create function erase_items(of_partnership uuid, of_agency uuid, of_person uuid, items jsonb, whole_person boolean) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  k record; c record; ids uuid[]; cases uuid[]; rows bigint; telling text[] := '{}'; more text[]; counts jsonb := '{}'; gone jsonb := '[]'; sources bigint[] := '{}'; found bigint[]; found_ids uuid[]; left_over boolean; removed boolean := false; part text;
  known_numbers text[]; known_born date[]; known_surnames text[]; known_forenames text[]; all_names text[]; gone_numbers text[]; gone_surnames text[] := '{}'; gone_forenames text[] := '{}'; processes uuid[];
begin
  perform set_config('throughline.erasing', of_person::text, true);
  select coalesce(array_agg((i ->> 'id')::uuid), '{}') into cases from jsonb_array_elements(items) i where i ->> 'kind' = 'iom_case';
  -- how the agency's files know the person, and what the items themselves would be found by: read before they go
  known_numbers := numbers_of(of_person, of_agency, null);
  gone_numbers := numbers_of(of_person, of_agency, array(select (i ->> 'id')::uuid from jsonb_array_elements(items) i));
  select coalesce(array_agg(n.surname), '{}'), coalesce(array_agg(n.forenames), '{}') into known_surnames, known_forenames from (select distinct surname, forenames from person_name where person_id = of_person and owner_agency_id = of_agency) n;
  select coalesce(array_agg(distinct b.date_of_birth), '{}') into known_born from person_birth_date b where b.person_id = of_person;
  select coalesce(array_agg(distinct trim(n.forenames || ' ' || n.surname)), '{}') into all_names from person_name n where n.person_id = of_person;
  -- first read what the rows say, then remove them: the case last, its parts before it
  for k in select table_name, exists (select from information_schema.columns col where col.table_schema = 'public' and col.table_name = ik.table_name and col.column_name = 'case_id') as of_case from item_kind ik order by table_name = 'iom_case', table_name loop
    select coalesce(array_agg((i ->> 'id')::uuid), '{}') into ids from jsonb_array_elements(items) i where i ->> 'kind' = k.table_name;
    part := case when k.of_case and cardinality(cases) > 0 then ' or case_id = any ($3)' else '' end || case when k.table_name = 'status_change' then ' or undoes_id = any ($1)' else '' end;
    execute format('select coalesce(array_agg(t.id), ''{}''), coalesce(array_agg(distinct t.source_row_id) filter (where t.source_row_id is not null), ''{}'') from %I t where t.partnership_id = $2 and (t.id = any ($1)%s)', k.table_name, part) into found_ids, found using ids, of_partnership, cases;
    if cardinality(found_ids) = 0 then
      continue;
    end if;
    execute format('select coalesce(array_agg(distinct w), ''{}'') from %I t cross join lateral unnest(telling_words(to_jsonb(t))) w where t.id = any ($1)', k.table_name) into more using found_ids;
    if k.table_name = 'person_name' then
      select array_agg(n.surname), array_agg(n.forenames) into gone_surnames, gone_forenames from (select distinct surname, forenames from person_name where id = any (found_ids)) n;
    end if;
    telling := telling || more;
    sources := sources || found;
    execute format('delete from %I where id = any ($1)', k.table_name) using found_ids;
    get diagnostics rows = row_count;
    counts := counts || jsonb_build_object(k.table_name, rows);
    gone := gone || (select jsonb_agg(jsonb_build_object('kind', k.table_name, 'id', i)) from unnest(found_ids) i);
    delete from disclosed_item where item_id = any (found_ids);
    delete from item_restriction where item_id = any (found_ids);
    delete from retention_review where item_id = any (found_ids);
    delete from subject_access_item where item_id = any (found_ids);
  end loop;

  -- a record of an extract stays while an item came from it
  foreach part in array array(select table_name from item_kind) loop
    execute format('select coalesce(array_agg(s), ''{}'') from unnest($1) s where not exists (select from %I t where t.source_row_id = s)', part) into sources using sources;
  end loop;
  delete from source_row where id = any (sources);
  get diagnostics rows = row_count;
  counts := counts || jsonb_build_object('source_row', rows);
  left_over := false;
  foreach part in array array(select table_name from item_kind where table_name <> 'event') loop
    execute format('select $1 or exists (select from %I where person_id = $2)', part) into left_over using left_over, of_person;
  end loop;
  -- what another agency has sealed about them is that agency's to dispose of
  foreach part in array array['sealed.victim','sealed.protected_address'] loop
    execute format('select $1 or exists (select from %s where person_id = $2 and owner_agency_id <> $3)', part) into left_over using left_over, of_person, of_agency;
  end loop;
  removed := whole_person or not left_over;

  -- what people wrote about doing it: events that are about these items, and processes whose events are gone. An event about
  -- another item stays, and so do another agency's words; the agency's own words beside it lose what they repeat.
  with d as (delete from event e where e.person_id = of_person and (removed or exists (select from jsonb_array_elements(gone) g where position(g ->> 'id' in e.data::text) > 0) or exists (select from process p where p.id = e.process_id and p.case_id = any (cases))) returning e.process_id)
  select coalesce(array_agg(distinct d.process_id), '{}'), count(*) into processes, rows from d;
  counts := counts || jsonb_build_object('event', coalesce((counts ->> 'event')::bigint, 0) + rows);
  update event e set words = cut(e.words, telling), data = case when tells(e.data::text, telling) then '{}' else e.data end
  where e.person_id = of_person and e.owner_agency_id = of_agency and not e.data ? 'item' and (tells(e.words, telling) or tells(e.data::text, telling));
  update process set reason = cut(reason, telling), evidence = case when tells(evidence::text, telling) then '{}' else evidence end
  where person_id = of_person and agency_id = of_agency and (tells(reason, telling) or tells(evidence::text, telling));
  delete from process p where p.person_id = of_person and (removed or not exists (select from event e where e.process_id = p.id) and (p.id = any (processes) or p.case_id = any (cases) or exists (select from jsonb_array_elements(gone) g where position(g ->> 'id' in p.evidence::text) > 0)));
  get diagnostics rows = row_count;
  counts := counts || jsonb_build_object('process', rows);

  -- the agency's own files: rows set aside that are about the person, and whole files that nobody reads any more
  delete from import_reject r using import i where i.id = r.import_id and i.agency_id = of_agency and r.partnership_id = of_partnership
    and (is_about(r.raw, gone_numbers, gone_surnames, gone_forenames, known_born) or is_about(r.raw, known_numbers, known_surnames, known_forenames, known_born) and (removed or tells(r.raw::text, telling) or tells(r.problems::text, telling)));
  get diagnostics rows = row_count;
  counts := counts || jsonb_build_object('import_reject', rows);
  delete from import_chunk h using import i where i.id = h.import_id and i.partnership_id = of_partnership and i.agency_id = of_agency
    and (i.state not in ('waiting', 'running') or not exists (select from job_run j where j.subject_id = i.id and j.state in ('waiting', 'running')));
  update import set state = 'failed', sentence = 'Its file was removed by a disposal. Send it again.' where partnership_id = of_partnership and agency_id = of_agency and state = 'held';
  update import set sentence = cut(sentence, telling), warnings = array(select cut(w, telling) from unnest(warnings) w)
  where partnership_id = of_partnership and agency_id = of_agency and (tells(sentence, telling) or tells(warnings::text, telling));

  -- a pack that was given holds what is gone: its fingerprint stays with the request
  delete from subject_access_pack where person_id = of_person;

  -- searches for them and work about them
  delete from person_search s using app_user u where u.id = s.user_id and s.partnership_id = of_partnership and (removed or u.agency_id = of_agency)
    and (exists (select from unnest(gone_numbers) n where position(n in spelled(s.terms::text)) > 0) or exists (select from unnest(gone_surnames) n where length(n) > 2 and position(lower(n) in lower(s.terms::text)) > 0));
  get diagnostics rows = row_count;
  counts := counts || jsonb_build_object('person_search', rows);
  update job_run j set words = cut(j.words, telling) from app_user u where u.id = j.asked_by and j.partnership_id = of_partnership and (removed or u.agency_id = of_agency) and tells(j.words, telling);

  if removed then
    perform forget_person(of_partnership, of_person, all_names);
    update ask_owner set disclosure_id = null where person_id = of_person;
    delete from disclosed_item d using disclosure x where x.id = d.disclosure_id and x.person_id = of_person;
    for k in select table_name, names_person_in from person_table where disposal <> 'person-taken-out' order by table_name = 'disclosure', table_name loop
      foreach part in array k.names_person_in loop
        execute format('delete from %s where %I = $1', k.table_name::regclass, part) using of_person;
        get diagnostics rows = row_count;
        counts := counts || jsonb_build_object(k.table_name, coalesce((counts ->> k.table_name)::bigint, 0) + rows);
      end loop;
    end loop;
    update person_associate set associate_person_id = null where associate_person_id = of_person;
    update person_record set merged_into_id = null where merged_into_id = of_person;
    delete from person_record where id = of_person;
  else
    perform cut_handling(of_agency, of_person, telling);
  end if;
  perform set_config('throughline.erasing', '', true);
  return jsonb_build_object('counts', counts, 'items', gone, 'person_removed', removed);
end $$;

-- A person who is removed leaves the rows of others: their key and name go, what the rows are for stays.
create function forget_person(of_partnership uuid, of_person uuid, all_names text[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- records that were compared with this one
  update process p set reason = cut(p.reason, all_names) from event e where e.process_id = p.id and e.partnership_id = of_partnership and e.person_id <> of_person and position(of_person::text in e.data ->> 'other') > 0 and tells(p.reason, all_names);
  update event e set words = cut(e.words, all_names), data = e.data - 'other' where e.partnership_id = of_partnership and e.person_id <> of_person and position(of_person::text in e.data ->> 'other') > 0;
  -- an erasure is still to be acted upon when nobody here knows the person any more
  update sharing_notice set person_id = null where person_id = of_person and kind = 'erasure' and acknowledged_at is null and exists (select from sharing_notice_about a where a.notice_id = sharing_notice.id);
  update conflict_of_interest set person_id = null, nobody_at = coalesce(nobody_at, current_act_at(), now()), nobody_by = coalesce(nobody_by, current_actor()),
    surname = '[removed]', forenames = '', born_on = null, detail = '' where person_id = of_person;
  update breach set person_id = null, facts = cut(facts, all_names), effects = cut(effects, all_names), remedy = cut(remedy, all_names), why_not_told = cut(why_not_told, all_names) where person_id = of_person;
  -- one alert of a kind, user, day and person: a key that is nobody's keeps two of them apart
  update audit_alert set person_id = gen_random_uuid() where person_id = of_person;
end $$;

-- Words about the handling that repeat what is gone: the agency's own, and those that belong to nobody.
create function cut_handling(of_agency uuid, of_person uuid, telling text[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare c record; whose text; who text;
begin
  for c in select col.table_name, col.column_name, col.data_type, t.names_person_in from information_schema.columns col join person_table t on t.table_name = col.table_name
      where col.is_generated = 'NEVER' and col.table_schema = 'public' and col.table_name <> 'process' and col.column_name not in ('gateway', 'kind', 'state', 'category', 'level') and (col.data_type in ('text','jsonb') or col.udt_name = '_text') loop
    select column_name into whose from information_schema.columns where table_schema = 'public' and table_name = c.table_name and column_name in ('owner_agency_id', 'from_agency_id', 'agency_id') order by column_name = 'agency_id', column_name = 'owner_agency_id' limit 1;
    -- the words of a question are those of whoever asked, and of an answer or an acknowledgement those of whoever gave it
    whose := case when (c.table_name, c.column_name) = ('ask_owner', 'why') then 'from_agency_id' when (c.table_name, c.column_name) = ('ask_owner', 'answer_because') then 'owner_agency_id'
      when (c.table_name, c.column_name) = ('sharing_notice', 'acknowledged_words') then 'to_agency_id' else whose end;
    foreach who in array c.names_person_in loop
      execute format('update %I set %I = %s where %I = $1 and tells(%I::text, $2)%s', c.table_name, c.column_name,
        case when c.data_type = 'text' then format('cut(%I, $2)', c.column_name) when c.data_type = 'jsonb' then '''[]''' else format('array(select cut(w, $2) from unnest(%I) w)', c.column_name) end, who, c.column_name,
        case when whose is null then '' else format(' and %I = $3', whose) end) using of_person, telling, of_agency;
    end loop;
  end loop;
end $$;

create or replace function carry_out_disposal(of_request uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare asked disposal_request; i jsonb; owner uuid; result jsonb; said text[];
begin
  select * into asked from disposal_request where id = of_request and partnership_id = current_partnership() and agency_id = current_agency() and refused_at is null for update;
  if asked.id is null then
    return null;
  end if;
  if asked.proposed_by = current_actor() then
    raise exception using errcode = 'TL001', message = 'A second person decides about a disposal.';
  end if;
  for i in select * from jsonb_array_elements(asked.items) loop
    if not exists (select from item_kind where table_name = i ->> 'kind') then
      raise exception 'There is no kind of item %', i ->> 'kind';
    end if;
    execute format('select owner_agency_id from %I where id = $1 and partnership_id = $2 and person_id = $3', i ->> 'kind') into owner using (i ->> 'id')::uuid, asked.partnership_id, asked.person_id;
    if owner is distinct from asked.agency_id then
      raise exception using errcode = 'TL001', message = 'An item is not the agency''s to dispose of, or it is gone.';
    end if;
    execute format('select telling_words(to_jsonb(t)) from %I t where id = $1', i ->> 'kind') into said using (i ->> 'id')::uuid;
    if tells(asked.reason, said) then
      raise exception using errcode = 'TL001', message = 'The reason repeats what the item says. The proof may not hold the data: say why in other words.';
    end if;
    if exists (select from item_restriction r where r.item_id = (i ->> 'id')::uuid and r.lifted_at is null and r.because = 'evidence') then
      raise exception using errcode = 'TL001', message = 'An item is restricted because it is evidence: it is kept until its owner lifts that.';
    end if;
  end loop;
  -- everybody who was given any of it or saw it, once each; then the triggers of the single rows have nothing left to tell
  perform tell_everybody('erasure', asked.person_id, asked.items, 'Erase your copies of what was passed to you, and tell those to whom you passed it on', true);
  perform set_config('throughline.told', 'on', true);
  result := erase_items(asked.partnership_id, asked.agency_id, asked.person_id, asked.items, false);
  perform set_config('throughline.told', '', true);
  perform write_disposal_proof(asked.id, asked.partnership_id, asked.agency_id, asked.person_id, asked.because, asked.reason, asked.proposed_by, asked.proposed_at, current_actor(), current_act_at(), null, result);
  delete from disposal_request where id = of_request;
  return result || to_jsonb(asked);
end $$;

create or replace function reapply_disposal(line jsonb, at_instant timestamptz) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare result jsonb;
begin
  perform set_config('throughline.partnership', line ->> 'partnership', true), set_config('throughline.at', at_instant::text, true), set_config('throughline.told', 'on', true);
  result := erase_items((line ->> 'partnership')::uuid, (line ->> 'agency')::uuid, (line ->> 'person')::uuid, line -> 'items', (line ->> 'person_removed')::boolean);
  perform write_disposal_proof((line ->> 'disposal')::uuid, (line ->> 'partnership')::uuid, (line ->> 'agency')::uuid, (line ->> 'person')::uuid, line ->> 'because', line ->> 'reason',
    (line ->> 'proposed_by')::uuid, (line ->> 'proposed_at')::timestamptz, (line ->> 'approved_by')::uuid, (line ->> 'done_at')::timestamptz, at_instant,
    result || jsonb_build_object('items', line -> 'items', 'person_removed', line -> 'person_removed'));
  delete from disposal_request where id = (line ->> 'disposal')::uuid;
  perform set_config('throughline.told', '', true);
  return result;
end $$;
revoke execute on function erase_items, forget_person, cut_handling from public;
