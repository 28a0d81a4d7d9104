-- The rule of sight, corrected. What is disclosed is the giver's own; a restricted item speaks neither by its events nor by a
-- glimpse; days are those of England and Wales; somebody who moves to another agency keeps sight for a set number of days.

-- The day on which the current act is done, where the work is done.
create function current_day() returns date language sql stable as $$ select (current_act_at() at time zone 'Europe/London')::date $$;

-- People of whom a mover keeps sight, and the agency whose sight it was: worked out by begin_act.
create function people_kept_in_sight() returns uuid[] language sql stable as $$ select coalesce(nullif(current_setting('throughline.kept', true), ''), '{}')::uuid[] $$;
create function kept_agency() returns uuid language sql stable as $$ select nullif(current_setting('throughline.kept_agency', true), '')::uuid $$;
-- The last day of it.
create function kept_until() returns date language sql stable as $$ select nullif(current_setting('throughline.kept_until', true), '')::date $$;

create function is_member(agency uuid, inside uuid, on_day date) returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select from partnership_agency m where m.agency_id = agency and m.partnership_id = inside and m.joined_on <= on_day and (m.left_on is null or m.left_on >= on_day)) $$;

-- The move after which somebody keeps sight on a day, if any: the last one, for an agency that is still a member, and of the
-- people on whose team they were when they moved and whose case is open. A place in a team ends with the move, so that nobody stands for one agency by what
-- another gave them.
create function kept_sight(who uuid, for_agency uuid, inside uuid, at_instant timestamptz) returns table (agency uuid, until_on date, people uuid[])
language sql stable security definer set search_path = public, pg_temp as
$$
  select m.from_agency_id, m.keeps_sight_until, array(
    select distinct c.person_id from case_team t join iom_case c on c.id = t.case_id, (select (m.at at time zone 'Europe/London')::date as day) moved
    where t.user_id = who and t.partnership_id = inside and t.received_at <= m.at and t.from_on <= moved.day and (t.to_on is null or t.to_on >= moved.day)
      and c.state in ('nominated','for-panel','adopted','deferred'))
  from (select x.* from user_move x where x.user_id = who and x.from_partnership_id = inside and x.at <= at_instant order by x.at desc, x.id desc limit 1) m
  where m.from_agency_id <> for_agency and m.keeps_sight_until >= (at_instant at time zone 'Europe/London')::date
    and is_member(m.from_agency_id, inside, (at_instant at time zone 'Europe/London')::date)
$$;

-- When somebody last left the places in teams that they had: by a move to another agency, or with their account.
create function left_places_at(who uuid, inside uuid) returns timestamptz language sql stable security definer set search_path = public, pg_temp as
$$
  select coalesce(greatest(
    (select max(m.at) from user_move m where m.user_id = who and m.from_partnership_id = inside and m.from_agency_id <> m.to_agency_id),
    (select max(x.at) from account_closing x where x.user_id = who)), '-infinity')
$$;

