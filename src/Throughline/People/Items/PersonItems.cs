using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.People.Items;

/// <summary>Adds what an agency knows about a person. What it knows wrongly is corrected by a new item; the old one stays, superseded.</summary>
internal static class AddItem
{
    public static async Task<Guid> DoAsync(Db db, PersonId person, ItemKind kind, ItemInput typed, string? source)
    {
        await PersonItems.LockAsync(db, person);
        var values = PersonItems.Read(db, kind, typed);
        (await PersonItems.NotRecordedAlreadyAsync(db, person, kind, values)).Check();
        var id = await PersonItems.InsertAsync(db, person, kind, values);
        await PersonSummary.RefreshAsync(db, person);
        var words = kind.Words(PersonItems.Canonical(values));
        await db.ProcessAsync("AddItem", person, null, Blank(source), [new Happened($"{kind.Table}-added", kind.Category, $"Added {Lower(words)}", db.Act.On, new { item = id })]);
        await db.AuditAsync(AuditOperation.Collection, [person], [kind.Category], $"added {kind.Name}", Blank(source));
        if (kind == ItemKind.PersonIdentifier)
            await PersonItems.MarkSameIdentifierAsync(db, person, (string)values["type"]!, (string)values["value"]!);
        return id;
    }

    internal static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    internal static string Lower(string words) => words.Length > 1 && !char.IsUpper(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
}

internal static class CorrectItem
{
    public static async Task<Guid> DoAsync(Db db, PersonId person, ItemKind kind, Guid item, ItemInput typed, string reason)
    {
        await PersonItems.LockAsync(db, person);
        var before = await PersonItems.ForChangeAsync(db, person, kind, item);
        var values = PersonItems.Read(db, kind, typed);
        var now = PersonItems.Canonical(values);
        var (old, fresh) = (kind.Words(before.Input), kind.Words(now));
        new Rule("Nothing is different from what is recorded: change something, or go back", "History by new rows: a correction says something new", old != fresh).Check();
        var id = await PersonItems.InsertAsync(db, person, kind, values);
        await db.ExecuteAsync($"update {kind.Table} set superseded_at = @At where id = @item", new { db.Act.At, item });
        await PersonSummary.RefreshAsync(db, person);
        await db.ProcessAsync("CorrectItem", person, null, reason.Trim(),
            [new Happened($"{kind.Table}-corrected", kind.Category, $"Corrected {AddItem.Lower(old)}. It is now {AddItem.Lower(fresh)}", db.Act.On, new { item = id, supersedes = item })]);
        if (kind == ItemKind.PersonIdentifier)
            await PersonItems.MarkSameIdentifierAsync(db, person, (string)values["type"]!, (string)values["value"]!);
        return id;
    }
}

internal static class WithdrawItem
{
    public static async Task DoAsync(Db db, PersonId person, ItemKind kind, Guid item, string reason)
    {
        await PersonItems.LockAsync(db, person);
        var before = await PersonItems.ForChangeAsync(db, person, kind, item);
        if (kind == ItemKind.PersonName)
        {
            var others = await db.ValueAsync<bool>("select exists (select from person_name where person_id = @person and id <> @item and kind = 'name' and superseded_at is null and withdrawn_at is null)", new { person, item });
            new Rule("This is the person's only name: correct it instead", "A record nobody can name cannot be found", others || before.Input.Kind == "alias").Check();
        }

        await db.ExecuteAsync($"update {kind.Table} set withdrawn_at = @At where id = @item", new { db.Act.At, item });
        await PersonSummary.RefreshAsync(db, person);
        await db.ProcessAsync("WithdrawItem", person, null, reason.Trim(),
            [new Happened($"{kind.Table}-withdrawn", kind.Category, $"Withdrew {AddItem.Lower(kind.Words(before.Input))}", db.Act.On, new { item })]);
    }
}

/// <summary>One recorded item, as the form for correcting it needs it.</summary>
internal sealed record RecordedItem(Guid Id, AgencyId Owner, string OwnerName, ItemInput Input)
{
    public Rule OnlyItsOwnerChangesIt(AgencyId agency) => new(
        $"{OwnerName} recorded this, so only {OwnerName} can correct or withdraw it. Ask them to, or add what your agency knows",
        "Every item has an owner agency, which answers for it (UK GDPR article 5(1)(d); Data Protection Act 2018 s.38)", Owner == agency);
}

internal static class PersonItems
{
    private sealed class Standing
    {
        public required AgencyId OwnerAgencyId { get; init; }

        public required string OwnerName { get; init; }

        public required bool IsCurrent { get; init; }
    }

    /// <summary>The item of a person, or null when there is none of that kind.</summary>
    public static async Task<(RecordedItem Item, bool IsCurrent)?> FindAsync(Db db, PersonId person, ItemKind kind, Guid item)
    {
        var standing = await db.FirstAsync<Standing>(
            $"select i.owner_agency_id, a.name as owner_name, i.superseded_at is null and i.withdrawn_at is null as is_current from {kind.Table} i join agency a on a.id = i.owner_agency_id where i.id = @item and i.person_id = @person",
            new { item, person });
        if (standing is null)
            return null;
        var input = await db.FirstAsync<ItemInput>($"select {string.Join(", ", kind.Columns)} from {kind.Table} where id = @item", new { item });
        return (new RecordedItem(item, standing.OwnerAgencyId, standing.OwnerName, input!), standing.IsCurrent);
    }

    internal static async Task<RecordedItem> ForChangeAsync(Db db, PersonId person, ItemKind kind, Guid item)
    {
        if (await FindAsync(db, person, kind, item) is not var (found, isCurrent))
            throw new NotThere("The item");
        if (!isCurrent)
            throw new ChangedByAnother("Somebody has corrected or withdrawn this since you opened it.");
        found.OnlyItsOwnerChangesIt(db.Act.Agency).Check();
        return found;
    }

