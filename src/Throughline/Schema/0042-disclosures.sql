-- Disclosures, questions to the owner, urgent access, markings, lists and consent: what their acts need beside the core.

alter table consent
  add column words text not null default '',
  add column recorded_at timestamptz,
  add column recorded_by uuid references app_user,
  add column withdrawn_by uuid references app_user,
  add column withdrawn_because text;

-- An exclusion holds at once and a second officer confirms it; a restriction begins when the second officer agrees (until then
-- its from_at is infinity); to lift either takes two.
alter table person_exclusion
  add column made_at timestamptz, add column confirmed_by uuid references app_user, add column confirmed_at timestamptz,
  add column lift_asked_by uuid references app_user, add column lift_asked_at timestamptz, add column lift_because text, add column lifted_by uuid references app_user, add column conflict_id uuid;
alter table person_restriction
  add column made_at timestamptz, add column confirmed_by uuid references app_user, add column confirmed_at timestamptz,
  add column lift_asked_by uuid references app_user, add column lift_asked_at timestamptz, add column lift_because text, add column lifted_by uuid references app_user;

create index on disclosure (to_agency_id, at desc);
create index on sharing_notice (partnership_id, at desc);
create unique index one_open_question on ask_owner (from_agency_id, owner_agency_id, person_id, category) where answer is null;

-- Whoever is kept from a person is kept from the paper trail about them as well.
do $$
declare t text;
begin
  foreach t in array array['consent','disclosure','ask_owner','urgent_access','sharing_notice'] loop
    execute format('create policy not_of_hidden_people on %I as restrictive for select to throughline_app using ((select acts_as_service()) or person_id is null or person_id <> all ((select people_hidden_from_me())::uuid[]))', t);
  end loop;
end $$;

-- Which agencies were told of an urgent access says which hold something about the person: each sees its own notice only.
create policy own_alerts on sharing_notice as restrictive for select to throughline_app
  using (kind <> 'urgent-access' or to_agency_id = (select current_agency()) or (select acts_as_service()));

-- Every recipient of an item, present or past, is told when it changes (Data Protection Act 2018 s.48(7) to (9); UK GDPR article 19).
create function tell_recipients_of(of_kind text, of_item uuid, owner uuid, in_partnership uuid, of_person uuid, of_category text, what text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare told integer;
begin
  insert into sharing_notice (partnership_id, to_agency_id, from_agency_id, kind, person_id, subject_id, words, at)
  select in_partnership, d.to_agency_id, owner, what, of_person, of_item,
    format('%s has %s something that it disclosed to your agency: %s, %s. %s', a.name,
      case what when 'correction' then 'corrected' when 'erasure' then 'erased' when 'restriction' then 'restricted' else 'withdrawn' end,
      coalesce(lower(k.name), 'an item'), of_category,
      case what when 'correction' then 'Put your own copies right, and tell those to whom you passed it on.' when 'erasure' then 'Erase your own copies, and tell those to whom you passed it on.'
        when 'restriction' then 'Stop using your own copies, and tell those to whom you passed it on.' else 'Do not rely on it any longer, and tell those to whom you passed it on.' end),
    coalesce(current_act_at(), now())
  from (select distinct to_agency_id from disclosed_item where item_id = of_item and from_agency_id = owner) d
  join agency a on a.id = owner
  left join item_kind k on k.table_name = of_kind;
  get diagnostics told = row_count;
  return told;
end $$;
revoke execute on function tell_recipients_of from public;

create function tell_recipients() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from disclosed_item d where d.item_id = old.id) then
    perform tell_recipients_of(tg_table_name, old.id, old.owner_agency_id, old.partnership_id, old.person_id, old.category,
      case when tg_op = 'DELETE' then 'erasure' when new.superseded_at is not null and old.superseded_at is null then 'correction' else 'withdrawal' end);
  end if;
  return null;
end $$;