create or replace function begin_act(who uuid, for_agency uuid, in_partnership uuid, at_instant timestamptz, with_partnership_sight boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare service boolean; on_day date := (at_instant at time zone 'Europe/London')::date; kept record; left_at timestamptz := left_places_at(who, in_partnership);
begin
  service := with_partnership_sight or coalesce((select u.is_service from app_user u where u.id = who), false);
  perform set_config('throughline.user', who::text, true), set_config('throughline.agency', for_agency::text, true), set_config('throughline.partnership', in_partnership::text, true),
    set_config('throughline.at', at_instant::text, true), set_config('throughline.service', case when service then 'on' else 'off' end, true),
    set_config('throughline.account', case when service then 'in-order' else coalesce(account_in_order(who, in_partnership, at_instant), 'in-order') end, true),
    set_config('throughline.roles', (select coalesce(array_agg(r.role), '{}')::text from user_role r where r.user_id = who and r.partnership_id = in_partnership), true);
  if service then
    return;
  end if;
  select k.agency, k.until_on, k.people into kept from kept_sight(who, for_agency, in_partnership, at_instant) k;
  perform
    set_config('throughline.kept', coalesce(kept.people, '{}')::text, true), set_config('throughline.kept_agency', coalesce(kept.agency::text, ''), true), set_config('throughline.kept_until', coalesce(kept.until_on::text, ''), true),
    set_config('throughline.hidden', (select coalesce(array_agg(h.person_id), '{}')::text from (
      select x.person_id from person_exclusion x where x.user_id = who and x.partnership_id = in_partnership and x.from_at <= at_instant and (x.until_at is null or x.until_at > at_instant)
      union
      select r.person_id from person_restriction r where r.partnership_id = in_partnership and r.from_at <= at_instant and (r.until_at is null or r.until_at > at_instant) and not who = any (r.allowed_users)) h), true),
    set_config('throughline.mine', (select coalesce(array_agg(distinct c.person_id), '{}')::text from case_team t join iom_case c on c.id = t.case_id
      where t.user_id = who and t.partnership_id = in_partnership and t.from_on <= on_day and (t.to_on is null or t.to_on >= on_day)
        and c.state in ('nominated','for-panel','adopted','deferred') and t.received_at > left_at), true),
    set_config('throughline.restricted', (select coalesce(array_agg(r.item_id), '{}')::text from item_restriction r
      where r.partnership_id = in_partnership and r.lifted_at is null and r.owner_agency_id is distinct from for_agency), true),
    set_config('throughline.urgent', (select coalesce(array_agg(distinct u.person_id), '{}')::text from urgent_access u
      where u.user_id = who and u.partnership_id = in_partnership and u.agency_id = for_agency and u.at <= at_instant and u.until_at > at_instant and u.ended_at is null), true),
    set_config('throughline.granted', (select coalesce(jsonb_object_agg(k.kind, k.owners), '{}')::text from (
      select w.kind, jsonb_object_agg(w.owner_agency_id, w.categories) as owners from (
        select case when g.needs_consent then 'consent' else g.condition end as kind, g.owner_agency_id, jsonb_agg(distinct g.category) as categories
        from sharing_grant g
        where g.partnership_id = in_partnership and g.to_agency_id = for_agency and g.level = 'full' and g.from_on <= on_day and g.until_on >= on_day
        group by 1, 2
        union all
        -- what a mover keeps is what the clauses showed in full: consent names an agency, and does not go with whoever leaves it
        select 'kept', g.owner_agency_id, jsonb_agg(distinct g.category)
        from sharing_grant g
        where kept.people <> '{}' and g.partnership_id = in_partnership and g.to_agency_id = kept.agency and not g.needs_consent and g.level = 'full' and g.from_on <= on_day and g.until_on >= on_day
        group by 2) w group by w.kind) k), true);
end $$;

-- What has been disclosed to the acting agency, as the policies ask it: its own conditions stand in for row-level security, which would be
-- planned once more for each of forty tables.
create view given_to_me with (security_barrier = true) as
  select d.item_id, d.partnership_id, d.from_agency_id from disclosed_item d
  where d.to_agency_id = (select current_agency()) and d.level = 'full' and d.from_at <= current_act_at() and d.until_at > current_act_at();
grant select on given_to_me to throughline_app;

-- Whether a clause that needs consent shows the acting agency a category of the owner's, and the person has consented. Asked of the people of one's cases only.
create function consented_to_me(person uuid, inside uuid, owner uuid, of_category text) returns boolean language sql stable security definer set search_path = public, pg_temp as
$$
  select coalesce((granted('consent') -> owner::text) ? of_category, false) and exists (select from consent c where c.person_id = person and c.partnership_id = inside and c.owner_agency_id = owner and c.withdrawn_at is null
    and of_category = any (c.categories) and current_agency() = any (c.to_agencies) and c.given_on <= current_day() and c.expires_on >= current_day())
$$;

-- Whether a mover's former agency was shown an item. Asked of the people whom one keeps in sight only.
create function kept_shows(owner uuid, of_category text, of_marking text, for_whom uuid[], author uuid) returns boolean language plpgsql stable as $$
begin
  return case of_marking
      when 'partnership' then true
      when 'agencies' then owner = kept_agency() or kept_agency() = any (for_whom)
      when 'people' then author = current_actor() or current_actor() = any (for_whom)
      else owner = kept_agency() end
    and (owner = kept_agency() or coalesce((granted('kept') -> owner::text) ? of_category, false));
end $$;
revoke execute on function consented_to_me from public;
grant execute on function consented_to_me to throughline_app;

-- The one policy of every item table, in whatever kind its rows are changed. Everything asked here is worked out once a transaction by
-- begin_act, or once a statement: each (select ...) is a plan of its own in every statement on every item table, so what is rarely reached
-- is a function instead.
create procedure keep_shown(target text, changed_by text) language plpgsql as $$
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
           when 'people' then (T.recorded_by || T.marked_for) && (select array[current_actor()])
           else (T.owner_agency_id || case T.marking when 'agencies' then T.marked_for else '{}' end) && (select array[current_agency()]) end
         and (T.owner_agency_id = (select current_agency())
           or ((select granted('cohort')) -> T.owner_agency_id::text) ? T.category and (COHORT)
           or T.person_id = any ((select people_of_my_cases())::uuid[])
             and (((select granted('case-team')) -> T.owner_agency_id::text) ? T.category or consented_to_me(T.person_id, T.partnership_id, T.owner_agency_id, T.category))))
        or T.person_id = any ((select people_kept_in_sight())::uuid[]) and kept_shows(T.owner_agency_id, T.category, T.marking, T.marked_for, T.recorded_by)
        or T.person_id = any ((select people_urgently_open())::uuid[])
        or exists (select from given_to_me d where d.item_id = T.id and d.from_agency_id = T.owner_agency_id and d.partnership_id = T.partnership_id)))
    $rule$, 'COHORT', of_cohort), 'T.', target || '.');
