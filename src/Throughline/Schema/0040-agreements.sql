-- The life of an agreement: who wrote it, who approved it, who signed it, when it was looked at again; and the one function
-- that works out what a version passes, which the pages ask beforehand and rebuild_sharing writes down.

alter table agreement
  add column reaches_below boolean not null default false, -- also in the partnerships below this one
  add column revision integer not null default 1,
  add column writers uuid[] not null default '{}', -- whoever wrote any of it: none of them may approve it
  add column sent_at timestamptz,
  add column sent_by uuid references app_user,
  add column approved_at timestamptz,
  add column approved_by uuid references app_user,
  add column in_force_at timestamptz,
  add column in_force_by uuid references app_user,
  add column ended_by uuid references app_user,
  add check (revision > 0);
alter table agreement_party
  add column added_by uuid references app_user,
  add column added_later boolean not null default false, -- when the agreement was in force already
  add column withdrew_by uuid references app_user,
  add column withdrew_because text;

create table agreement_review (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  agreement_id uuid not null references agreement,
  reviewed_on date not null,
  reviewed_by uuid not null references app_user,
  words text not null,
  next_on date not null check (next_on > reviewed_on)
);
create index on agreement_review (agreement_id, reviewed_on desc);

-- A data protection officer has read what a gateway is said to allow, and agrees, for this partnership.
create table gateway_sign_off (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  gateway text not null references gateway,
  signed_off_on date not null,
  officer text not null,
  words text not null default '',
  recorded_at timestamptz not null,
  recorded_by uuid not null references app_user
);
create index on gateway_sign_off (partnership_id, gateway, signed_off_on desc);

-- What an administrator wants to change about an agency. A second person agrees before it holds, because the two flags decide
-- which clauses reach the agency.
create table agency_change (
  id uuid primary key default uuid7(),
  partnership_id uuid not null references partnership,
  agency_id uuid not null references agency,
  contact text not null,
  works_for_probation boolean not null,
  acts_for_authority boolean not null,
  because text not null,
  asked_by uuid not null references app_user,
  asked_at timestamptz not null,
  decision text check (decision in ('agreed','refused')),
  decided_by uuid references app_user,
  decided_at timestamptz,
  decided_because text,
  check ((decision is null) = (decided_at is null)),
  check (decided_by <> asked_by)
);
create index on agency_change (agency_id, asked_at desc);
create unique index one_open_change on agency_change (partnership_id, agency_id) where decision is null;

call keep_within_partnership('agreement_review');
call keep_within_partnership('gateway_sign_off');
call keep_within_partnership('agency_change');
revoke update, delete on agreement_review, gateway_sign_off from throughline_app;
revoke delete on agency_change from throughline_app;

-- The tree of partnerships. A loop in it would make a county its own district.
create function partnerships_above(of_partnership uuid) returns setof uuid language sql stable as
$$
  with recursive up as (
    select p.parent_id as id from partnership p where p.id = of_partnership and p.parent_id is not null
    union
    select p.parent_id from up join partnership p on p.id = up.id where p.parent_id is not null)
  select id from up
$$;
create function partnerships_from(of_partnership uuid) returns setof uuid language sql stable as
$$
  with recursive down as (select of_partnership as id union select p.id from down join partnership p on p.parent_id = down.id)
  select id from down
$$;
create function partnership_is_no_loop() returns trigger language plpgsql as $$
begin
  if new.parent_id = new.id or exists (select from partnerships_above(new.id) above where above = new.id) then
    raise check_violation using message = 'A partnership cannot be below itself.';
  end if;
  return null;
end $$;
create trigger no_loop after insert or update of parent_id on partnership for each row when (new.parent_id is not null) execute function partnership_is_no_loop();
create index on partnership (parent_id) where parent_id is not null;

