using Throughline.Imports.Profiles;
using Throughline.Platform.Database;

namespace Throughline.Imports.TakeIn;

/// <summary>
/// Finds whom each row is about by exact strong identifiers: the agency's own reference, PNCID, CRO, CRN, prison number, NHS
/// number. Nobody found means a new person, and a mark when somebody like them is there already: a person decides that, and
/// probabilistic linkage will add to the same list. Identifiers that point to two people are for a person too.
/// </summary>
internal sealed class JoinPeople(Db db, Profile profile, ImportRow import)
{
    private string RefType => "ref:" + import.AgencyCode;

    public sealed record Joined(int NewPeople, int PossibleMatches);

    public async Task FindAsync(CancellationToken cancel)
    {
        // one row for each person the file speaks of; the first line's words win where lines differ
        await db.ExecuteAsync(
            """
            create temporary table who on commit drop as
            select ref, min(line) as line, min(pncid) as pncid, min(cro) as cro, min(crn) as crn, min(prison_number) as prison_number, min(nhs_number) as nhs_number,
              (array_agg(surname order by line) filter (where surname is not null))[1] as surname,
              (array_agg(forenames order by line) filter (where forenames is not null))[1] as forenames,
              (array_agg(date_of_birth order by line) filter (where date_of_birth is not null))[1] as date_of_birth,
              (array_agg(sex order by line) filter (where sex is not null))[1] as sex,
              null::uuid as person_id, false as is_new,
              min(pncid) <> max(pncid) or min(crn) <> max(crn) or min(prison_number) <> max(prison_number) or min(nhs_number) <> max(nhs_number) as muddled,
              null::text as problem
            from staged where problems is null group by ref;
            alter table who add primary key (ref);
            analyze who;
            update who set problem = 'The file gives this person reference with two different national identifiers. Expected one person for each reference.' where muddled
            """, cancel: cancel);
        await db.ExecuteAsync(
            """
            create temporary table keys on commit drop as
            select w.ref, k.type, k.value from who w
            cross join lateral (values (@refType, w.ref), ('pncid', w.pncid), ('cro', w.cro), ('crn', w.crn), ('prison_number', w.prison_number), ('nhs_number', w.nhs_number)) k (type, value)
            where k.value is not null;
            analyze keys;
            -- "offset 0" keeps it one index look-up a key, whatever the planner believes of tables that have just been filled
            create temporary table found on commit drop as
            select k.ref, array_agg(distinct i.person_id) as people, string_agg(distinct case when k.type like 'ref:%' then 'reference' else k.type end, ', ') as types
            from keys k
            cross join lateral (select i.person_id from person_identifier i where i.partnership_id = @partnership and i.type = k.type and i.value = k.value and i.superseded_at is null offset 0) i
            group by k.ref;
            analyze found;
            -- what the sender is told depends on people it knows itself; who is known to others only is joined or passed over in
            -- silence, and a pair that may be one person waits for somebody who may see both
            alter table found add column known uuid[];
            update found f set known = array(select p from unnest(f.people) p where exists (select from person_identifier i where i.person_id = p and i.owner_agency_id = @agency) or exists (select from person_name n where n.person_id = p and n.owner_agency_id = @agency));
            update who w set person_id = coalesce(p.merged_into_id, p.id) from found f join person_record p on p.id = case when cardinality(f.people) = 1 then f.people[1] else f.known[1] end
            where f.ref = w.ref and (cardinality(f.people) = 1 or cardinality(f.known) = 1);
            update who w set problem = 'The identifiers of this row (' || f.types || ') belong to ' || cardinality(f.known) || ' different people here. Decide whether they are one person, then submit the row again.'
            from found f where f.ref = w.ref and cardinality(f.known) > 1 and w.problem is null;
            create temporary table unlike on commit drop as
            select w.ref, w.person_id, w.person_id = any (f.known) as is_known from who w join found f on f.ref = w.ref
            where w.person_id is not null and w.surname is not null and w.date_of_birth is not null and w.problem is null
              and not exists (select from person_name n where n.person_id = w.person_id and n.superseded_at is null and (lower(n.surname) = lower(w.surname) or similarity(n.full_text, lower(coalesce(w.forenames, '') || ' ' || w.surname)) > 0.4))
              and exists (select from person_birth_date b where b.person_id = w.person_id and b.superseded_at is null)
              and not exists (select from person_birth_date b where b.person_id = w.person_id and b.superseded_at is null and b.date_of_birth = w.date_of_birth);
            update who w set problem = 'The identifier belongs to somebody here with another family name and another date of birth. Check the identifier with the agency that sent it.'
            from unlike u where u.ref = w.ref and u.is_known;
            update who w set person_id = null from unlike u where u.ref = w.ref and not u.is_known;
            """, new { refType = RefType, partnership = import.Partnership, agency = import.Agency }, cancel);
        if (profile.Name.StartsWith("nij", StringComparison.Ordinal))
            await db.ExecuteAsync("update who set surname = 'Record ' || ref, forenames = 'Research' where person_id is null", cancel: cancel);
        await db.ExecuteAsync(
            """
            update who set problem = 'Nobody with this reference is known here, and the row has no name to make a record of. Send the file of people first, or add family name and forenames.'
            where person_id is null and problem is null and (surname is null or forenames is null);
            update staged s set problems = jsonb_build_array(jsonb_build_object('field', 'person_ref', 'found', coalesce(w.ref, ''), 'expected', 'identifiers of one person', 'sentence', 'Line ' || s.line || ': ' || w.problem))
            from who w where w.ref = s.ref and w.problem is not null and s.problems is null;
            delete from who where problem is not null;
            analyze who
            """, cancel: cancel);
    }