begin
  execute format('drop policy if exists shown on %I', target);
  execute format('create policy shown on %I for select to throughline_app using (partnership_id = (select current_partnership()) and (%s))', target, shows);
end $$;

-- An item is of one of the eighteen categories: what is sealed has tables of its own. An event about nobody may be of the house.
create procedure keep_category(target text) language plpgsql as $$
begin
  execute format('alter table %I add constraint %I check (%s category = any (%L::text[])) not valid', target, target || '_category_is_known', case when target = 'event' then 'person_id is null or' else '' end,
    '{identity,"contact details",offending,"custody and dates",supervision,risk,needs,health,treatment,"drug test",intelligence,"tag location","family and children",equality,plan,"contacts and attendance",meeting,finance}');
  -- rows that come in by the hundred thousand are checked set by set (rows_name_what_exists)
  if target <> 'offence_event' then
    execute format('alter table %I add constraint %I foreign key (gateway) references gateway (code) not valid', target, target || '_gateway_is_known');
  end if;
end $$;

create or replace procedure keep_as_item(target text, category text, changed_by text) language plpgsql as $$
begin
  execute format('drop policy if exists within_partnership on %I', target);
  execute format('alter table %I add column if not exists owner_agency_id uuid references agency, add column if not exists category text not null default %L, add column if not exists marking text not null default ''partnership'', add column if not exists recorded_by uuid references app_user, add column if not exists received_at timestamptz, add column if not exists source_row_id bigint, add column if not exists superseded_at timestamptz, add column if not exists withdrawn_at timestamptz, add column marked_for uuid[] not null default ''{}'', add column regime text, add column gateway text, add column review_on date', target, category);
  execute format('alter table %I enable row level security', target);
  execute format('alter table %I force row level security', target);
  call keep_shown(target, changed_by);
  execute format('create policy added on %I for insert to throughline_app with check (partnership_id = (select current_partnership()) and ((select acts_as_service()) or owner_agency_id = (select current_agency()) or %L))', target, changed_by = 'whoever-sees');
  execute format('create policy changed on %I for update to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service()) or owner_agency_id = (select current_agency()) or %L)) with check (partnership_id = (select current_partnership()))', target, changed_by = 'whoever-sees');
  execute format('create policy owner_keeps on %I to throughline_owner using (true) with check (true)', target);
  execute format('alter table %I add check (marking in (''partnership'',''agencies'',''people'',''owner'')) not valid, add check (regime in (''part-3'',''uk-gdpr'')) not valid', target);
  call keep_category(target);
  execute format('create trigger complete_item before insert on %I for each row when (new.owner_agency_id is null or new.recorded_by is null or new.received_at is null or new.regime is null or new.gateway is null or new.review_on is null) execute function complete_item()', target);