    /// <summary>One change of a person at a time, so that two forms cannot supersede the same item.</summary>
    internal static async Task LockAsync(Db db, PersonId person)
    {
        if (await db.FirstAsync<Guid?>("select id from person where id = @person for update", new { person }) is null)
            throw new NotThere("The person");
    }

    /// <summary>The canonical values; what a page has not checked beforehand is refused here with the first problem's sentence.</summary>
    internal static Dictionary<string, object?> Read(Db db, ItemKind kind, ItemInput typed)
    {
        var read = new ItemReading(db.Act.On);
        kind.Read(typed, read);
        if (read.Problems.FirstOrDefault() is { } problem)
            new Rule(problem.Sentence, problem.Field, Holds: false).Check();
        return kind.Columns.ToDictionary(column => column, column => read.Values[column]);
    }

    internal static ItemInput Canonical(Dictionary<string, object?> values)
    {
        var input = new ItemInput();
        foreach (var (column, value) in values)
        {
            var name = string.Concat(column.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
            typeof(ItemInput).GetProperty(name)!.SetValue(input, value);
        }

        return input;
    }

    internal static async Task<Guid> InsertAsync(Db db, PersonId person, ItemKind kind, Dictionary<string, object?> values)
    {
        var id = Guid.CreateVersion7(db.Act.At);
        var all = Parameters(values);
        all.AddDynamicParams(new { id, db.Act.Partnership, person, db.Act.Agency, kind.Category, db.Act.At, db.Act.User });
        await db.ExecuteAsync(
            $"""
            insert into {kind.Table} (id, partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, {string.Join(", ", kind.Columns)})
            values (@id, @Partnership, @person, @Agency, @Category, @At, @User, {string.Join(", ", kind.Columns.Select(Typed))})
            """, all);
        await db.ExecuteAsync("update person set last_information_at = @At where id = @person", new { db.Act.At, person });
        return id;
    }

    internal static async Task<Rule> NotRecordedAlreadyAsync(Db db, PersonId person, ItemKind kind, Dictionary<string, object?> values)
    {
        var all = Parameters(values);
        all.AddDynamicParams(new { person, db.Act.Agency });
        var exists = await db.ValueAsync<bool>(
            $"select exists (select from {kind.Table} where person_id = @person and owner_agency_id = @Agency and superseded_at is null and withdrawn_at is null and {string.Join(" and ", kind.Columns.Select(column => $"{column} is not distinct from {Typed(column)}"))})", all);
        return new Rule("Your agency has recorded exactly this already", "No double entry (seed 004, 3.4)", !exists);
    }

    /// <summary>Two records that hold one national identifier may be one person: put before somebody who decides.</summary>
    internal static Task MarkSameIdentifierAsync(Db db, PersonId person, string type, string value) => db.ExecuteAsync(
        """
        insert into possible_match (partnership_id, person_id, other_person_id, because, found_at)
        select distinct @Partnership, least(i.person_id, @person), greatest(i.person_id, @person), 'Both records have ' || @name || ' ' || @value, @At
        from person_identifier i join person p on p.id = i.person_id
        where i.partnership_id = @Partnership and i.type = @type and i.value = @value and i.person_id <> @person and i.superseded_at is null and i.withdrawn_at is null and p.merged_into_id is null
        on conflict do nothing
        """, new { db.Act.Partnership, person, type, value, name = IdentifierTypes.NameOf(type), db.Act.At });

    private static Dapper.DynamicParameters Parameters(Dictionary<string, object?> values)
    {
        var parameters = new Dapper.DynamicParameters();
        foreach (var (column, value) in values)
            parameters.Add("v_" + column, value);
        return parameters;
    }

    // PostgreSQL cannot tell the type of a null
    private static string Typed(string column) => column is "date_of_birth" or "from_on" or "to_on" ? $"@v_{column}::date" : $"@v_{column}::text";
}

/// <summary>The person's own row repeats the newest current items, so that lists need no joins.</summary>
internal static class PersonSummary
{
    public static Task RefreshAsync(Db db, PersonId person) => db.ExecuteAsync(
        """
        update person p set
          surname = coalesce(n.surname, p.surname), forenames = coalesce(n.forenames, p.forenames),
          date_of_birth = (select b.date_of_birth from person_birth_date b where b.person_id = p.id and b.superseded_at is null and b.withdrawn_at is null order by b.received_at desc, b.id desc limit 1),
          sex = (select d.sex from person_description d where d.person_id = p.id and d.superseded_at is null and d.withdrawn_at is null and d.sex is not null order by d.received_at desc, d.id desc limit 1),
          ethnicity_self = (select d.ethnicity_self from person_description d where d.person_id = p.id and d.superseded_at is null and d.withdrawn_at is null and d.ethnicity_self is not null order by d.received_at desc, d.id desc limit 1),
          ethnicity_observed = (select d.ethnicity_observed from person_description d where d.person_id = p.id and d.superseded_at is null and d.withdrawn_at is null and d.ethnicity_observed is not null order by d.received_at desc, d.id desc limit 1),
          beat = (select d.beat from person_description d where d.person_id = p.id and d.superseded_at is null and d.withdrawn_at is null and d.beat is not null order by d.received_at desc, d.id desc limit 1)
        from (select 1) one left join lateral (select n.surname, n.forenames from person_name n
          where n.person_id = @person and n.kind = 'name' and n.superseded_at is null and n.withdrawn_at is null order by n.received_at desc, n.id desc limit 1) n on true
        where p.id = @person
        """, new { person });
}