-- On every item table, so that a correction that comes with an extract is told like one made by hand. A new item table calls this too.
create procedure keep_recipients_told(target text) language plpgsql as $$
begin
  execute format('create trigger recipients_are_told after update of superseded_at, withdrawn_at on %I for each row
    when (old.superseded_at is null and new.superseded_at is not null or old.withdrawn_at is null and new.withdrawn_at is not null) execute function tell_recipients()', target);
  execute format('create trigger recipients_are_told_of_erasure after delete on %I for each row execute function tell_recipients()', target);
end $$;
do $$
declare t text;
begin
  for t in select table_name from item_kind loop
    call keep_recipients_told(t);
  end loop;
end $$;

-- The owner changes who may see an item: the item and the events that tell of it, which nobody else may change.
create function mark_item(of_kind text, of_item uuid, new_marking text, for_whom uuid[]) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare done integer; person uuid;
begin
  if not exists (select from item_kind where table_name = of_kind) then
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
revoke execute on function mark_item from public;
grant execute on function mark_item to throughline_app;

-- Agencies that lose sight of an item by its new marking and had been given it: told; nobody else.
create function tell_who_lost_sight(of_kind text, of_item uuid, of_person uuid, of_category text, agencies uuid[]) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare told integer;
begin
  insert into sharing_notice (partnership_id, to_agency_id, from_agency_id, kind, person_id, subject_id, words, at)
  select current_partnership(), d.to_agency_id, current_agency(), 'restriction', of_person, of_item,
    format('%s has restricted something that it had disclosed to your agency: %s, %s. Stop using your own copies, and tell those to whom you passed it on.', a.name, lower(k.name), of_category), current_act_at()
  from (select distinct to_agency_id from disclosed_item where item_id = of_item and from_agency_id = current_agency() and to_agency_id = any (agencies)) d
  join agency a on a.id = current_agency() join item_kind k on k.table_name = of_kind;
  get diagnostics told = row_count;
  return told;
end $$;
revoke execute on function tell_who_lost_sight from public;
grant execute on function tell_who_lost_sight to throughline_app;

-- Who sees an item, or would see one that is not written yet: the rule of Sharing/Decide.cs for every user who works with people.
-- For the agency that owns it alone; everybody else gets no rows.
create function who_would_see(of_person uuid, owner uuid, of_category text, of_marking text, for_whom uuid[], author uuid, of_case boolean, of_item uuid, with_roles text[])
returns table (user_id uuid, full_name text, agency_id uuid, agency_name text, level text, through text)
language sql stable security definer set search_path = public, pg_temp as
$$
  with here as (select current_partnership() as partnership, current_act_at() as at, (current_act_at() at time zone 'Europe/London')::date as today),
  looks as (
    select distinct u.id, u.full_name, u.agency_id, a.name as agency_name,
      exists (select from case_team t join iom_case c on c.id = t.case_id where t.user_id = u.id and t.partnership_id = h.partnership and c.person_id = of_person and t.from_on <= h.today and (t.to_on is null or t.to_on >= h.today)
        and c.state in ('nominated','for-panel','adopted','deferred')) as in_team,
      case of_marking when 'partnership' then true when 'agencies' then u.agency_id = owner or u.agency_id = any (for_whom) when 'people' then u.id = author or u.id = any (for_whom) else u.agency_id = owner end as is_marked
    from here h join user_role r on r.partnership_id = h.partnership and r.role = any (with_roles) join app_user u on u.id = r.user_id and not u.is_service join agency a on a.id = u.agency_id
    where (acts_as_service() or owner = current_agency()) and of_category not in ('victim', 'protected address')
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
      exists (select from urgent_access x where x.user_id = l.id and x.agency_id = l.agency_id and x.person_id = of_person and x.partnership_id = h.partnership and x.at <= h.at and x.until_at > h.at and x.ended_at is null) as urgent,
      coalesce((select max(case d.level when 'full' then 3 else 2 end) from disclosed_item d
        where d.item_id = of_item and d.from_agency_id = owner and d.to_agency_id = l.agency_id and d.from_at <= h.at and d.until_at > h.at), 0) as told
    from looks l cross join here h)
  select r.id, r.full_name, r.agency_id, r.agency_name,
    case when r.urgent then 'full' else (array['existence','summary','full'])[greatest(r.usual, r.told)] end,
    case when r.usual = 3 then case when r.agency_id = owner then 'own-agency' else 'clause' end when r.urgent then 'urgent-access' when r.told > r.usual then 'disclosure' else 'clause' end
  from reached r where r.usual > 0 or r.urgent or r.told > 0
  order by r.agency_id <> owner, r.agency_name, r.full_name, r.id
$$;
revoke execute on function who_would_see from public;
grant execute on function who_would_see to throughline_app;

-- Everybody who must know at once that urgent access began: whoever owns something about the person, the viewer's own agency, and information governance.
-- The notice carries a reference; who it was about is for those who see the person anyway.
create function tell_of_urgent_access(access uuid) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare told integer; u urgent_access;
begin
  select * into u from urgent_access where id = access and user_id = current_actor() and at = current_act_at();
  if u.id is null then
    return 0;
  end if;
  insert into sharing_notice (partnership_id, to_agency_id, from_agency_id, kind, person_id, subject_id, words, at)
  select u.partnership_id, o.agency, u.agency_id, 'urgent-access', u.person_id, u.id,
    format('Urgent access was begun by somebody of %s. Reference %s. Information governance reviews it by %s.', a.name, urgent_reference(u.id), date_in_words(u.review_by)), u.at
  from (
    select i.owner_agency_id as agency from item_glimpse i where i.person_id = u.person_id and i.partnership_id = u.partnership_id
    union select u.agency_id
    union select g.agency_id from user_role r join app_user g on g.id = r.user_id where r.partnership_id = u.partnership_id and r.role = 'information-governance-officer') o
  join agency a on a.id = u.agency_id
  join agency owner on owner.id = o.agency and owner.type not in ('system', 'research');
  get diagnostics told = row_count;
  return told;
end $$;
create function urgent_reference(access uuid) returns text language sql immutable as $$ select 'UA-' || upper(right(replace(access::text, '-', ''), 8)) $$;
revoke execute on function tell_of_urgent_access from public;
grant execute on function tell_of_urgent_access to throughline_app;

-- Every look during urgent access says so, whichever page or program made it. The name keeps this before any later trigger.
create function say_why_urgent() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  new.reason := coalesce((select format('Urgent access %s, %s: %s', urgent_reference(u.id), replace(u.ground, '-', ' '), u.why) from urgent_access u
    where u.user_id = new.user_id and u.person_id = any (new.person_ids) and u.at <= new.at and u.until_at > new.at and u.ended_at is null order by u.at desc limit 1), new.reason);
  return new;
end $$;
create trigger a_urgent_looks_say_why before insert on audit_entry for each row
  when (new.operation = 'consultation' and new.reason is null and people_urgently_open() && new.person_ids) execute function say_why_urgent();

-- Whether anybody of an agency is named to answer questions about a person: the case team, a coordinator or governance.
create function answers_questions(of_person uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as
$$
  select exists (select from user_role r where r.user_id = current_actor() and r.partnership_id = current_partnership() and r.role in ('coordinator', 'information-governance-officer'))
    or of_person = any (people_of_my_cases())
    or not exists (
      select from app_user u where u.agency_id = current_agency() and u.disabled_at is null and (
        exists (select from user_role r where r.user_id = u.id and r.partnership_id = current_partnership() and r.role in ('coordinator', 'information-governance-officer'))
        or exists (select from case_team t join iom_case c on c.id = t.case_id where t.user_id = u.id and t.partnership_id = current_partnership() and c.person_id = of_person and t.to_on is null and c.state in ('nominated','for-panel','adopted','deferred'))))
$$;
revoke execute on function answers_questions from public;
grant execute on function answers_questions to throughline_app;

-- What a recipient of a summary reads: for the agency that owns the items, before it discloses them.
create function summaries_of_mine(items uuid[]) returns table (item_id uuid, words text) language sql stable security definer set search_path = public, pg_temp as
$$ select g.id, g.summary from item_glimpse g where g.id = any (items) and g.owner_agency_id = current_agency() and g.partnership_id = current_partnership() $$;
revoke execute on function summaries_of_mine from public;
grant execute on function summaries_of_mine to throughline_app;

-- Nobody learns from the list that they are on it.
create policy not_of_oneself on person_exclusion as restrictive for select to throughline_app using ((select acts_as_service()) or user_id <> (select current_actor()));
