-- Erasure that leaves proof and not the data (Data Protection Act 2018 ss.47, 62; UK GDPR article 17). One function removes; nobody
-- else may delete an item. The proof names items by a keyed fingerprint, so that it can be checked against an id and tells nothing.

do $$
declare t text;
begin
  -- disposal works as the owner of the tables, whom forced row-level security would otherwise keep out
  foreach t in array array['source_row','possible_match','import','import_chunk','import_reject','person_search'] loop
    execute format('create policy owner_disposes on %I to throughline_owner using (true) with check (true)', t);
  end loop;
end $$;

create table disposal_secret (key bytea not null);
insert into disposal_secret values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));
revoke all on disposal_secret from throughline_app;

-- HMAC-SHA-256 (RFC 2104): without the extension pgcrypto, which not every server offers.
create function hmac_sha256(message bytea, key bytea) returns bytea language plpgsql immutable as $$
declare padded bytea := overlay(decode(repeat('00', 64), 'hex') placing key from 1 for length(key)); inside bytea := padded; outside bytea := padded;
begin
  for i in 0..63 loop
    inside := set_byte(inside, i, get_byte(padded, i) # 54);
    outside := set_byte(outside, i, get_byte(padded, i) # 92);
  end loop;
  return sha256(outside || sha256(inside || message));
end $$;

create function fingerprint(of_id uuid) returns text language sql stable security definer set search_path = public, pg_temp as
$$ select encode(hmac_sha256(uuid_send(of_id), s.key), 'hex') from disposal_secret s $$;

-- What one person proposes to dispose of, until a second agrees.
create table disposal_request (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  person_id uuid not null,
  items jsonb not null,
  because text not null check (because in ('retention','unlawful','person-asks','not-needed')),
  reason text not null,
  proposed_by uuid not null references app_user,
  proposed_at timestamptz not null,
  refused_by uuid references app_user,
  refused_at timestamptz,
  refused_words text
);
insert into person_table (table_name, because, subject_access, disposal) values ('disposal_request', 'a disposal that waits for a second person', 'about-the-handling', 'with-the-person');

create table disposal (
  id uuid primary key,
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  person_fingerprint text not null,
  person_removed boolean not null,
  because text not null,
  reason text not null,
  proposed_by uuid not null references app_user,
  proposed_at timestamptz not null,
  approved_by uuid not null references app_user,
  done_at timestamptz not null,
  reapplied_at timestamptz,
  counts jsonb not null,
  check (approved_by <> proposed_by)
);
create table disposal_item (
  disposal_id uuid not null references disposal,
  partnership_id uuid not null references partnership,
  kind text not null,
  item_fingerprint text not null,
  primary key (disposal_id, kind, item_fingerprint)
);
call keep_for_governance('disposal_request', 'agency_id');
call keep_for_governance('disposal', 'agency_id');
call keep_for_governance('disposal_item', null);
revoke insert, update, delete on disposal, disposal_item from throughline_app;
revoke delete on disposal_request from throughline_app;

-- Columns that say how an item is kept, not what it says.
create function item_bookkeeping() returns text[] language sql immutable as
$$ select array['id','partnership_id','person_id','owner_agency_id','category','marking','marked_for','source_row_id','import_id','line','received_at','recorded_by','superseded_at','withdrawn_at','regime','gateway','review_on','full_text','case_id','process_id','user_id','agency_id','run_id','associate_person_id'] $$;

-- What would betray the item elsewhere: its own words, codes left out. A name is its forenames and surname together.
create function telling_words(content jsonb) returns text[] language sql immutable as
$$
  select coalesce(array_agg(distinct w), '{}') from (
    select v #>> '{}' as w from jsonb_path_query(content - item_bookkeeping(), 'strict $.**') v where jsonb_typeof(v) = 'string'
    union all select trim(concat_ws(' ', content ->> 'forenames', content ->> 'surname')) where content ? 'surname') all_words
  where length(w) >= 5 and (w ~ '[0-9 ]') and w !~ '^\d{4}-\d\d-\d\d' and w !~ '^[0-9a-f]{8}-[0-9a-f]{4}-'
$$;
create function tells(said text, words text[]) returns boolean language sql immutable as
$$ select exists (select from unnest(words) w where position(lower(w) in lower(said)) > 0) $$;

-- Removes items and what carries their words. Rows of a case go with the case; a person about whom nothing is left goes too.
create function erase_items(of_partnership uuid, of_person uuid, items jsonb, whole_person boolean) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  k record; c record; ids uuid[]; cases uuid[]; rows bigint; telling text[] := '{}'; more text[]; counts jsonb := '{}'; gone jsonb := '[]'; sources bigint[] := '{}'; found bigint[]; found_ids uuid[]; left_over boolean; removed boolean := false; part text;
  surnames text[] := '{}'; forenames text[] := '{}'; processes uuid[];
begin
  select coalesce(array_agg((i ->> 'id')::uuid), '{}') into cases from jsonb_array_elements(items) i where i ->> 'kind' = 'iom_case';
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
      select array_agg(distinct n.surname), array_agg(distinct n.forenames) into surnames, forenames from person_name n where n.id = any (found_ids);
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
  removed := whole_person or not left_over;

  -- what people wrote about doing it: events that say the same, and processes whose events are gone
  with d as (delete from event e where e.person_id = of_person and (removed or tells(e.words, telling) or tells(e.data::text, telling) or exists (select from jsonb_array_elements(gone) g where position(g ->> 'id' in e.data::text) > 0) or exists (select from process p where p.id = e.process_id and p.case_id = any (cases))) returning e.process_id)
  select coalesce(array_agg(distinct d.process_id), '{}'), count(*) into processes, rows from d;
  counts := counts || jsonb_build_object('event', coalesce((counts ->> 'event')::bigint, 0) + rows);
  update process set reason = case when tells(reason, telling) then null else reason end, evidence = case when tells(evidence::text, telling) then '{}' else evidence end
  where person_id = of_person and (tells(reason, telling) or tells(evidence::text, telling));
  delete from process p where p.person_id = of_person and (removed or not exists (select from event e where e.process_id = p.id) and (p.id = any (processes) or p.case_id = any (cases) or exists (select from jsonb_array_elements(gone) g where position(g ->> 'id' in p.evidence::text) > 0)));
  get diagnostics rows = row_count;
  counts := counts || jsonb_build_object('process', rows);

  -- files, searches and work about them
  delete from import_reject r where r.partnership_id = of_partnership and (tells(r.raw::text, telling) or tells(r.problems::text, telling)
    or exists (select from unnest(surnames, forenames) n (s, f) where position('"' || lower(s) || '"' in lower(r.raw::text)) > 0 and position('"' || lower(f) || '"' in lower(r.raw::text)) > 0));
  get diagnostics rows = row_count;
  counts := counts || jsonb_build_object('import_reject', rows);
  delete from person_search s where s.partnership_id = of_partnership and (tells(s.terms::text, telling) or exists (select from unnest(surnames) n where length(n) > 2 and position(lower(n) in lower(s.terms::text)) > 0));
  get diagnostics rows = row_count;
  counts := counts || jsonb_build_object('person_search', rows);
  update job_run j set words = '' where j.partnership_id = of_partnership and tells(j.words, telling);
  update import set sentence = case when tells(sentence, telling) then '' else sentence end, warnings = case when tells(warnings::text, telling) then '{}' else warnings end
  where partnership_id = of_partnership and (tells(sentence, telling) or tells(warnings::text, telling));

  if removed then
    update ask_owner set disclosure_id = null where person_id = of_person;
    delete from disclosed_item d using disclosure x where x.id = d.disclosure_id and x.person_id = of_person;
    for k in select table_name, names_person_in from person_table order by table_name = 'disclosure', table_name loop
      foreach part in array k.names_person_in loop
        execute format('delete from %I where %I = $1', k.table_name, part) using of_person;
        get diagnostics rows = row_count;
        counts := counts || jsonb_build_object(k.table_name, coalesce((counts ->> k.table_name)::bigint, 0) + rows);
      end loop;
    end loop;
    update person_associate set associate_person_id = null where associate_person_id = of_person;
    update person_record set merged_into_id = null where merged_into_id = of_person;
    delete from person_record where id = of_person;
  else
    -- words about the handling that repeat what is gone
    for c in select col.table_name, col.column_name, col.data_type from information_schema.columns col join person_table t on t.table_name = col.table_name
        where col.is_generated = 'NEVER' and col.table_schema = 'public' and col.table_name <> 'process' and (col.data_type in ('text','jsonb') or col.udt_name = '_text') loop
      execute format('update %I set %I = %L where person_id = $1 and tells(%I::text, $2)', c.table_name, c.column_name,
        case when c.data_type = 'text' then '[removed]' when c.data_type = 'jsonb' then '[]' else '{}' end, c.column_name) using of_person, telling;
    end loop;
  end if;
  return jsonb_build_object('counts', counts, 'items', gone, 'person_removed', removed);
end $$;

create function write_disposal_proof(of_id uuid, of_partnership uuid, of_agency uuid, of_person uuid, because text, reason text, proposed_by uuid, proposed_at timestamptz, approved_by uuid, done_at timestamptz, reapplied_at timestamptz, result jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into disposal values (of_id, of_partnership, of_agency, fingerprint(of_person), (result ->> 'person_removed')::boolean, because, reason, proposed_by, proposed_at, approved_by, done_at, reapplied_at, result -> 'counts')
  on conflict (id) do update set reapplied_at = excluded.reapplied_at;
  insert into disposal_item select of_id, of_partnership, i ->> 'kind', fingerprint((i ->> 'id')::uuid) from jsonb_array_elements(result -> 'items') i on conflict do nothing;
end $$;

-- The one way to dispose: a second person of the owner agency agrees to what the first proposed.
create function carry_out_disposal(of_request uuid) returns jsonb
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
  result := erase_items(asked.partnership_id, asked.person_id, asked.items, false);
  perform write_disposal_proof(asked.id, asked.partnership_id, asked.agency_id, asked.person_id, asked.because, asked.reason, asked.proposed_by, asked.proposed_at, current_actor(), current_act_at(), null, result);
  delete from disposal_request where id = of_request;
  return result || to_jsonb(asked);
end $$;

-- After a restore: the same once more, from a line of the register. Only the owner of the database may.
create function reapply_disposal(line jsonb, at_instant timestamptz) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare result jsonb;
begin
  perform set_config('throughline.partnership', line ->> 'partnership', true);
  result := erase_items((line ->> 'partnership')::uuid, (line ->> 'person')::uuid, line -> 'items', (line ->> 'person_removed')::boolean);
  perform write_disposal_proof((line ->> 'disposal')::uuid, (line ->> 'partnership')::uuid, (line ->> 'agency')::uuid, (line ->> 'person')::uuid, line ->> 'because', line ->> 'reason',
    (line ->> 'proposed_by')::uuid, (line ->> 'proposed_at')::timestamptz, (line ->> 'approved_by')::uuid, (line ->> 'done_at')::timestamptz, at_instant,
    result || jsonb_build_object('items', line -> 'items', 'person_removed', line -> 'person_removed'));
  delete from disposal_request where id = (line ->> 'disposal')::uuid;
  return result;
end $$;
revoke execute on function fingerprint, erase_items, write_disposal_proof, carry_out_disposal, reapply_disposal from public;
grant execute on function carry_out_disposal, fingerprint to throughline_app;
