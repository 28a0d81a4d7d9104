-- Whoever was given an item, by a disclosure or by a clause, is told when it changes (Data Protection Act 2018 s.48(7) to (9); UK GDPR article 19), and
-- nobody else: a notice to an agency that never could see the item would betray it.

create function roles_with_people() returns text[] language sql immutable as
$$ select array['coordinator','offender-manager','intelligence-officer','neighbourhood-officer','link-worker','partner-worker','chair','analyst'] $$;

-- Agencies other than its owner that see an item today, or that opened the person's record while a clause or an emergency let them see it.
create function agencies_shown(of_kind text, of_item uuid) returns table (agency uuid) language plpgsql stable security definer set search_path = public, pg_temp as $$
declare i record; of_case boolean;
begin
  if not exists (select from item_kind where table_name = of_kind) then
    return;
  end if;
  execute format('select t.person_id, t.partnership_id, t.owner_agency_id, t.category, t.marking, t.marked_for, t.recorded_by, t.received_at, to_jsonb(t) ->> ''case_id'' as case_id from %I t where t.id = $1 and t.partnership_id = current_partnership()', of_kind) into i using of_item;
  -- it is the owner who asks, and nobody else
  if i.person_id is null or not acts_as_service() and i.owner_agency_id is distinct from current_agency() then
    return;
  end if;
  select k.changed_by <> 'owner' and k.table_name <> 'score' and (k.table_name <> 'event' or i.case_id is not null) into of_case from item_kind k where k.table_name = of_kind;
  return query
  select distinct w.agency_id from who_would_see(i.person_id, i.owner_agency_id, i.category, i.marking, i.marked_for, i.recorded_by, of_case, of_item, roles_with_people()) w where w.agency_id <> i.owner_agency_id and w.level in ('full', 'summary')
  union
  select l.agency_id from (
    select e.agency_id, e.user_id, e.at, (e.at at time zone 'Europe/London')::date as on_day from audit_entry e join app_user u on u.id = e.user_id and not u.is_service
    where e.partnership_id = i.partnership_id and e.person_ids @> array[i.person_id] and e.operation = 'consultation' and i.category = any (e.categories) and e.at >= i.received_at and e.agency_id <> i.owner_agency_id) l
  where exists (select from urgent_access x where x.user_id = l.user_id and x.person_id = i.person_id and x.at <= l.at and l.at < coalesce(x.ended_at, x.until_at))
    or case i.marking when 'partnership' then true when 'agencies' then l.agency_id = any (i.marked_for) when 'people' then l.user_id = i.recorded_by or l.user_id = any (i.marked_for) else false end
      and exists (
        select from agreement a
        join agreement_party o on o.agreement_id = a.id and o.agency_id = i.owner_agency_id and o.signed_at <= l.at and coalesce(o.withdrew_at, 'infinity') > l.at
        join agreement_party t on t.agreement_id = a.id and t.agency_id = l.agency_id and t.signed_at <= l.at and coalesce(t.withdrew_at, 'infinity') > l.at
        cross join lateral grants_of_version(a.id, i.partnership_id, true, null) g
        where a.state in ('in-force', 'ended') and coalesce(a.in_force_at, '-infinity') <= l.at and coalesce(a.ended_at, 'infinity') > l.at and g.owner_agency_id = i.owner_agency_id and g.to_agency_id = l.agency_id and g.category = i.category and g.level in ('full', 'summary') and l.on_day between g.from_on and g.until_on
          and case when g.needs_consent or g.condition = 'case-team' then exists (select from case_team m where m.person_id = i.person_id and m.user_id = l.user_id and m.from_on <= l.on_day and coalesce(m.to_on, 'infinity') >= l.on_day)
            else of_case or exists (select from iom_case c where c.person_id = i.person_id and c.opened_at <= l.at and coalesce(c.exited_on, 'infinity') >= l.on_day) end
          and (not g.needs_consent or exists (select from consent c where c.person_id = i.person_id and c.partnership_id = i.partnership_id and c.owner_agency_id = i.owner_agency_id and i.category = any (c.categories) and l.agency_id = any (c.to_agencies)
            and c.given_on <= l.on_day and c.expires_on >= l.on_day and coalesce(c.withdrawn_at, 'infinity') > l.at)));
end $$;

