-- The case team. What clauses give to the case team begins with the first day of somebody's part and ends with its last; a part
-- that comes with a referral ends with it. Why, when and by whom a part ended stays on the row.
alter table case_team
  add column with_referral boolean not null default false,
  add column ended_at timestamptz,
  add column ended_by uuid references app_user,
  add column ended_with text check (ended_with in ('part','referral','case','hand-over','account','move')),
  add column ended_because text,
  add column to_before date; -- the last day that was meant before the case ended, for when that is taken back

-- Whether the acting user decides who is on a case's team: the coordinator, the chair and the lead professional, while they act
-- for the agency that leads.
create function manages_team(of_case uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as
$$
  select acts_as_service() or account_sees() and exists (select from iom_case c where c.id = of_case and c.partnership_id = current_partnership() and c.person_id <> all (people_hidden_from_me())
    and (acts_in_role('coordinator') or acts_in_role('chair') or c.lead_user_id = current_actor() and coalesce(c.lead_agency_id, current_agency()) = current_agency()))
$$;

-- How somebody stands to a team on some days: free, on it already, or kept apart. Kept apart is one answer for an account that is
-- not in order and for an exclusion or a restriction, so that it does not tell which. Answered to those who decide, and to
-- everybody about themselves.
create function team_standing(of_case uuid, who uuid, first_day date, last_day date) returns text language sql stable security definer set search_path = public, pg_temp as
$$
  select case
    when account_in_order(who, c.partnership_id, current_act_at()) is not null
      or exists (select from person_exclusion x where x.user_id = who and x.person_id = c.person_id and x.partnership_id = c.partnership_id and x.from_at <= current_act_at() and (x.until_at is null or x.until_at > current_act_at()))
      or exists (select from person_restriction x where x.person_id = c.person_id and x.partnership_id = c.partnership_id and x.from_at <= current_act_at() and (x.until_at is null or x.until_at > current_act_at()) and not who = any (x.allowed_users)) then 'kept-apart'
    when exists (select from case_team t where t.case_id = c.id and t.user_id = who and t.superseded_at is null and t.withdrawn_at is null
      and t.from_on <= coalesce(last_day, 'infinity') and coalesce(t.to_on, 'infinity') >= greatest(first_day, t.from_on)) then 'on-the-team'
    else 'free' end
  from iom_case c where c.id = of_case and c.partnership_id = current_partnership() and c.person_id <> all (people_hidden_from_me()) and (who = current_actor() or manages_team(c.id))
$$;

-- Ends parts whether or not whoever ends them may read the rows: a part that a clause hides must end like the others. A part that
-- ends at once has yesterday as its last day, because a last day is seen to its end.
create function end_team_parts(of_case uuid, which text, of_key uuid, last_day date, with_what text, because text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare done integer;
begin
  update case_team t set to_before = t.to_on, to_on = last_day, ended_at = current_act_at(), ended_by = current_actor(), ended_with = with_what, ended_because = because
  where t.case_id = of_case and t.partnership_id = current_partnership() and t.superseded_at is null and t.withdrawn_at is null
    and coalesce(t.to_on, 'infinity') >= t.from_on and coalesce(t.to_on, 'infinity') > last_day
    and case which when 'part' then t.id = of_key when 'user' then t.user_id = of_key when 'lead' then lower(t.part) = 'lead professional' when 'referral' then t.with_referral when 'all' then true else false end
    and (manages_team(of_case) or which = 'part' and t.user_id = current_actor());
  get diagnostics done = row_count;
  return done;
end $$;

-- Parts end with the account, or with the move, whose day is the last: what a mover may go on seeing for a while counts from it. For an
-- account of the acting agency.
create function end_team_places(who uuid, inside uuid, with_what text) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare ended integer;
begin
  update case_team t set to_before = t.to_on, to_on = case when with_what = 'account' then current_day() - 1 else greatest(t.from_on, current_day()) end, ended_at = current_act_at(), ended_by = current_actor(), ended_with = with_what
  where t.user_id = who and (inside is null or t.partnership_id = inside) and t.superseded_at is null and t.withdrawn_at is null
    and coalesce(t.to_on, 'infinity') >= t.from_on and coalesce(t.to_on, 'infinity') >= current_day() and t.ended_with is distinct from 'move'
    and (acts_as_service() or exists (select from app_user u where u.id = who and u.agency_id = current_agency()));
  get diagnostics ended = row_count;
  return ended;
end $$;

-- The end of a case is taken back on the same day: the parts that ended with it go on as they were meant to.
create function parts_go_on(of_case uuid) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare done integer;
begin
  update case_team t set to_on = t.to_before, to_before = null, ended_at = null, ended_by = null, ended_with = null, ended_because = null
  where t.case_id = of_case and t.partnership_id = current_partnership() and t.ended_with = 'case' and (t.ended_at at time zone 'Europe/London')::date = (current_act_at() at time zone 'Europe/London')::date
    and (acts_as_service() or account_sees() and (acts_in_role('coordinator') or acts_in_role('chair') or acts_in_role('offender-manager')));
  get diagnostics done = row_count;
  return done;
end $$;

-- Whether the acting agency's own nomination has been put aside by a screening, which it need not be able to read.
create function my_nomination_is_put_aside(of_case uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as
$$
  select exists (select from nomination n join screening s on s.case_id = n.case_id and s.outcome = 'not-now' and s.at >= n.at
    where n.case_id = of_case and n.partnership_id = current_partnership() and n.agency_id = current_agency() and n.withdrawn_at is null)
$$;

do $$
declare f text;
begin
  foreach f in array array['my_nomination_is_put_aside(uuid)','manages_team(uuid)','team_standing(uuid, uuid, date, date)','end_team_parts(uuid, text, uuid, date, text, text)','parts_go_on(uuid)','end_team_places(uuid, uuid, text)'] loop
    execute format('revoke execute on function %s from public; grant execute on function %s to throughline_app', f, f);
  end loop;
end $$;