end $$;

-- Whatever agencies and partnerships an item's row names, and the power that brought it here: set by set.
create or replace function rows_name_what_exists() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct person_id from fresh where person_id is not null) f where not exists (select from person_record p where p.id = f.person_id)) then
    raise foreign_key_violation using message = format('A row of %s is about a person who is not in the partnership.', tg_table_name);
  end if;
  if tg_table_name = 'source_row' then
    if exists (select from (select distinct agency_id from fresh) f where not exists (select from agency a where a.id = f.agency_id)) then
      raise foreign_key_violation using message = 'A row comes from an agency that does not exist.';
    end if;
  elsif exists (select from (select distinct owner_agency_id from fresh) f where not exists (select from agency a where a.id = f.owner_agency_id))
      or exists (select from (select distinct recorded_by from fresh) f where not exists (select from app_user u where u.id = f.recorded_by))
      or exists (select from (select distinct gateway from fresh) f where not exists (select from gateway g where g.code = f.gateway)) then
    raise foreign_key_violation using message = format('A row of %s names an agency, a user or a power that does not exist.', tg_table_name);
  end if;
  return null;
end $$;

-- Worked out by begin_act, as the other lists are: it was asked of the table in every statement, once for each item table.
create or replace function items_restricted_from_me() returns uuid[] language sql stable as
$$ select case when acts_as_service() then '{}' else coalesce(nullif(current_setting('throughline.restricted', true), ''), '{}')::uuid[] end $$;

-- The events that tell of restricted items are restricted with them, and come back when the restriction is lifted.
create function events_restricted_from_me() returns uuid[] language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce(array_agg(e.id), '{}') from item_restriction r join event e on e.person_id = r.person_id and e.owner_agency_id = r.owner_agency_id and r.item_id::text in (e.data ->> 'item', e.data ->> 'supersedes')
   where r.partnership_id = current_partnership() and r.lifted_at is null and not acts_as_service() and r.owner_agency_id is distinct from current_agency() $$;
revoke execute on function events_restricted_from_me from public;
grant execute on function events_restricted_from_me to throughline_app;

create or replace procedure keep_restrictable(target text) language plpgsql as $$
begin
  execute format('drop policy if exists restricted on %I', target);
  execute format('create policy restricted on %I as restrictive for select to throughline_app using (id <> all ((select items_restricted_from_me())::uuid[])%s)', target,
    case when target = 'event' then ' and id <> all ((select events_restricted_from_me())::uuid[])' else '' end);
end $$;

do $$
declare k record;
begin
  for k in select table_name, changed_by from item_kind loop
    call keep_shown(k.table_name, k.changed_by);
    call keep_restrictable(k.table_name);
    call keep_category(k.table_name);
  end loop;
end $$;
alter table clause add constraint category_is_known check (category = any ('{identity,"contact details",offending,"custody and dates",supervision,risk,needs,health,treatment,"drug test",intelligence,"tag location","family and children",equality,plan,"contacts and attendance",meeting,finance}'::text[])) not valid;

