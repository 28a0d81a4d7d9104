-- Urgent access is sixty minutes, begun now and by oneself; only its end is the user's to write, and only the review is governance's.
alter table urgent_access add constraint sixty_minutes check (until_at <= at + interval '60 minutes') not valid;
drop policy parties on urgent_access;
create policy own on urgent_access for select to throughline_app using (partnership_id = (select current_partnership()) and user_id = (select current_actor()));
create policy begins on urgent_access for insert to throughline_app with check (partnership_id = (select current_partnership()) and user_id = (select current_actor()) and agency_id = (select current_agency())
  and at = (select current_act_at()) and ended_at is null and reviewed_at is null and reviewed_by is null and finding is null and review_words is null);
create policy ends on urgent_access for update to throughline_app using (partnership_id = (select current_partnership()) and user_id = (select current_actor())) with check (partnership_id = (select current_partnership()));
revoke update on urgent_access from throughline_app;
grant update (ended_at, reviewed_at, reviewed_by, finding, review_words) on urgent_access to throughline_app;

create function urgent_access_is_kept() returns trigger language plpgsql as $$
begin
  if current_user <> 'throughline_app' or acts_as_service() then
    return new;
  end if;
  if old.ended_at is distinct from new.ended_at and (old.ended_at is not null or new.ended_at is distinct from current_act_at() or old.user_id <> current_actor()) then
    raise check_violation using message = 'Urgent access is ended once, now, by whoever began it.';
  end if;
  -- whatever else may be written is the review's
  if to_jsonb(old) - 'ended_at' is distinct from to_jsonb(new) - 'ended_at'
    and (old.reviewed_at is not null or old.user_id = current_actor() or new.reviewed_by is distinct from current_actor() or new.reviewed_at is distinct from current_act_at() or not acts_in_role('information-governance-officer')) then
    raise check_violation using message = 'Urgent access is reviewed once, by an information governance officer who did not use it.';
  end if;
  return new;
end $$;
create trigger is_kept before update on urgent_access for each row execute function urgent_access_is_kept();

-- The power of the Criminal Justice Act 2003 s.325 is about people who are managed under MAPPA, and a clause is about everybody: so
-- it carries one disclosure at a time, where whoever discloses says that the person is.
update gateway set kind = 'case-by-case', trap = 'Only about people who are managed under MAPPA: it is weighed for each disclosure and so cannot be a standing clause.' where code = 'cja-2003-s325';
do $$
declare p uuid;
begin
  for p in select id from partnership where parent_id is null loop
    perform rebuild_sharing(p);
  end loop;
end $$;
