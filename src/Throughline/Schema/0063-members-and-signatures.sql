-- An agency that has left receives nothing, and comes back unsigned; what an agreement needs is asked of every way of writing it.

-- The last day in the partnership is the agency's last day of sight; the day after, its accounts see nobody here.
create or replace function account_in_order(who uuid, inside uuid, on_instant timestamptz) returns text
language sql stable security definer parallel safe set search_path = public, pg_temp as $$
  select case
    when u.id is null then 'closed'
    when u.is_service then null
    when u.closed_at is not null or u.leaves_on < d.today then 'closed'
    when u.disabled_at is not null then 'suspended'
    when not is_member(u.agency_id, inside, d.today) then 'agency-left'
    when n.training is not null and exists (select from jsonb_array_elements_text(n.training) t (code)
      where not exists (select from user_standing s where s.user_id = u.id and s.code = t.code and s.ended_at is null and s.obtained_on <= d.today and s.expires_on >= d.today)) then 'untrained'
    when jsonb_array_length(n.vetting) > 0 and not exists (select from user_standing s
      where s.user_id = u.id and s.ended_at is null and n.vetting ? s.code and s.obtained_on <= d.today and s.expires_on >= d.today) then 'unvetted'
  end
  from (select (on_instant at time zone 'Europe/London')::date as today) d
  left join app_user u on u.id = who
  left join lateral (select p.settings -> 'access' -> 'training' as training, p.settings -> 'access' -> 'vetting' as vetting from partnership p where p.id = inside) n on true
$$;
comment on function account_in_order is 'Null when the account may be used for information about people; otherwise the reason: closed, suspended, agency-left, untrained or unvetted.';

-- With the last day known, what runs between the agency and others ends with it; a last day that is put off in time puts that off as
-- well. An agency that comes back after its last day has signed nothing: what it had signed is withdrawn, and it signs again for itself.
alter table disclosure add column meant_until timestamptz; -- how long it was given for, before a last day cut it
alter table disclosed_item add column meant_until timestamptz;
create function end_of_last_day(last_day date) returns timestamptz language sql immutable as $$ select (last_day + 1)::timestamp at time zone 'Europe/London' $$;
create function membership_changes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare today date := (coalesce(current_act_at(), now()) at time zone 'Europe/London')::date; cut_at timestamptz := end_of_last_day(old.left_on);
begin
  if old.left_on >= today then
    update disclosed_item set until_at = meant_until, meant_until = null where partnership_id = new.partnership_id and new.agency_id in (from_agency_id, to_agency_id) and meant_until is not null and until_at = greatest(from_at, cut_at);
    update disclosure set until_at = meant_until, meant_until = null where partnership_id = new.partnership_id and new.agency_id in (from_agency_id, to_agency_id) and meant_until is not null and until_at = cut_at;
  elsif old.left_on is not null and new.left_on is null then
    update agreement_party p set withdrew_at = coalesce(current_act_at(), now()), withdrew_by = current_actor(), withdrew_because = 'The agency left the partnership and came back: it signs again for itself.'
    where p.partnership_id = new.partnership_id and p.agency_id = new.agency_id and p.signed_at is not null and p.withdrew_at is null;
  end if;
  -- of two agencies that both leave, the first last day counts
  with cut as (
    select x.id, min(end_of_last_day(m.left_on)) as at from disclosure x
    join partnership_agency m on m.partnership_id = x.partnership_id and m.agency_id in (x.from_agency_id, x.to_agency_id) and m.left_on is not null
    where x.partnership_id = new.partnership_id and new.agency_id in (x.from_agency_id, x.to_agency_id) group by x.id),
  items as (
    update disclosed_item d set meant_until = coalesce(d.meant_until, d.until_at), until_at = greatest(d.from_at, cut.at) from cut where d.disclosure_id = cut.id and d.until_at > greatest(d.from_at, cut.at) returning 1)
  update disclosure d set meant_until = coalesce(d.meant_until, d.until_at), until_at = cut.at from cut where d.id = cut.id and d.until_at > cut.at and d.at < cut.at;
  return null;
end $$;
create trigger membership_changes after update of left_on on partnership_agency for each row execute function membership_changes();

-- The same is asked of an agreement that is written as of one that is changed; and nobody approves in another's name.
create or replace function agreement_is_in_order() returns trigger language plpgsql as $$
begin
  if current_user <> 'throughline_app' or acts_as_service() then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or new.approved_by is not null or new.approved_at is not null or new.written_by is distinct from current_actor() then
      raise check_violation using message = 'An agreement begins as a draft of whoever writes it.';
    end if;
    return new;
  end if;
  if new.approved_by is distinct from old.approved_by and new.approved_by is not null and new.approved_by is distinct from current_actor() then
    raise check_violation using message = 'Nobody approves an agreement in another''s name.';
  end if;
  if old.state <> 'draft' and (old.name, old.purpose, old.starts_on, old.ends_on, old.reaches_below, old.series_id, old.version) is distinct from (new.name, new.purpose, new.starts_on, new.ends_on, new.reaches_below, new.series_id, new.version) then
    raise check_violation using message = 'What has been sent for signatures cannot be changed.';
  end if;
  if old.state = 'ended' or (old.state, new.state) in (('draft','in-force'), ('in-force','draft'), ('in-force','signing')) then
    raise check_violation using message = 'An agreement cannot make this move.' , detail = old.state || ' to ' || new.state;
  end if;
  if new.state = 'in-force' and old.state <> 'in-force' and (new.starts_on is null or new.ends_on is null or new.review_on is null or coalesce(new.dpia_reference, '') = '' or coalesce(new.equality_reference, '') = ''
    or coalesce(new.responsible_owner, '') = '' or new.approved_by is null or new.approved_by = new.written_by or new.approved_by = any (new.writers)) then
    raise check_violation using message = 'An agreement comes into force with its dates, assessments, owner and a second person''s approval on file.';
  end if;
  return new;
end $$;
drop trigger in_order on agreement;
create trigger in_order before insert or update on agreement for each row execute function agreement_is_in_order();

create function signed_for_oneself() returns trigger language plpgsql as $$
begin
  if current_user <> 'throughline_app' or acts_as_service() or new.signed_at is null and new.withdrew_at is null
    or tg_op = 'UPDATE' and (old.signed_at, old.signed_by, old.signed_as, old.withdrew_at, old.withdrew_by) is not distinct from (new.signed_at, new.signed_by, new.signed_as, new.withdrew_at, new.withdrew_by) then
    return new;
  end if;
  if new.agency_id is distinct from current_agency() or coalesce(new.withdrew_by, new.signed_by) is distinct from current_actor() then
    raise check_violation using message = 'An agency signs and withdraws for itself.';
  end if;
  return new;
end $$;
create trigger signed_for_oneself before insert or update on agreement_party for each row execute function signed_for_oneself();
