-- A score is made of what everybody who reads it is given, and says which categories were left out for that reason.
alter table scoring_run add column left_out text[] not null default '{}';

-- Who has an open case: another agency's items count in a score while they are shared, which is while there is one.
create function people_with_open_case() returns setof uuid language sql stable security definer set search_path = public, pg_temp as
$$ select w.person_id from person_with_case w where w.partnership_id = current_partnership() and (acts_as_service() or account_sees() and w.person_id <> all (people_hidden_from_me())) $$;
revoke execute on function people_with_open_case from public;
grant execute on function people_with_open_case to throughline_app;

-- Scores from before were made of all that the scorer saw: from now on they are for the scorer's own agency, without the crime
-- references and descriptions that they kept of events.
update score set marking = 'owner', marked_for = '{}',
  detail = case when jsonb_typeof(detail -> 'factors') <> 'array' then detail else jsonb_set(detail, '{factors}', coalesce((
    select jsonb_agg(case when jsonb_typeof(f.value #> '{inputs,events}') <> 'array' then f.value else jsonb_set(f.value, '{inputs,events}', coalesce((
      select jsonb_agg(case when jsonb_typeof(e.value) = 'object' then e.value || '{"id": null}' else e.value end order by e.ordinality) from jsonb_array_elements(f.value #> '{inputs,events}') with ordinality e), '[]')) end order by f.ordinality)
    from jsonb_array_elements(detail -> 'factors') with ordinality f), '[]')) end;
