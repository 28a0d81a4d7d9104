-- Rights, kept: whoever is kept from a person is kept from the paper about their rights; the pack that was given is the one that is kept; a
-- correction is seen by nobody who could not see what it corrects.

do $$
declare t text;
begin
  foreach t in array array['rectification','subject_access','subject_access_item','item_restriction','disposal_request','retention_review','retention_group'] loop
    execute format('create policy not_of_hidden_people on %I as restrictive for select to throughline_app using ((select acts_as_service()) or person_id <> all ((select people_hidden_from_me())::uuid[]))', t);
  end loop;
end $$;
create function requests_hidden_from_me() returns uuid[] language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce(array_agg(r.id), '{}') from subject_access r where r.partnership_id = current_partnership() and r.person_id = any (people_hidden_from_me()) $$;
revoke execute on function requests_hidden_from_me from public;
grant execute on function requests_hidden_from_me to throughline_app;
do $$
declare t text;
begin
  foreach t in array array['subject_access_view','subject_access_pause'] loop
    execute format('create policy not_of_hidden_people on %I as restrictive for select to throughline_app using ((select acts_as_service()) or request_id <> all ((select requests_hidden_from_me())::uuid[]))', t);
  end loop;
end $$;

-- The very file that the person was given, whose SHA-256 the request keeps. It goes with any disposal about the person; the fingerprint stays.
create table subject_access_pack (
  request_id uuid primary key references subject_access on delete cascade,
  partnership_id uuid not null references partnership,
  person_id uuid not null,
  pdf bytea not null,
  sha256 text not null,
  made_at timestamptz not null,
  made_by uuid not null references app_user
);
call keep_for_governance('subject_access_pack', null);
create policy not_of_hidden_people on subject_access_pack as restrictive for select to throughline_app using ((select acts_as_service()) or person_id <> all ((select people_hidden_from_me())::uuid[]));
revoke update, delete on subject_access_pack from throughline_app;
insert into person_table (table_name, because, subject_access, disposal) values ('subject_access_pack', 'the pack as it was given', 'about-the-handling', 'with-its-items');

-- When an item was found: what a later search finds is asked about again.
alter table subject_access_item add column found_at timestamptz;

-- What people write in their own words may name somebody else: it is read before it is given.
update item_kind set subject_access = 'disclose-without-third-parties' where subject_access = 'disclose' and table_name in ('status_change','panel_vote','panel_decision','screening','daily_review','iom_case','letter','score','person_designation','registration','risk_level','need','need_score');

-- Screening decides about a person as well.
alter table representation drop constraint representation_about_check;
alter table representation add constraint representation_about_check check (about in ('panel_decision','status_change','exit','screening'));

-- Rows of files that were set aside and are about a person: they are held, so they are searched (Data Protection Act 2018 s.45(1)).
create function rejects_about(of_people uuid[]) returns setof import_reject language sql stable security definer set search_path = public, pg_temp as
$$
  select r.* from import_reject r join import i on i.id = r.import_id
  where r.partnership_id = current_partnership() and acts_as_service() and exists (
    select from unnest(of_people) p where is_about(r.raw, numbers_of(p, i.agency_id, null),
      array(select n.surname from person_name n where n.person_id = p and n.owner_agency_id = i.agency_id order by n.id), array(select n.forenames from person_name n where n.person_id = p and n.owner_agency_id = i.agency_id order by n.id),
      array(select b.date_of_birth from person_birth_date b where b.person_id = p)))
$$;
revoke execute on function rejects_about from public;
grant execute on function rejects_about to throughline_app;

-- The narrower of two markings of one agency's item: who may see by both. Named people stay named people; nobody is let in by it.
create function narrower(owner uuid, one text, one_for uuid[], other text, other_for uuid[], out marking text, out marked_for uuid[]) language plpgsql stable security definer set search_path = public, pg_temp as $$
declare place text[] := array['partnership','agencies','owner','people'];
begin
  if array_position(place, one) > array_position(place, other) then
    select n.marking, n.marked_for into marking, marked_for from narrower(owner, other, other_for, one, one_for) n;
    return;
  end if;
  marking := other;
  marked_for := case
    when other = 'agencies' and one = 'agencies' then array(select unnest(other_for) intersect select unnest(one_for))
    when other = 'people' and one = 'people' then array(select unnest(other_for) intersect select unnest(one_for))
    when other = 'people' and one <> 'partnership' then array(select u.id from app_user u where u.id = any (other_for) and (u.agency_id = owner or one = 'agencies' and u.agency_id = any (one_for)))
    else other_for end;
  if marking = 'agencies' and marked_for = '{}' then
    marking := 'owner';
  end if;