-- One notice to each agency about some items of the acting agency: it names kinds of item and how they were passed, never what they say.
-- passed_too: also to those to whom they were disclosed, present or past; without it they have been told already, one change at a time.
create function tell_everybody(what text, of_person uuid, items jsonb, in_words text, passed_too boolean) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare told integer;
begin
  with named as (select i ->> 'kind' as kind, (i ->> 'id')::uuid as id from jsonb_array_elements(items) i),
  passed as (select d.to_agency_id as agency, n.kind, n.id, d.disclosure_id, x.at from named n join disclosed_item d on d.item_id = n.id and d.from_agency_id = current_agency() join disclosure x on x.id = d.disclosure_id),
  shown as (select s.agency, n.kind, n.id from named n cross join lateral agencies_shown(n.kind, n.id) s where not exists (select from passed p where p.agency = s.agency and p.id = n.id)),
  seen as (
    select p.agency, p.kind, p.id, p.disclosure_id, 'disclosure of ' || date_in_words((p.at at time zone 'Europe/London')::date) || ', reference ' || p.disclosure_id as how from passed p where passed_too
    union all select s.agency, s.kind, s.id, null, 'seen under the agreement' from shown s),
  written as (
    insert into sharing_notice (partnership_id, to_agency_id, from_agency_id, kind, person_id, subject_id, words, at)
    select current_partnership(), s.agency, current_agency(), what, of_person, case when count(distinct s.disclosure_id) = 1 then min(s.disclosure_id::text)::uuid end,
      in_words || ': ' || count(distinct s.id) || ' (' || string_agg(distinct k.name, ', ') || '), ' || string_agg(distinct s.how, '; '), current_act_at()
    from seen s join item_kind k on k.table_name = s.kind group by s.agency returning id, to_agency_id),
  about as (
    insert into sharing_notice_about (notice_id, partnership_id, to_agency_id, words, kept_from)
    select w.id, current_partnership(), w.to_agency_id, k.words, array(select u.id from app_user u where u.agency_id = w.to_agency_id and (
        exists (select from person_exclusion x where x.user_id = u.id and x.person_id = of_person and x.partnership_id = current_partnership() and (x.until_at is null or x.until_at > current_act_at()))
        or exists (select from person_restriction x where x.person_id = of_person and x.partnership_id = current_partnership() and (x.until_at is null or x.until_at > current_act_at()) and not u.id = any (x.allowed_users))))
    from written w cross join lateral (select known_to(w.to_agency_id, of_person, current_agency()) as words) k where what = 'erasure' and k.words is not null returning 1)
  select count(*) into told from written;
  return told;
end $$;
revoke execute on function agencies_shown, tell_everybody from public;
grant execute on function tell_everybody to throughline_app;

create or replace function tell_recipients() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- a disposal tells each recipient once about everything
  if coalesce(current_setting('throughline.told', true), '') <> 'on' and exists (select from disclosed_item d where d.item_id = old.id) then
    perform tell_recipients_of(tg_table_name, old.id, old.owner_agency_id, old.partnership_id, old.person_id, old.category,
      case when tg_op = 'DELETE' then 'erasure' when new.superseded_at is not null and old.superseded_at is null then 'correction' else 'withdrawal' end);
  end if;
  return null;
end $$;

-- A correction goes where the corrected item went, whoever made it and however: to those who still see it, as long as they do; to those who
-- once did, as over as it was, so that they are told of the next correction as well. At the end of the act, when the new row is there.
create function was_disclosed(of_item uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as $$ select exists (select from disclosed_item d where d.item_id = of_item) $$;
create function pass_correction_on() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare fresh uuid; found uuid[]; now_is text;
begin
  select (e.data ->> 'item')::uuid into fresh from event e where e.person_id = old.person_id and e.owner_agency_id = old.owner_agency_id and e.data ->> 'supersedes' = old.id::text order by e.at desc limit 1;
  if fresh is null and old.source_row_id is not null then
    -- a record of an extract may hold several items of a kind: only the one that says the same thing of the person takes its place
    execute format($q$ select array_agg(t.id) from %I t where t.source_row_id = $1 and t.id <> $2 and t.superseded_at is null and t.withdrawn_at is null and t.category = $4
      and not exists (select from unnest(array['type','kind','pathway','instrument','reference','designation']) c where to_jsonb(t) -> c is distinct from $3 -> c) $q$, tg_table_name) into found using old.source_row_id, old.id, to_jsonb(old), old.category;
    fresh := case when cardinality(found) = 1 then found[1] end;
  end if;
  -- a correction may be of another category; what is restricted is passed to nobody
  if fresh is not null then
    execute format('select category from %I where id = $1', tg_table_name) into now_is using fresh;
  end if;
  if now_is is not null and not item_restricted(fresh) then
    insert into disclosed_item (disclosure_id, partnership_id, kind, item_id, category, from_agency_id, to_agency_id, level, from_at, until_at)
    select d.disclosure_id, d.partnership_id, d.kind, fresh, now_is, d.from_agency_id, d.to_agency_id, d.level, case when d.until_at > new.superseded_at then new.superseded_at else d.from_at end, d.until_at
    from disclosed_item d where d.item_id = old.id and d.from_agency_id = old.owner_agency_id on conflict do nothing;
  end if;
  return null;
end $$;
create procedure keep_corrections_passed_on(target text) language plpgsql as $$
begin
  execute format('create constraint trigger correction_is_passed_on after update of superseded_at on %I deferrable initially deferred for each row when (old.superseded_at is null and new.superseded_at is not null and was_disclosed(old.id)) execute function pass_correction_on()', target);
end $$;
create or replace procedure keep_recipients_told(target text) language plpgsql as $$
begin
  execute format('create trigger recipients_are_told after update of superseded_at, withdrawn_at on %I for each row
    when (old.superseded_at is null and new.superseded_at is not null or old.withdrawn_at is null and new.withdrawn_at is not null) execute function tell_recipients()', target);
  execute format('create trigger recipients_are_told_of_erasure after delete on %I for each row execute function tell_recipients()', target);
  call keep_corrections_passed_on(target);
end $$;
do $$
declare t text;
begin
  for t in select table_name from item_kind loop
    call keep_corrections_passed_on(t);
  end loop;
end $$;