-- What one version of an agreement passes in one partnership, agency by agency. With if_all_sign it says what the version would
-- pass once every party had signed, and if_starts stands for a first day that nobody has named yet. The caller's own
-- row-level security holds, so that nobody learns of an agreement that they may not read.
create function grants_of_version(of_agreement uuid, in_partnership uuid, if_all_sign boolean, if_starts date)
returns table (to_agency_id uuid, owner_agency_id uuid, category text, level text, condition text, needs_consent boolean, clause_id uuid, from_on date, until_on date)
language sql stable as
$$
  select t.id, f.id, c.category, c.level, c.condition, g.needs_consent, c.id, days.from_on, days.until_on
  from agreement a
  join clause c on c.agreement_id = a.id
  join gateway g on g.code = c.gateway and g.kind = 'clause'
  join agreement_party fp on fp.agreement_id = a.id and (if_all_sign or fp.signed_at is not null and fp.withdrew_at is null)
  join agency f on f.id = fp.agency_id and (f.id = c.from_agency_id or f.type = c.from_type)
  join partnership_agency fm on fm.partnership_id = in_partnership and fm.agency_id = f.id
  join agreement_party tp on tp.agreement_id = a.id and (if_all_sign or tp.signed_at is not null and tp.withdrew_at is null) and tp.agency_id <> f.id
  join agency t on t.id = tp.agency_id and (t.id = c.to_agency_id or t.type = c.to_type)
  join partnership_agency tm on tm.partnership_id = in_partnership and tm.agency_id = t.id
  cross join lateral (select
    greatest(coalesce(a.starts_on, if_starts), g.effective_from, fm.joined_on, tm.joined_on) as from_on,
    least(coalesce(a.ends_on, 'infinity'), coalesce(g.effective_to, 'infinity'), coalesce(fm.left_on, 'infinity'), coalesce(tm.left_on, 'infinity')) as until_on) days
  where a.id = of_agreement
    and (a.partnership_id = in_partnership or a.reaches_below and a.partnership_id in (select partnerships_above(in_partnership)))
    and days.from_on <= days.until_on
    and (not g.needs_probation_arrangement or t.works_for_probation)
    and (g.from_types is null or f.type = any (g.from_types)) and (g.to_types is null or t.type = any (g.to_types) or (g.reaches_who_acts_for_them and t.acts_for_authority))
    and not c.category = any (g.barred_categories) and f.regime = any (g.from_regimes)
$$;

-- The clauses in force, written down anew for a partnership and those below it.
create or replace function rebuild_sharing(of_partnership uuid) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare written integer;
begin
  -- two changes at once would each write what the other has not seen
  perform pg_advisory_xact_lock(hashtextextended('throughline.sharing', 0));
  delete from sharing_grant where partnership_id in (select partnerships_from(of_partnership));
  insert into sharing_grant (partnership_id, to_agency_id, owner_agency_id, category, level, condition, needs_consent, clause_id, from_on, until_on)
  select p.id, g.to_agency_id, g.owner_agency_id, g.category, g.level, g.condition, g.needs_consent, g.clause_id, g.from_on, g.until_on
  from partnerships_from(of_partnership) p (id)
  join agreement a on a.state = 'in-force' and (a.partnership_id = p.id or a.reaches_below and a.partnership_id in (select partnerships_above(p.id)))
  cross join lateral grants_of_version(a.id, p.id, false, null) g;
  get diagnostics written = row_count;
  return written;
end $$;

-- Whatever changes what is in force works it out anew in the same transaction, whoever changes it and by whatever page.
create function rebuild_after_agreement() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform rebuild_sharing(new.partnership_id);
  return null;
end $$;
create trigger rebuild_sharing after update on agreement for each row
  when (old.* is distinct from new.* and (old.state = 'in-force' or new.state = 'in-force')) execute function rebuild_after_agreement();

create function rebuild_after_party() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from agreement a where a.id = new.agreement_id and a.state = 'in-force') then
    perform rebuild_sharing(new.partnership_id);
  end if;
  return null;
end $$;
create trigger rebuild_sharing after insert or update on agreement_party for each row execute function rebuild_after_party();

create function rebuild_after_member() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform rebuild_sharing(coalesce(new.partnership_id, old.partnership_id));
  return null;
end $$;
create trigger rebuild_sharing after insert or update or delete on partnership_agency for each row execute function rebuild_after_member();