end $$;
revoke execute on function narrower from public;
grant execute on function narrower to throughline_app;

-- What an item replaced, and everything that tells of it, is no wider than the item: "only we may see this" covers what it said before.
create function narrow_what_came_before(of_kind text, of_item uuid) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare now_is record; before uuid[] := '{}'; step uuid[]; was record; done integer := 0; n record; prior jsonb := '{}';
begin
  if not exists (select from item_kind where table_name = of_kind) then
    return 0;
  end if;
  execute format('select person_id, owner_agency_id, marking, marked_for from %I where id = $1 and partnership_id = current_partnership() and owner_agency_id = current_agency()', of_kind) into now_is using of_item;
  if now_is.person_id is null then
    return 0;
  end if;
  step := array[of_item];
  loop
    select array_agg(distinct (e.data ->> 'supersedes')::uuid) into step from event e
    where e.person_id = now_is.person_id and e.owner_agency_id = now_is.owner_agency_id and e.data ->> 'item' = any (select s::text from unnest(step) s) and e.data ? 'supersedes' and not (e.data ->> 'supersedes')::uuid = any (before || of_item);
    exit when step is null;
    before := before || step;
  end loop;
  for was in execute format('select id, marking, marked_for from %I where id = any ($1) and owner_agency_id = current_agency() for update', of_kind) using before loop
    n := narrower(now_is.owner_agency_id, was.marking, was.marked_for, now_is.marking, now_is.marked_for);
    execute format('update %I set marking = $2, marked_for = $3 where id = $1 and (marking, marked_for) is distinct from ($2, $3)', of_kind) using was.id, n.marking, n.marked_for;
    -- one that is restricted comes back no wider, when that is lifted
    update item_restriction r set marking_before = b.marking, marked_for_before = b.marked_for
    from item_restriction o cross join lateral narrower(now_is.owner_agency_id, o.marking_before, o.marked_for_before, now_is.marking, now_is.marked_for) b where o.id = r.id and r.item_id = was.id and r.lifted_at is null;
    prior := prior || jsonb_build_object(was.id::text, jsonb_build_object('marking', n.marking, 'for', to_jsonb(n.marked_for)));
    done := done + 1;
  end loop;
  for was in select e.id, e.marking, e.marked_for, e.data ->> 'supersedes' as supersedes from event e where e.person_id = now_is.person_id and e.owner_agency_id = now_is.owner_agency_id
      and (e.data ->> 'item' = any (select b::text from unnest(before || of_item) b) or e.data ->> 'supersedes' = any (select b::text from unnest(before) b)) for update loop
    n := narrower(now_is.owner_agency_id, was.marking, was.marked_for, now_is.marking, now_is.marked_for);
    -- an event that says what was before and what is now is for those who may see both
    if prior ? was.supersedes then
      n := narrower(now_is.owner_agency_id, n.marking, n.marked_for, prior -> was.supersedes ->> 'marking', array(select jsonb_array_elements_text(prior -> was.supersedes -> 'for')::uuid));
    end if;
    update event set marking = n.marking, marked_for = n.marked_for where id = was.id and (event.marking, event.marked_for) is distinct from (n.marking, n.marked_for);
  end loop;
  return done;
end $$;
revoke execute on function narrow_what_came_before from public;
grant execute on function narrow_what_came_before to throughline_app;

-- Who may be one of the two who decide about a disposal of their agency: governance and coordinators; where it has neither, whoever works for it.
create function decides_about_disposals() returns boolean language sql stable security definer set search_path = public, pg_temp as
$$
  select acts_in_role('information-governance-officer') or acts_in_role('coordinator')
    or not exists (select from user_role r join app_user u on u.id = r.user_id where r.partnership_id = current_partnership() and r.role in ('information-governance-officer', 'coordinator')
      and u.agency_id = current_agency() and u.disabled_at is null)
$$;
revoke execute on function decides_about_disposals from public;
grant execute on function decides_about_disposals to throughline_app;