-- Whether an item is restricted, or the event is one that tells of a restricted item.
create function item_restricted(of_item uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as
$$
  select exists (select from item_restriction r where r.item_id = of_item and r.lifted_at is null and r.partnership_id = current_partnership())
    or exists (select from event e join item_restriction r on r.person_id = e.person_id and r.owner_agency_id = e.owner_agency_id and r.item_id::text in (e.data ->> 'item', e.data ->> 'supersedes')
      where e.id = of_item and r.lifted_at is null and r.partnership_id = current_partnership())
$$;
revoke execute on function item_restricted, kept_sight, left_places_at, is_member from public;
grant execute on function item_restricted to throughline_app;

-- Glimpses follow the same rule: what a mover keeps in full is no glimpse, what is restricted gives none, and only the owner's own disclosure counts.
create or replace function glimpses(of_person uuid) returns table (kind text, kind_name text, item_id uuid, owner_agency_id uuid, category text, level text, words text, dated_on date, clause_id uuid)
language sql stable security definer set search_path = public, pg_temp as
$$
  with viewer as (select current_partnership() as partnership, current_agency() as agency, current_actor() as actor, current_act_at() as at, current_day() as today,
    kept_agency() as kept_agency, of_person = any (people_kept_in_sight()) as keeps,
    account_sees() and not acts_as_service() and of_person <> all (people_hidden_from_me()) and of_person <> all (people_urgently_open()) as looks),
  granted as (
    select g.owner_agency_id, g.category, h.of_case, max(case g.level when 'full' then 3 when 'summary' then 2 else 1 end) as level, min(g.clause_id::text)::uuid as clause_id
    from sharing_grant g, viewer v, (values (true), (false)) h (of_case)
    where v.looks and g.partnership_id = v.partnership and g.to_agency_id = v.agency and g.from_on <= v.today and g.until_on >= v.today
      and (of_person = any (people_of_my_cases()) or g.condition = 'cohort' and not g.needs_consent and (h.of_case or exists (select from person_with_case w where w.person_id = of_person and w.partnership_id = v.partnership)))
      and (not g.needs_consent or exists (select from consent c where c.person_id = of_person and c.partnership_id = v.partnership and c.owner_agency_id = g.owner_agency_id and c.withdrawn_at is null
        and g.category = any (c.categories) and v.agency = any (c.to_agencies) and c.given_on <= v.today and c.expires_on >= v.today))
    group by 1, 2, 3),
  told as (select d.item_id, d.from_agency_id from disclosed_item d, viewer v where d.partnership_id = v.partnership and d.to_agency_id = v.agency and d.from_at <= v.at and d.until_at > v.at and d.level = 'summary'),
  known as (
    select i.*, greatest(case when (i.id, i.owner_agency_id) in (select t.item_id, t.from_agency_id from told t) then 2 end, g.level) as level, g.clause_id
    from item_glimpse i cross join viewer v
    join item_kind k on k.table_name = i.kind
    left join granted g on g.owner_agency_id = i.owner_agency_id and g.category = i.category
      and g.of_case = (k.changed_by = 'whoever-sees' and i.kind <> 'score' and (i.kind <> 'event' or exists (select from event e where e.id = i.id and e.case_id is not null)))
      and case i.marking when 'partnership' then true when 'agencies' then v.agency = any (i.marked_for) when 'people' then i.recorded_by = v.actor or v.actor = any (i.marked_for) else false end
    where v.looks and i.person_id = of_person and i.partnership_id = v.partnership and i.owner_agency_id <> v.agency
      and not exists (select from item_restriction r where r.item_id = i.id and r.lifted_at is null)
      and (i.kind <> 'event' or i.id <> all ((select events_restricted_from_me())::uuid[]))
      and not (v.keeps
        and case i.marking when 'partnership' then true when 'agencies' then i.owner_agency_id = v.kept_agency or v.kept_agency = any (i.marked_for) when 'people' then i.recorded_by = v.actor or v.actor = any (i.marked_for) else i.owner_agency_id = v.kept_agency end
        and (i.owner_agency_id = v.kept_agency or coalesce((granted('kept') -> i.owner_agency_id::text) ? i.category, false)))
      and not exists (select from disclosed_item d where d.item_id = i.id and d.from_agency_id = i.owner_agency_id and d.to_agency_id = v.agency and d.level = 'full' and d.from_at <= v.at and d.until_at > v.at))
  select k.kind, k.kind_name, k.id, k.owner_agency_id, k.category, 'summary', k.summary, k.dated_on, k.clause_id from known k where k.level = 2
  union all
  select distinct null, null, null::uuid, k.owner_agency_id, k.category, 'existence', null, null::date, k.clause_id from known k where k.level = 1
  order by 5, 8 desc nulls last, 3
$$;

-- Who sees an item, or would see one: with the same corrections.
create or replace function who_would_see(of_person uuid, owner uuid, of_category text, of_marking text, for_whom uuid[], author uuid, of_case boolean, of_item uuid, with_roles text[])
returns table (user_id uuid, full_name text, agency_id uuid, agency_name text, level text, through text)
language sql stable security definer set search_path = public, pg_temp as
$$
  with here as (select current_partnership() as partnership, current_act_at() as at, current_day() as today, of_item is not null and item_restricted(of_item) as restricted),
  looks as (
    select distinct u.id, u.full_name, u.agency_id, a.name as agency_name,
      exists (select from case_team t join iom_case c on c.id = t.case_id where t.user_id = u.id and t.partnership_id = h.partnership and c.person_id = of_person and t.from_on <= h.today and (t.to_on is null or t.to_on >= h.today)
        and c.state in ('nominated','for-panel','adopted','deferred') and t.received_at > left_places_at(u.id, h.partnership)) as in_team,
      (select k.agency from kept_sight(u.id, u.agency_id, h.partnership, h.at) k where of_person = any (k.people)) as kept_agency,
      case of_marking when 'partnership' then true when 'agencies' then u.agency_id = owner or u.agency_id = any (for_whom) when 'people' then u.id = author or u.id = any (for_whom) else u.agency_id = owner end as is_marked
    from here h join user_role r on r.partnership_id = h.partnership and r.role = any (with_roles) join app_user u on u.id = r.user_id and not u.is_service join agency a on a.id = u.agency_id
    where (acts_as_service() or owner = current_agency()) and of_category not in ('victim', 'protected address')
      and (not h.restricted or u.agency_id = owner)
      and account_in_order(u.id, h.partnership, h.at) is null
      and not exists (select from person_exclusion x where x.user_id = u.id and x.person_id = of_person and x.partnership_id = h.partnership and x.from_at <= h.at and (x.until_at is null or x.until_at > h.at))
      and not exists (select from person_restriction x where x.person_id = of_person and x.partnership_id = h.partnership and x.from_at <= h.at and (x.until_at is null or x.until_at > h.at) and not u.id = any (x.allowed_users))),
  reached as (
    select l.*,
      case when not l.is_marked then 0 when l.agency_id = owner then 3 else coalesce((
        select max(case g.level when 'full' then 3 when 'summary' then 2 else 1 end) from sharing_grant g
        where g.partnership_id = h.partnership and g.to_agency_id = l.agency_id and g.owner_agency_id = owner and g.category = of_category and g.from_on <= h.today and g.until_on >= h.today
          and case when g.needs_consent then l.in_team and exists (select from consent c where c.person_id = of_person and c.partnership_id = h.partnership and c.owner_agency_id = owner and c.withdrawn_at is null
              and of_category = any (c.categories) and l.agency_id = any (c.to_agencies) and c.given_on <= h.today and c.expires_on >= h.today)
            else l.in_team or g.condition = 'cohort' and (of_case or exists (select from person_with_case w where w.person_id = of_person and w.partnership_id = h.partnership)) end), 0) end as usual,
      l.kept_agency is not null
        and case of_marking when 'partnership' then true when 'agencies' then l.kept_agency = owner or l.kept_agency = any (for_whom) when 'people' then l.id = author or l.id = any (for_whom) else l.kept_agency = owner end
        and (l.kept_agency = owner or exists (select from sharing_grant g where g.partnership_id = h.partnership and g.to_agency_id = l.kept_agency and g.owner_agency_id = owner and g.category = of_category
          and g.level = 'full' and not g.needs_consent and g.from_on <= h.today and g.until_on >= h.today)) as keeps,
      exists (select from urgent_access x where x.user_id = l.id and x.agency_id = l.agency_id and x.person_id = of_person and x.partnership_id = h.partnership and x.at <= h.at and x.until_at > h.at and x.ended_at is null) as urgent,
      coalesce((select max(case d.level when 'full' then 3 else 2 end) from disclosed_item d
        where d.item_id = of_item and d.from_agency_id = owner and d.to_agency_id = l.agency_id and d.from_at <= h.at and d.until_at > h.at), 0) as told
    from looks l cross join here h)
  select r.id, r.full_name, r.agency_id, r.agency_name,
    case when r.urgent or r.keeps then 'full' else (array['existence','summary','full'])[greatest(r.usual, r.told)] end,
    case when r.usual = 3 then case when r.agency_id = owner then 'own-agency' else 'clause' end when r.keeps then 'kept-sight' when r.urgent then 'urgent-access' when r.told > r.usual then 'disclosure' else 'clause' end
  from reached r where r.usual > 0 or r.keeps or r.urgent or r.told > 0
  order by r.agency_id <> owner, r.agency_name, r.full_name, r.id
$$;

-- Nobody marks what is restricted: its marking is the owner's alone until the restriction is lifted.
create or replace function mark_item(of_kind text, of_item uuid, new_marking text, for_whom uuid[]) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare done integer; person uuid;
begin
  if not exists (select from item_kind where table_name = of_kind) or item_restricted(of_item) then
    return false;
  end if;
  execute format('update %I set marking = $1, marked_for = $2 where id = $3 and owner_agency_id = current_agency() and partnership_id = current_partnership() and superseded_at is null and withdrawn_at is null returning person_id', of_kind)
    into person using new_marking, for_whom, of_item;
  get diagnostics done = row_count;
  if done = 1 then
    update event set marking = new_marking, marked_for = for_whom
    where person_id = person and owner_agency_id = current_agency() and (data ->> 'item' = of_item::text or data ->> 'supersedes' = of_item::text) and marking <> 'owner';
  end if;
  return done = 1;
end $$;

-- A disclosure is written by the agency that gives, of its own items and about the person whom it names; the recipient reads it.
do $$
declare t text;
begin
  foreach t in array array['disclosure','disclosed_item'] loop
    execute format('drop policy parties on %I', t);
    execute format('create policy parties on %I for select to throughline_app using (partnership_id = (select current_partnership()) and (select current_agency()) in (from_agency_id, to_agency_id))', t);
    execute format('create policy giver_adds on %I for insert to throughline_app with check (partnership_id = (select current_partnership()) and from_agency_id = (select current_agency()))', t);
    execute format('create policy giver_ends on %I for update to throughline_app using (partnership_id = (select current_partnership()) and from_agency_id = (select current_agency())) with check (partnership_id = (select current_partnership()) and from_agency_id = (select current_agency()))', t);
  end loop;
end $$;
create function items_given_are_the_givers() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare item record;
begin
  if not exists (select from item_kind where table_name = new.kind) then
    raise check_violation using message = format('There is no kind of item %s.', new.kind);
  end if;
  execute format('select owner_agency_id, person_id, category, partnership_id from %I where id = $1', new.kind) into item using new.item_id;
  if item.owner_agency_id is distinct from new.from_agency_id or item.partnership_id is distinct from new.partnership_id or item.category is distinct from new.category then
    raise check_violation using message = 'An agency discloses its own items only.';
  end if;
  if not exists (select from disclosure d where d.id = new.disclosure_id and d.partnership_id = new.partnership_id and d.from_agency_id = new.from_agency_id and d.to_agency_id = new.to_agency_id and d.person_id = item.person_id) then
    raise check_violation using message = 'An item is passed by a disclosure of its owner, about the same person, to the same agency.';
  end if;
  if exists (select from item_restriction r where r.item_id = new.item_id and r.lifted_at is null) then
    raise check_violation using message = 'A restricted item cannot be disclosed.';
  end if;
  return new;
end $$;
create trigger items_given_are_the_givers before insert or update of disclosure_id, partnership_id, kind, item_id, category, from_agency_id, to_agency_id, level on disclosed_item
  for each row execute function items_given_are_the_givers();
