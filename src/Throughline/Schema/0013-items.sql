-- Every table about a person becomes an item table: owner, category, marking, source, author, regime, gateway, review date,
-- and one rule for who sees its rows.

insert into item_kind (table_name, name, usual_category, words, summary, dated, retention_class, subject_access, audit_class, changed_by) values
  ('person_name', 'Name', 'identity', $$initcap(t.kind) || ': ' || trim(t.forenames || ' ' || t.surname)$$, $$'Name recorded'$$, 't.received_at', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('person_birth_date', 'Date of birth', 'identity', $$'Date of birth: ' || date_in_words(t.date_of_birth)$$, $$'Date of birth recorded'$$, 't.received_at', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('person_description', 'Description', 'identity', $$'Description: ' || concat_ws(', ', t.sex, t.ethnicity_self, t.ethnicity_observed, t.beat)$$, $$'Description recorded'$$, 't.received_at', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('person_identifier', 'Identifier', 'identity', $$in_words(t.type) || ': ' || t.value$$, $$in_words(t.type) || ' recorded'$$, 't.received_at', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('person_address', 'Address', 'contact details', $$'Address: ' || concat_ws(', ', nullif(t.address, ''), t.town, t.postcode)$$, $$'Lives in ' || coalesce(t.town, 'the area')$$, 'coalesce(t.from_on, t.received_at)', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('person_phone', 'Telephone number', 'contact details', $$'Telephone: ' || t.number$$, $$'A telephone number is known'$$, 't.received_at', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('person_vehicle', 'Vehicle', 'contact details', $$'Vehicle: ' || concat_ws(', ', t.registration, t.description)$$, $$'Uses a vehicle'$$, 't.received_at', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('person_associate', 'Associate', 'contact details', $$'Associate: ' || t.name || coalesce(' (' || t.relationship || ')', '')$$, $$'An associate is known'$$, 't.received_at', 'owner-rule', 'disclose-without-third-parties', 'consultation', 'owner'),
  ('person_designation', 'Designation', 'supervision', $$'Designation: ' || concat_ws(' ', t.designation, t.detail)$$, $$'Designation: ' || t.designation$$, 'coalesce(t.from_on, t.received_at)', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('offence_event', 'Police event', 'offending', $$in_words(t.kind) || ': ' || coalesce(t.description, in_words(t.offence_group))$$, $$in_words(t.kind) || ' for ' || lower(in_words(t.offence_group))$$, 't.occurred_on', 'owner-rule', 'disclose-without-third-parties', 'consultation', 'owner'),
  ('order_spell', 'Order or licence', 'supervision', $$in_words(t.order_type) || coalesce(', ends ' || date_in_words(coalesce(t.ended_on, t.ends_on)), '')$$, $$in_words(t.order_type) || case when t.ended_on is null then ', in force' else ', ended' end$$, 't.started_on', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('risk_level', 'Risk of serious harm', 'risk', $$'Risk of serious harm: ' || replace(t.rosh, '-', ' ')$$, $$'Risk of serious harm has been assessed'$$, 'coalesce(t.assessed_on, t.received_at)', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('registration', 'Registration', 'risk', $$'Registration: ' || concat_ws(' ', t.code, t.detail)$$, $$'A registration is held'$$, 't.received_at', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('need_score', 'Need score', 'needs', $$in_words(t.pathway) || ': ' || t.need_level || ' need (' || t.score || ')'$$, $$in_words(t.pathway) || ': ' || t.need_level || ' need'$$, 'coalesce(t.assessed_on, t.received_at)', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('predictor_score', 'Predictor score', 'risk', $$upper(t.predictor) || coalesce(': ' || t.percent_two_year || '% within two years', '') || coalesce(' (' || t.band || ')', '')$$, $$upper(t.predictor) || ' has been worked out'$$, 't.scored_on', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('custody_spell', 'Custody', 'custody and dates', $$t.establishment || ' from ' || date_in_words(t.received_on) || coalesce(' to ' || date_in_words(t.released_on), '')$$, $$case when t.released_on is null then 'In custody' else 'Released' end$$, 't.received_on', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('drug_record', 'Drug record', 'treatment', $$in_words(t.kind) || coalesce(', ' || t.substance, '') || coalesce(': ' || replace(coalesce(t.result, t.treatment_status), '-', ' '), '')$$, $$case t.kind when 'test' then 'Drug test taken' else 'Treatment: ' || coalesce(replace(t.treatment_status, '-', ' '), 'known to the service') end$$, 't.on_date', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('tag_spell', 'Tag', 'tag location', $$in_words(t.tag_type) || ' tag fitted ' || date_in_words(t.fitted_on) || coalesce(', removed ' || date_in_words(t.removed_on), '')$$, $$in_words(t.tag_type) || ' tag'$$, 't.fitted_on', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('need', 'Need', 'needs', $$in_words(t.pathway) || ': ' || replace(t.need_level, '-', ' ')$$, $$in_words(t.pathway) || ': ' || replace(t.need_level, '-', ' ')$$, 't.assessed_on', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('research_record', 'Research record', 'offending', $$'Research record ' || t.reference$$, $$'Research record'$$, 't.received_at', 'owner-rule', 'disclose', 'consultation', 'owner'),
  ('iom_case', 'Case', 'plan', $$'Case: ' || replace(t.state, '-', ' ') || coalesce(', ' || t.status, '')$$, $$'Managed together'$$, 't.opened_at', 'case', 'disclose', 'decision', 'whoever-sees'),
  ('nomination', 'Nomination', 'meeting', $$'Nominated: ' || t.reasons$$, $$'Nominated'$$, 't.at', 'case', 'disclose-without-third-parties', 'decision', 'whoever-sees'),
  ('screening', 'Screening', 'meeting', $$'Screened: ' || replace(t.outcome, '-', ' ') || '. ' || t.reasons$$, $$'Screened'$$, 't.at', 'case', 'disclose', 'decision', 'whoever-sees'),
  ('panel_vote', 'Vote', 'meeting', $$'Vote: ' || t.vote || '. ' || t.reasons$$, $$'Voted'$$, 't.at', 'case', 'disclose', 'decision', 'whoever-sees'),
  ('panel_decision', 'Panel decision', 'meeting', $$'Decision: ' || t.outcome || '. ' || t.reasons$$, $$'Decided'$$, 't.at', 'decision', 'disclose', 'decision', 'whoever-sees'),
  ('status_change', 'Status', 'plan', $$'Status: ' || t.to_status || '. ' || t.reason$$, $$'Status: ' || t.to_status$$, 't.at', 'decision', 'disclose', 'decision', 'whoever-sees'),
  ('daily_review', 'Daily review', 'plan', $$'Kept ' || t.kept_status$$, $$'Reviewed'$$, 't.at', 'case', 'disclose', 'decision', 'whoever-sees'),
  ('case_team', 'Case team', 'plan', $$'Case team: ' || t.part$$, $$'Case team'$$, 't.from_on', 'case', 'disclose', 'decision', 'whoever-sees'),
  ('letter', 'Letter', 'plan', $$'Letter to the person'$$, $$'Letter to the person'$$, 't.at', 'case', 'disclose', 'decision', 'whoever-sees'),
  ('score', 'Score', 'risk', $$'Score ' || t.total || ', rank ' || t.rank$$, $$'Score worked out'$$, 't.received_at', 'case', 'disclose', 'consultation', 'whoever-sees'),
  ('event', 'Event', 'plan', $$t.words$$, $$'Something happened'$$, 't.on_date', 'decision', 'disclose-without-third-parties', 'decision', 'whoever-sees');

-- Who somebody is, is what agencies say of them: the person's own row keeps nothing but that there is one.
insert into person_name (partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, kind, surname, forenames)
select p.partnership_id, p.id, u.agency_id, 'identity', p.created_at, p.created_by, 'name', p.surname, p.forenames from person p join app_user u on u.id = p.created_by
where not exists (select from person_name n where n.person_id = p.id and n.superseded_at is null and n.withdrawn_at is null);
insert into person_birth_date (partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, date_of_birth)
select p.partnership_id, p.id, u.agency_id, 'identity', p.created_at, p.created_by, p.date_of_birth from person p join app_user u on u.id = p.created_by
where p.date_of_birth is not null and not exists (select from person_birth_date b where b.person_id = p.id and b.superseded_at is null and b.withdrawn_at is null);
insert into person_description (partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, sex, ethnicity_self, ethnicity_observed, beat)
select p.partnership_id, p.id, u.agency_id, 'identity', p.created_at, p.created_by, p.sex, p.ethnicity_self, p.ethnicity_observed, p.beat from person p join app_user u on u.id = p.created_by
where coalesce(p.sex, p.ethnicity_self, p.ethnicity_observed, p.beat) is not null and not exists (select from person_description d where d.person_id = p.id and d.superseded_at is null and d.withdrawn_at is null);

alter table score add column id uuid not null default uuid7(), add unique (id);
do $$
declare t text;
begin
  foreach t in array array['nomination','screening','panel_vote','panel_decision','daily_review','case_team'] loop
    execute format('alter table %I add column person_id uuid references person', t);
    execute format('update %I x set person_id = c.person_id from iom_case c where c.id = x.case_id', t);
    execute format('create index on %I (person_id)', t);
  end loop;
  -- rows from before agreements: the agency of whoever wrote them answers for them
  foreach t in array array['nomination','screening','panel_vote','panel_decision','status_change','daily_review','case_team','letter'] loop
    execute format('alter table %I add column owner_agency_id uuid references agency, add column recorded_by uuid references app_user, add column received_at timestamptz', t);
    execute format('update %I x set owner_agency_id = u.agency_id, recorded_by = u.id from app_user u where u.id = x.user_id', t);
  end loop;
end $$;
update nomination set received_at = at;
update screening set received_at = at;
update panel_vote set received_at = at;
update panel_decision set received_at = at;
update status_change set received_at = at;
update daily_review set received_at = at;
update case_team set received_at = from_on;
update letter set received_at = at;
alter table iom_case add column owner_agency_id uuid references agency, add column recorded_by uuid references app_user, add column received_at timestamptz;
update iom_case c set received_at = opened_at, recorded_by = n.user_id, owner_agency_id = n.agency_id from (select distinct on (case_id) * from nomination order by case_id, at) n where n.case_id = c.id;
alter table score add column owner_agency_id uuid references agency, add column recorded_by uuid references app_user, add column received_at timestamptz;
update score s set received_at = r.asked_at, recorded_by = r.asked_by, owner_agency_id = u.agency_id from scoring_run r join app_user u on u.id = r.asked_by where r.id = s.run_id;
alter table event add column recorded_by uuid references app_user, add column received_at timestamptz;
-- the event's trigger against change stands aside for this one statement
update event e set received_at = e.at, recorded_by = p.user_id from process p where p.id = e.process_id;

create function belongs_to_case() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  new.person_id := (select c.person_id from iom_case c where c.id = new.case_id);
  return new;
end $$;

do $$
declare k record;
begin
  for k in select * from item_kind loop
    call keep_as_item(k.table_name, k.usual_category, k.changed_by);
    execute format('update %I t set regime = a.regime, gateway = usual_gateway(a.id), review_on = next_review(a.id, t.category, coalesce(t.received_at, now())::date) from agency a where a.id = t.owner_agency_id', k.table_name);
  end loop;
  for k in select unnest(array['nomination','screening','panel_vote','panel_decision','daily_review','case_team']) as table_name loop
    execute format('create trigger belongs_to_case before insert on %I for each row when (new.person_id is null) execute function belongs_to_case()', k.table_name);
  end loop;
  for k in select * from item_kind loop
    if k.table_name <> 'event' then
      execute format('alter table %I alter column person_id set not null', k.table_name);
    end if;
    execute format('alter table %I alter column owner_agency_id set not null, alter column recorded_by set not null, alter column received_at set not null, alter column regime set not null, alter column gateway set not null, alter column review_on set not null', k.table_name);
  end loop;
end $$;
create index on event (process_id);

-- An event that is about nobody is the partnership's own news.
create policy about_nobody on event for select to throughline_app using (person_id is null and partnership_id = (select current_partnership()));

-- A process is seen through its events; by whoever did it; and when it is about nobody.
drop policy within_partnership on process;
create policy shown on process for select to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service()) or person_id is null or user_id = (select current_actor()) or exists (select from event e where e.process_id = process.id)));
create policy added on process for insert to throughline_app with check (partnership_id = (select current_partnership()));
create policy owner_keeps on process to throughline_owner using (true) with check (true);

alter table person rename to person_record;
drop index person_partnership_id_surname_forenames_idx, person_partnership_id_date_of_birth_idx, person_partnership_id_beat_idx;
alter table person_record drop column surname, drop column forenames, drop column date_of_birth, drop column sex, drop column ethnicity_self, drop column ethnicity_observed, drop column beat, drop column last_information_at;
drop policy within_partnership on person_record;
create policy shown on person_record for select to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service())
  or exists (select from person_name n where n.person_id = person_record.id)));
create policy added on person_record for insert to throughline_app with check (partnership_id = (select current_partnership()));
create policy changed on person_record for update to throughline_app using (partnership_id = (select current_partnership())) with check (partnership_id = (select current_partnership()));
create policy owner_keeps on person_record to throughline_owner using (true) with check (true);

call rebuild_item_view();

-- Whoever asks sees the newest name that they may see (a withdrawn one, when there is no other), and so with the date of birth and the rest: nobody learns from a
-- heading what they may not read below it.
create view person with (security_invoker = true) as
select r.id, r.partnership_id, n.surname, n.forenames,
  (select b.date_of_birth from person_birth_date b where b.person_id = r.id and b.superseded_at is null and b.withdrawn_at is null order by b.received_at desc, b.id desc limit 1) as date_of_birth,
  (select d.sex from person_description d where d.person_id = r.id and d.superseded_at is null and d.withdrawn_at is null and d.sex is not null order by d.received_at desc, d.id desc limit 1) as sex,
  (select d.ethnicity_self from person_description d where d.person_id = r.id and d.superseded_at is null and d.withdrawn_at is null and d.ethnicity_self is not null order by d.received_at desc, d.id desc limit 1) as ethnicity_self,
  (select d.ethnicity_observed from person_description d where d.person_id = r.id and d.superseded_at is null and d.withdrawn_at is null and d.ethnicity_observed is not null order by d.received_at desc, d.id desc limit 1) as ethnicity_observed,
  (select d.beat from person_description d where d.person_id = r.id and d.superseded_at is null and d.withdrawn_at is null and d.beat is not null order by d.received_at desc, d.id desc limit 1) as beat,
  r.created_at, r.created_by, r.merged_into_id
from person_record r
cross join lateral (select n.surname, n.forenames from person_name n where n.person_id = r.id
  order by n.superseded_at is null and n.withdrawn_at is null desc, n.kind = 'name' desc, n.received_at desc, n.id desc limit 1) n;
create index on person_description (partnership_id, beat) where beat is not null;

-- A question about two records is seen by whoever sees both.
drop policy within_partnership on possible_match;
create policy shown on possible_match for select to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service())
  or exists (select from person_record p where p.id = possible_match.person_id) and exists (select from person_record p where p.id = possible_match.other_person_id)));
create policy added on possible_match for insert to throughline_app with check (partnership_id = (select current_partnership()));
create policy changed on possible_match for update to throughline_app using (partnership_id = (select current_partnership())) with check (partnership_id = (select current_partnership()));

-- An agency's extracts are its own business until their rows are items.
drop policy within_partnership on source_row;
create policy own_rows on source_row to throughline_app using (partnership_id = (select current_partnership()) and ((select acts_as_service()) or agency_id = (select current_agency())))
  with check (partnership_id = (select current_partnership()) and ((select acts_as_service()) or agency_id = (select current_agency())));

-- The tables of sharing itself.
do $$
declare t text;
begin
  foreach t in array array['agreement','agreement_party','clause','sharing_grant','person_with_case'] loop
    execute format('call keep_within_partnership(%L)', t);
    execute format('create policy owner_keeps on %I to throughline_owner using (true) with check (true)', t);
  end loop;
  foreach t in array array['consent','person_exclusion','person_restriction','disclosure','disclosed_item','ask_owner','urgent_access','sharing_notice'] loop
    execute format('alter table %I enable row level security; alter table %I force row level security', t, t);
    execute format('create policy owner_keeps on %I to throughline_owner using (true) with check (true)', t);
    execute format('create policy service on %I to throughline_app using (partnership_id = (select current_partnership()) and (select acts_as_service())) with check (partnership_id = (select current_partnership()) and (select acts_as_service()))', t);
    execute format('create policy governance on %I for select to throughline_app using (partnership_id = (select current_partnership()) and (select acts_in_role(''information-governance-officer'')))', t);
  end loop;
end $$;
create policy parties on consent to throughline_app using (partnership_id = (select current_partnership()) and (owner_agency_id = (select current_agency()) or (select current_agency()) = any (to_agencies)))
  with check (partnership_id = (select current_partnership()) and owner_agency_id = (select current_agency()));
create policy governance_keeps on person_exclusion to throughline_app using (partnership_id = (select current_partnership()) and (select acts_in_role('information-governance-officer'))) with check (partnership_id = (select current_partnership()) and (select acts_in_role('information-governance-officer')));
create policy governance_keeps on person_restriction to throughline_app using (partnership_id = (select current_partnership()) and (select acts_in_role('information-governance-officer'))) with check (partnership_id = (select current_partnership()) and (select acts_in_role('information-governance-officer')));
create policy parties on disclosure to throughline_app using (partnership_id = (select current_partnership()) and (select current_agency()) in (from_agency_id, to_agency_id)) with check (partnership_id = (select current_partnership()) and from_agency_id = (select current_agency()));
create policy parties on disclosed_item to throughline_app using (partnership_id = (select current_partnership()) and (select current_agency()) in (from_agency_id, to_agency_id)) with check (partnership_id = (select current_partnership()) and from_agency_id = (select current_agency()));
create policy parties on ask_owner to throughline_app using (partnership_id = (select current_partnership()) and (select current_agency()) in (owner_agency_id, from_agency_id)) with check (partnership_id = (select current_partnership()) and (select current_agency()) in (owner_agency_id, from_agency_id));
create policy parties on urgent_access to throughline_app using (partnership_id = (select current_partnership()) and user_id = (select current_actor())) with check (partnership_id = (select current_partnership()) and user_id = (select current_actor()));
create policy governance_reviews on urgent_access for update to throughline_app using (partnership_id = (select current_partnership()) and (select acts_in_role('information-governance-officer'))) with check (partnership_id = (select current_partnership()));
create policy parties on sharing_notice to throughline_app using (partnership_id = (select current_partnership()) and (select current_agency()) in (to_agency_id, from_agency_id)) with check (partnership_id = (select current_partnership()));
create policy told on sharing_notice for insert to throughline_app with check (partnership_id = (select current_partnership()));

revoke insert, update, delete on sharing_grant, person_with_case, gateway, item_kind from throughline_app;
revoke delete on agreement, agreement_party, disclosure, disclosed_item, ask_owner, urgent_access, sharing_notice, consent, person_exclusion, person_restriction from throughline_app;
revoke execute on function rebuild_sharing, begin_act from public;
grant execute on function rebuild_sharing, begin_act to throughline_app;

create or replace function rows_name_what_exists() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct person_id from fresh where person_id is not null) f where not exists (select from person_record p where p.id = f.person_id)) then
    raise foreign_key_violation using message = format('A row of %s is about a person who is not in the partnership.', tg_table_name);
  end if;
  if tg_table_name = 'source_row' then
    if exists (select from (select distinct agency_id from fresh) f where not exists (select from agency a where a.id = f.agency_id)) then
      raise foreign_key_violation using message = 'A row comes from an agency that does not exist.';
    end if;
  else
    if exists (select from (select distinct owner_agency_id from fresh) f where not exists (select from agency a where a.id = f.owner_agency_id))
      or exists (select from (select distinct recorded_by from fresh) f where not exists (select from app_user u where u.id = f.recorded_by)) then
      raise foreign_key_violation using message = format('A row of %s names an agency or a user that does not exist.', tg_table_name);
    end if;
  end if;
  return null;
end $$;
