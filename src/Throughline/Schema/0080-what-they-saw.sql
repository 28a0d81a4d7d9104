-- What somebody had before them when they decided, for whoever reads the decision: how many different pages about the person they had
-- opened in the thirty days before, and whether the panel's papers and the score were among them. The decision itself is none of them. Which kinds of
-- information those pages showed is for governance and the decider's own agency: to others it would tell that there is some.
create function seen_before(of_user uuid, of_person uuid, before timestamptz) returns table (looks integer, saw text[], the_pack boolean, the_score boolean)
language sql stable security definer set search_path = public, pg_temp as
$$
  with looked as (
    select regexp_replace(coalesce(nullif(e.purpose, ''), e.subject), ' \((opened|export)\)$', '') as page, e.categories from audit_entry e
    where e.partnership_id = current_partnership() and e.user_id = of_user and e.operation = 'consultation' and e.person_ids @> array[of_person] and e.at < before and e.at > before - interval '30 days'
      and (acts_as_service() or account_sees() and of_person <> all (people_hidden_from_me())))
  select (select count(distinct l.page)::int from looked l where l.page ~ '(^|/)(people/\{id\}|cases/\{case\})'),
    case when acts_as_service() or acts_in_role('information-governance-officer') or (select u.agency_id from app_user u where u.id = of_user) = current_agency()
      then array(select distinct c from looked l, unnest(l.categories) c order by c) else '{}' end,
    exists (select from looked l where l.page ~ '(^|/)people/\{id\}/panel$'),
    -- the panel's papers show the score as well
    exists (select from looked l where l.page ~ '(^|/)people/\{id\}/(panel|score)$')
$$;
revoke execute on function seen_before from public;
grant execute on function seen_before to throughline_app;