create function rebuild_after_agency() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare p uuid;
begin
  for p in select m.partnership_id from partnership_agency m where m.agency_id = new.id loop
    perform rebuild_sharing(p);
  end loop;
  return null;
end $$;
create trigger rebuild_sharing after update of works_for_probation, acts_for_authority, type, regime on agency for each row
  when ((old.works_for_probation, old.acts_for_authority, old.type, old.regime) is distinct from (new.works_for_probation, new.acts_for_authority, new.type, new.regime)) execute function rebuild_after_agency();

create function rebuild_after_parent() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform rebuild_sharing(new.id);
  return null;
end $$;
create trigger rebuild_sharing after update of parent_id on partnership for each row when (old.parent_id is distinct from new.parent_id) execute function rebuild_after_parent();

-- What has been sent for signatures is what is signed: its words and clauses change in drafts only, and nothing that a user does
-- brings an agreement into force without what the rules ask (Information Commissioner's enforcement notice on the Gangs Matrix, 2018).
-- The partnership's own machinery is exempt: it makes the demonstration, where nobody real shares anything.
create function drafts_only() returns trigger language plpgsql as $$
begin
  if current_user = 'throughline_app' and not acts_as_service()
    and not exists (select from agreement a where a.id = coalesce(new.agreement_id, old.agreement_id) and a.state = 'draft') then
    raise check_violation using message = 'The clauses of an agreement can only be changed while it is a draft.';
  end if;
  return coalesce(new, old);
end $$;
create trigger drafts_only before insert or update or delete on clause for each row execute function drafts_only();
create trigger drafts_only before delete on agreement_party for each row execute function drafts_only();
grant delete on agreement_party to throughline_app;

create function agreement_is_in_order() returns trigger language plpgsql as $$
begin
  if current_user <> 'throughline_app' or acts_as_service() then
    return new;
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
create trigger in_order before update on agreement for each row when (old.* is distinct from new.*) execute function agreement_is_in_order();

-- An agreement that also holds in the partnerships below is read there, and signed there by agencies that are members there.
create policy from_above on agreement for select to throughline_app
  using (reaches_below and state <> 'draft' and partnership_id in (select partnerships_above((select current_partnership()))));
create policy from_above on clause for select to throughline_app
  using (partnership_id <> (select current_partnership()) and exists (select from agreement a where a.id = clause.agreement_id));
create policy from_above on agreement_party for select to throughline_app
  using (partnership_id <> (select current_partnership()) and exists (select from agreement a where a.id = agreement_party.agreement_id));
create policy signs_below on agreement_party for update to throughline_app
  using (agency_id = (select current_agency()) and exists (select from agreement a where a.id = agreement_party.agreement_id and a.state in ('signing','in-force')))
  with check (agency_id = (select current_agency()));

-- Tells every other party that an agency has withdrawn, in each partnership where something passed between the two. Says
-- nothing but for the agency that acts, and only when it has withdrawn in this act.
create function tell_of_withdrawal(of_agreement uuid, words text) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare written integer;
begin
  insert into sharing_notice (partnership_id, to_agency_id, from_agency_id, kind, subject_id, words, at)
  select p.id, other.agency_id, mine.agency_id, 'withdrawal', a.id, tell_of_withdrawal.words, current_act_at()
  from agreement a
  join agreement_party mine on mine.agreement_id = a.id and mine.agency_id = current_agency() and mine.withdrew_at = current_act_at()
  join partnerships_from(a.partnership_id) p (id) on p.id = a.partnership_id or a.reaches_below
  join partnership_agency m on m.partnership_id = p.id and m.agency_id = mine.agency_id and m.left_on is null
  join agreement_party other on other.agreement_id = a.id and other.agency_id <> mine.agency_id and other.signed_at is not null and other.withdrew_at is null
  join partnership_agency om on om.partnership_id = p.id and om.agency_id = other.agency_id and om.left_on is null
  where a.id = of_agreement;
  get diagnostics written = row_count;
  return written;
end $$;
revoke execute on function tell_of_withdrawal from public;
grant execute on function tell_of_withdrawal to throughline_app;
