-- A log of looks can only be added to, and a disposal does not reach it: it says which urgent access a look was made under and on what ground,
-- and leaves what somebody wrote of a person with the urgent access itself.
create or replace function say_why_urgent() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  new.reason := coalesce((select format('Urgent access %s, %s', urgent_reference(u.id), replace(u.ground, '-', ' ')) from urgent_access u
    where u.user_id = new.user_id and u.person_id = any (new.person_ids) and u.at <= new.at and u.until_at > new.at and u.ended_at is null order by u.at desc limit 1), new.reason);
  return new;
end $$;