    public async Task<Joined> CreateAsync(CancellationToken cancel)
    {
        var values = new { partnership = import.Partnership, agency = import.Agency, import = import.Id, user = import.AskedBy, now = import.At, refType = RefType };
        // references that share a national identifier are one person
        await db.ExecuteAsync(
            """
            update who w set is_new = true, person_id = n.id
            from (select coalesce(pncid, cro, crn, prison_number, nhs_number, ref) as one, uuid7() as id from who where person_id is null group by 1) n
            where w.person_id is null and n.one = coalesce(w.pncid, w.cro, w.crn, w.prison_number, w.nhs_number, w.ref)
            """, values, cancel);
        await db.ExecuteAsync(
            """
            insert into person_record (id, partnership_id, created_at, created_by)
            select distinct person_id, @partnership, @now, @user from who where is_new
            """, values, cancel);
        await db.ExecuteAsync("analyze who", cancel: cancel);
        var newPeople = await db.ValueAsync<int>(
            """
            select count(distinct w.person_id)::int from who w where not exists (select from person_identifier i where i.person_id = w.person_id and i.owner_agency_id = @agency)
              and not exists (select from person_name n where n.person_id = w.person_id and n.owner_agency_id = @agency)
            """, values, cancel);
        const string columns = "partnership_id, person_id, owner_agency_id, category, import_id, line, received_at, recorded_by, regime, gateway, review_on";
        const string given = "@partnership, w.person_id, @agency, 'identity', @import, w.line, @now, @user, k.regime, k.gateway, k.review_on";
        await db.ExecuteAsync(
            $"""
            insert into person_identifier ({columns}, type, value)
            select {given}, i.type, i.value from who w join keeping k on k.category = 'identity'
            cross join lateral (values (@refType, w.ref), ('pncid', w.pncid), ('cro', w.cro), ('crn', w.crn), ('prison_number', w.prison_number), ('nhs_number', w.nhs_number)) i (type, value)
            where i.value is not null
              and not exists (select from person_identifier h where h.partnership_id = @partnership and h.type = i.type and h.value = i.value and h.person_id = w.person_id and h.owner_agency_id = @agency and h.superseded_at is null)
            """, values, cancel);
        if (profile.Name != "police-nominals") // there the row itself is the person, and its name changes with it
            await NoteNamesAsync(columns, given, values, cancel);
        return new Joined(newPeople, newPeople == 0 ? 0 : await MarkPossibleMatchesAsync(cancel));
    }

    private async Task NoteNamesAsync(string columns, string given, object values, CancellationToken cancel)
    {
        await db.ExecuteAsync(
            $"""
            insert into person_name ({columns}, kind, surname, forenames)
            select distinct on (w.person_id, lower(w.forenames || ' ' || w.surname)) {given}, 'name', w.surname, w.forenames from who w join keeping k on k.category = 'identity'
            where w.surname is not null and w.forenames is not null
              and not exists (select from person_name n where n.person_id = w.person_id and n.owner_agency_id = @agency and n.superseded_at is null and n.full_text = lower(w.forenames || ' ' || w.surname))
            """, values, cancel);
        await db.ExecuteAsync(
            $"""
            insert into person_birth_date ({columns}, date_of_birth)
            select distinct on (w.person_id, w.date_of_birth) {given}, w.date_of_birth from who w join keeping k on k.category = 'identity'
            where w.date_of_birth is not null and not exists (select from person_birth_date b where b.person_id = w.person_id and b.owner_agency_id = @agency and b.superseded_at is null and b.date_of_birth = w.date_of_birth)
            """, values, cancel);
    }

    /// <summary>Marks pairs that may be one person, and says how many of them are between people whom the sender itself knows.</summary>
    private async Task<int> MarkPossibleMatchesAsync(CancellationToken cancel)
    {
        await db.ExecuteAsync(
            """
            insert into possible_match (partnership_id, person_id, other_person_id, because, found_at, import_id)
            select @partnership, least(n.person_id, o.id), greatest(n.person_id, o.id),
              'Same date of birth and ' || case when lower(n.surname) = lower(o.surname) and lower(n.forenames) = lower(o.forenames) then 'the same name'
                when lower(n.surname) = lower(o.surname) then 'the same family name'
                else 'names ' || round(100 * similarity(lower(n.forenames || ' ' || n.surname), lower(o.forenames || ' ' || o.surname))) || '% alike' end, @now, @import
            from (select distinct on (person_id) person_id, surname, forenames, date_of_birth from who where is_new and date_of_birth is not null order by person_id, line) n
            join person_birth_date b on b.partnership_id = @partnership and b.date_of_birth = n.date_of_birth and b.superseded_at is null and b.withdrawn_at is null and b.person_id <> n.person_id
            join person o on o.id = b.person_id and o.merged_into_id is null
            where lower(n.surname) = lower(o.surname) or similarity(lower(n.forenames || ' ' || n.surname), lower(o.forenames || ' ' || o.surname)) >= 0.5
            on conflict do nothing;
            insert into possible_match (partnership_id, person_id, other_person_id, because, found_at, import_id)
            select distinct @partnership, least(w.person_id, o.other), greatest(w.person_id, o.other), 'Both records have the same national identifier', @now, @import
            from who w join found f on f.ref = w.ref cross join lateral unnest(f.people) o (other)
            where w.person_id is not null and o.other <> w.person_id
            on conflict do nothing
            """, new { partnership = import.Partnership, now = import.At, import = import.Id }, cancel);
        return await db.ValueAsync<int>(
            """
            select count(*)::int from possible_match m where m.import_id = @import
              and exists (select from person_name n where n.person_id = m.person_id and n.owner_agency_id = @agency) and exists (select from person_name n where n.person_id = m.other_person_id and n.owner_agency_id = @agency)
            """, new { import = import.Id, agency = import.Agency }, cancel);
    }
}
