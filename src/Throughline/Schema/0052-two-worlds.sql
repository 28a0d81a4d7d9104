-- What the comparison of worlds with and without a hidden item found.

-- Glimpses know what the policies know of a case that has ended: its rows stay what they were to the agencies that were party to it.
create or replace function glimpses(of_person uuid) returns table (kind text, kind_name text, item_id uuid, owner_agency_id uuid, category text, level text, words text, dated_on date, clause_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$
  with viewer as (select current_partnership() as partnership, current_agency() as agency, current_actor() as actor, current_act_at() as at, (current_act_at() at time zone 'Europe/London')::date as today,
    account_sees() and not acts_as_service() and of_person <> all (people_hidden_from_me()) and of_person <> all (people_urgently_open()) as looks),
  granted as (
    select g.owner_agency_id, g.category, h.of_case, max(case g.level when 'full' then 3 when 'summary' then 2 else 1 end) as level, min(g.clause_id::text)::uuid as clause_id
    from sharing_grant g, viewer v, (values (true), (false)) h (of_case)
    where v.looks and g.partnership_id = v.partnership and g.to_agency_id = v.agency and g.from_on <= v.today and g.until_on >= v.today
      and (of_person = any (people_of_my_cases()) or g.condition = 'cohort' and not g.needs_consent and (h.of_case or exists (select from person_with_case w where w.person_id = of_person and w.partnership_id = v.partnership)))
      and (not g.needs_consent or exists (select from consent c where c.person_id = of_person and c.partnership_id = v.partnership and c.owner_agency_id = g.owner_agency_id and c.withdrawn_at is null
        and g.category = any (c.categories) and v.agency = any (c.to_agencies) and c.given_on <= v.today and c.expires_on >= v.today))
    group by 1, 2, 3),
  told as (select d.item_id from disclosed_item d, viewer v where d.partnership_id = v.partnership and d.to_agency_id = v.agency and d.from_at <= v.at and d.until_at > v.at and d.level = 'summary'),
  known as (
    select i.*, greatest(case when i.id in (select t.item_id from told t) then 2 end, g.level) as level, g.clause_id
    from item_glimpse i cross join viewer v
    join item_kind k on k.table_name = i.kind
    left join granted g on g.owner_agency_id = i.owner_agency_id and g.category = i.category
      and g.of_case = (k.changed_by = 'whoever-sees' and i.kind <> 'score' and (i.kind <> 'event' or exists (select from event e where e.id = i.id and e.case_id is not null)))
      and case i.marking when 'partnership' then true when 'agencies' then v.agency = any (i.marked_for) when 'people' then i.recorded_by = v.actor or v.actor = any (i.marked_for) else false end
    where v.looks and i.person_id = of_person and i.partnership_id = v.partnership and i.owner_agency_id <> v.agency
      and not exists (select from disclosed_item d where d.item_id = i.id and d.to_agency_id = v.agency and d.level = 'full' and d.from_at <= v.at and d.until_at > v.at))
  select k.kind, k.kind_name, k.id, k.owner_agency_id, k.category, 'summary', k.summary, k.dated_on, k.clause_id from known k where k.level = 2
  union all
  select distinct null, null, null::uuid, k.owner_agency_id, k.category, 'existence', null, null::date, k.clause_id from known k where k.level = 1
  order by 5, 8 desc nulls last, 3
$$;

-- The rows of a file that were set aside are an agency's words about people: they are for that agency, and for whoever sent the file.
create function import_is_mine(of_import uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select from import i where i.id = of_import and i.partnership_id = current_partnership() and (i.agency_id = current_agency() or i.asked_by = current_actor())) $$;
revoke execute on function import_is_mine from public;
grant execute on function import_is_mine to throughline_app;
do $$
declare t text;
begin
  foreach t in array array['import_reject','import_chunk'] loop
    execute format('drop policy within_partnership on %I', t);
    execute format('create policy own_files on %I to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service()) or import_is_mine(import_id))) with check (partnership_id = (select current_partnership()))', t);
  end loop;
end $$;

-- Two records that hold one identifier may be one person, whether or not whoever typed it in may see the other. Nobody is told:
-- the pair waits for somebody who may see both records and the identifier on each.
alter table possible_match add column rests_on uuid[] not null default '{}';
alter table possible_match drop constraint possible_match_person_id_other_person_id_key;
create unique index possible_match_once on possible_match (person_id, other_person_id, rests_on);
drop policy shown on possible_match;
create policy shown on possible_match for select to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service())
  or exists (select from person_record p where p.id = possible_match.person_id) and exists (select from person_record p where p.id = possible_match.other_person_id)
    and (rests_on = '{}' or (select count(*) from person_identifier i where i.id = any (rests_on)) = cardinality(rests_on))));
create policy owner_keeps on possible_match to throughline_owner using (true) with check (true);
create function mark_same_identifier(of_person uuid, of_type text, of_value text, words text) returns void language sql security definer set search_path = public, pg_temp as
$$
  insert into possible_match (partnership_id, person_id, other_person_id, because, found_at, rests_on)
  select distinct on (least(i.person_id, of_person), greatest(i.person_id, of_person), i.id) current_partnership(), least(i.person_id, of_person), greatest(i.person_id, of_person), words, current_act_at(),
    array(select k from unnest(array[i.id, mine.id]) k order by k)
  from person_identifier i
  join person_record p on p.id = i.person_id and p.merged_into_id is null
  cross join lateral (select m.id from person_identifier m where m.person_id = of_person and m.type = of_type and m.value = of_value and m.owner_agency_id = current_agency() and m.superseded_at is null and m.withdrawn_at is null order by m.received_at desc, m.id desc limit 1) mine
  where i.partnership_id = current_partnership() and i.type = of_type and i.value = of_value and i.person_id <> of_person and i.superseded_at is null and i.withdrawn_at is null
  on conflict do nothing
$$;
revoke execute on function mark_same_identifier from public;
grant execute on function mark_same_identifier to throughline_app;
