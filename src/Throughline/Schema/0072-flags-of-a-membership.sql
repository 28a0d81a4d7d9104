-- Whether an agency works for probation, or acts for a relevant authority, is so in one partnership and by its people's agreement: a contract in one area
-- lets nothing pass to the agency in another, where nobody agreed to it.
alter table partnership_agency add column works_for_probation boolean not null default false; -- a provider under Offender Management Act 2007 s.3
alter table partnership_agency add column acts_for_authority boolean not null default false; -- commissioned by a relevant authority (Crime and Disorder Act 1998 s.115(1)(b))

-- an agency of several partnerships keeps what two people of a partnership agreed to; where they agreed elsewhere only, it begins without; flags that it was set up with stay
update partnership_agency m set works_for_probation = a.works_for_probation, acts_for_authority = a.acts_for_authority from agency a
where a.id = m.agency_id and (not exists (select from partnership_agency other where other.agency_id = a.id and other.partnership_id <> m.partnership_id)
  or exists (select from agency_change c where c.agency_id = a.id and c.partnership_id = m.partnership_id and c.decision = 'agreed')
  or not exists (select from agency_change c where c.agency_id = a.id and c.decision = 'agreed'));

create or replace function grants_of_version(of_agreement uuid, in_partnership uuid, if_all_sign boolean, if_starts date)
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
    and (not g.needs_probation_arrangement or tm.works_for_probation)
    and (g.from_types is null or f.type = any (g.from_types)) and (g.to_types is null or t.type = any (g.to_types) or (g.reaches_who_acts_for_them and tm.acts_for_authority))
    and not c.category = any (g.barred_categories) and f.regime = any (g.from_regimes)
$$;

-- The flags of a membership are watched by its own trigger; of the agency itself, what is left.
drop trigger rebuild_sharing on agency;
create trigger rebuild_sharing after update of type, regime on agency for each row
  when ((old.type, old.regime) is distinct from (new.type, new.regime)) execute function rebuild_after_agency();
alter table agency drop column works_for_probation, drop column acts_for_authority;
do $$
declare p uuid;
begin
  for p in select id from partnership where parent_id is null loop
    perform rebuild_sharing(p);
  end loop;
end $$;
