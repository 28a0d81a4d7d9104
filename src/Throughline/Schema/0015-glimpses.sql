-- Less than the whole: a summary, or that there is something and whom to ask. Rows of these levels stay hidden in their own
-- tables, so that nothing but the places that ask for glimpses can show them.

create procedure rebuild_glimpse_view() language plpgsql as $$
declare parts text;
begin
  select string_agg(format('select %L::text as kind, %L::text as kind_name, t.id, t.partnership_id, t.person_id, t.owner_agency_id, t.category, t.marking, t.marked_for, t.recorded_by, (%s)::date as dated_on, (%s)::text as summary from %I t where t.superseded_at is null and t.withdrawn_at is null', table_name, name, dated, summary, table_name), E'\nunion all\n' order by table_name)
  into parts from item_kind;
  execute 'create or replace view item_glimpse as ' || parts;
  revoke all on item_glimpse from throughline_app, public;
end $$;
call rebuild_glimpse_view();

-- What the current viewer may know of a person short of seeing it: each summary as a line, and for the rest once an agency
-- and category that there is something. The conditions are those of the policies (0012-sharing.sql).
create function glimpses(of_person uuid) returns table (kind text, kind_name text, item_id uuid, owner_agency_id uuid, category text, level text, words text, dated_on date, clause_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$
  with viewer as (select current_partnership() as partnership, current_agency() as agency, current_actor() as actor, current_act_at() as at, (current_act_at() at time zone 'Europe/London')::date as today,
    account_sees() and not acts_as_service() and of_person <> all (people_hidden_from_me()) and of_person <> all (people_urgently_open()) as looks),
  granted as (
    select g.owner_agency_id, g.category, max(case g.level when 'full' then 3 when 'summary' then 2 else 1 end) as level, min(g.clause_id::text)::uuid as clause_id
    from sharing_grant g, viewer v
    where v.looks and g.partnership_id = v.partnership and g.to_agency_id = v.agency and g.from_on <= v.today and g.until_on >= v.today
      and (of_person = any (people_of_my_cases()) or g.condition = 'cohort' and not g.needs_consent and exists (select from person_with_case w where w.person_id = of_person and w.partnership_id = v.partnership))
      and (not g.needs_consent or exists (select from consent c where c.person_id = of_person and c.partnership_id = v.partnership and c.owner_agency_id = g.owner_agency_id and c.withdrawn_at is null
        and g.category = any (c.categories) and v.agency = any (c.to_agencies) and c.given_on <= v.today and c.expires_on >= v.today))
    group by 1, 2),
  told as (select d.item_id from disclosed_item d, viewer v where d.partnership_id = v.partnership and d.to_agency_id = v.agency and d.from_at <= v.at and d.until_at > v.at and d.level = 'summary'),
  known as (
    select i.*, case when i.id in (select t.item_id from told t) then 2 else g.level end as level, g.clause_id
    from item_glimpse i cross join viewer v
    left join granted g on g.owner_agency_id = i.owner_agency_id and g.category = i.category
      and case i.marking when 'partnership' then true when 'agencies' then v.agency = any (i.marked_for) when 'people' then i.recorded_by = v.actor or v.actor = any (i.marked_for) else false end
    where v.looks and i.person_id = of_person and i.partnership_id = v.partnership and i.owner_agency_id <> v.agency
      and not exists (select from disclosed_item d where d.item_id = i.id and d.to_agency_id = v.agency and d.level = 'full' and d.from_at <= v.at and d.until_at > v.at))
  select k.kind, k.kind_name, k.id, k.owner_agency_id, k.category, 'summary', k.summary, k.dated_on, k.clause_id from known k where k.level = 2
  union all
  select distinct null, null, null::uuid, k.owner_agency_id, k.category, 'existence', null, null::date, k.clause_id from known k where k.level = 1
  order by 5, 8 desc nulls last, 3
$$;
revoke execute on function glimpses from public;
grant execute on function glimpses to throughline_app;

-- A nomination joins the open case of a person whether or not the nominator may see that there is one: nobody learns it from
-- a refusal. Gives the key alone, and only for a person whom the asker sees.
create function open_case_of(of_person uuid) returns uuid language sql stable security definer set search_path = public, pg_temp as
$$ select c.id from iom_case c where c.person_id = of_person and c.partnership_id = current_partnership() and c.state in ('nominated','for-panel','adopted','deferred') $$;
revoke execute on function open_case_of from public;
grant execute on function open_case_of to throughline_app;
