-- Review dates follow the rules of the day without anybody's asking: a new item at once, everything else every night.

-- A new item is dated by the rule that reaches its person: their review group, the clear period and what it counts from.
create function review_of_new(owner uuid, of_category text, of_person uuid, recorded_on date) returns date language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce(case when of_person is not null then review_due(owner, of_category, of_person, null, recorded_on, recorded_on) end, next_review(owner, of_category, recorded_on)) $$;
revoke execute on function review_of_new from public;
grant execute on function review_of_new to throughline_app;
do $$
declare was text := pg_get_functiondef('complete_item'::regproc); now_is text;
begin
  now_is := replace(was, 'next_review(new.owner_agency_id, new.category, (new', 'review_of_new(new.owner_agency_id, new.category, new.person_id, (new');
  if now_is = was then
    raise exception 'complete_item asks for its review date in a way that is not known here.';
  end if;
  execute now_is;
end $$;

-- A decision to restrict is a decision to keep: until a day, like it.
create or replace function review_due(owner uuid, of_category text, of_person uuid, of_item uuid, recorded_on date, on_day date) returns date
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare rule retention_rule; decided date; last_event date; born date; base date := recorded_on;
begin
  select v.next_review_on into decided from retention_review v where v.item_id = of_item and v.next_review_on is not null order by v.at desc limit 1;
  rule := retention_rule_for(owner, of_category, (select g.review_group from retention_group g where g.agency_id = owner and g.person_id = of_person), on_day);
  if rule.counts_from = 'last-event' or rule.resets_on_new_event then
    select max(o.occurred_on) into last_event from offence_event o where o.person_id = of_person and o.owner_agency_id = owner and o.superseded_at is null and o.withdrawn_at is null;
    base := greatest(base, last_event);
  elsif rule.counts_from = 'birth' then
    select b.date_of_birth into born from person_birth_date b where b.person_id = of_person and b.superseded_at is null and b.withdrawn_at is null order by b.owner_agency_id = owner desc, b.received_at desc limit 1;
    base := coalesce(born, recorded_on);
  end if;
  return greatest(decided, case when decided is null or rule.resets_on_new_event and last_event > recorded_on
    then (base + make_interval(months => coalesce(rule.clear_months, rule.review_after_months)))::date end);
end $$;
