using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.Markings;

namespace Throughline.People.Items;

/// <summary>Adds what an agency knows about a person. What it knows wrongly is corrected by a new item; the old one stays, superseded.</summary>
internal static class AddItem
{
    public static async Task<Guid> DoAsync(Db db, PersonId person, ItemKind kind, ItemInput typed, string? source, MarkingChoice? who = null)
    {
        who ??= MarkingChoice.Usual;
        await PersonItems.LockAsync(db, person);
        var values = PersonItems.Read(db, kind, typed);
        (await PersonItems.NotRecordedAlreadyAsync(db, person, kind, values)).Check();
        var id = await PersonItems.InsertAsync(db, person, kind, values, who);
        var words = kind.Words(PersonItems.Canonical(values));
        await db.ProcessAsync("AddItem", person, null, Blank(source),
            [new Happened($"{kind.Table}-added", kind.Category, $"Added {Lower(words)}", db.Act.On, new { item = id }) { Marking = who.Marking.Code(), MarkedFor = who.For }], new Recorded(AuditOperation.Collection) { Items = [id] });
        if (kind == ItemKind.PersonIdentifier)
            await PersonItems.MarkSameIdentifierAsync(db, person, (string)values["type"]!, (string)values["value"]!);
        return id;
    }

    internal static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    internal static string Lower(string words) => words.Length > 1 && !char.IsUpper(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
}

internal static class CorrectItem
{
    public static async Task<Guid> DoAsync(Db db, PersonId person, ItemKind kind, Guid item, ItemInput typed, string reason, MarkingChoice? chosen = null)
    {
        await PersonItems.LockAsync(db, person);
        var before = await PersonItems.ForChangeAsync(db, person, kind, item);
        var who = before.StaysWith(chosen ?? before.Who, db.Act.User);
        var values = PersonItems.Read(db, kind, typed);
        var now = PersonItems.Canonical(values);
        var (old, fresh) = (kind.Words(before.Input), kind.Words(now));
        new Rule("Nothing is different from what is recorded: change something, or go back", "History by new rows: a correction says something new", old != fresh).Check();
        var id = await PersonItems.InsertAsync(db, person, kind, values, who);
        await db.ExecuteAsync($"update {kind.Table} set superseded_at = @At where id = @item", new { db.Act.At, item });
        // the event says both: it is for those who may see the one and the other
        var both = await MarkingChoice.NarrowerAsync(db, before.Who, who);
        await db.ProcessAsync("CorrectItem", person, null, reason.Trim(),
            [new Happened($"{kind.Table}-corrected", kind.Category, $"Corrected {AddItem.Lower(old)}. It is now {AddItem.Lower(fresh)}", db.Act.On, new { item = id, supersedes = item }) { Marking = both.Marking.Code(), MarkedFor = both.For }], new Recorded(AuditOperation.Alteration) { Items = [item, id] });
        await db.ValueAsync<int>("select narrow_what_came_before(@Table, @id)", new { kind.Table, id });
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
        await db.ProcessAsync("WithdrawItem", person, null, reason.Trim(),
            [new Happened($"{kind.Table}-withdrawn", kind.Category, $"Withdrew {AddItem.Lower(kind.Words(before.Input))}", db.Act.On, new { item }) { Marking = before.Who.Marking.Code(), MarkedFor = before.StaysWith(before.Who, db.Act.User).For }]);
    }
}

/// <summary>One recorded item, as the form for correcting it needs it.</summary>
internal sealed record RecordedItem(Guid Id, AgencyId Owner, string OwnerName, ItemInput Input, MarkingChoice Who, UserId Author)
{
    /// <summary>Whoever wrote what named people may see keeps sight of it when a colleague writes the next version.</summary>
    public MarkingChoice StaysWith(MarkingChoice who, UserId next) => who.Marking == Marking.People && Author != next ? who with { For = [.. who.For.Append(Author.Value).Distinct()] } : who;

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

        public required string Marking { get; init; }

        public required Guid[] MarkedFor { get; init; }

        public required UserId RecordedBy { get; init; }
    }

    /// <summary>The item of a person, or null when there is none of that kind.</summary>
    public static async Task<(RecordedItem Item, bool IsCurrent)?> FindAsync(Db db, PersonId person, ItemKind kind, Guid item)
    {
        var standing = await db.FirstAsync<Standing>(
            $"select i.owner_agency_id, a.name as owner_name, i.superseded_at is null and i.withdrawn_at is null as is_current, i.marking, i.marked_for, i.recorded_by from {kind.Table} i join agency a on a.id = i.owner_agency_id where i.id = @item and i.person_id = @person",
            new { item, person });
        if (standing is null)
            return null;
        var input = await db.FirstAsync<ItemInput>($"select {string.Join(", ", kind.Columns)} from {kind.Table} where id = @item", new { item });
        return (new RecordedItem(item, standing.OwnerAgencyId, standing.OwnerName, input!, new(MarkingWords.Parse(standing.Marking), standing.MarkedFor), standing.RecordedBy), standing.IsCurrent);
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
        if (await db.FirstAsync<Guid?>("select id from person_record where id = @person for update", new { person }) is null)
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

    internal static async Task<Guid> InsertAsync(Db db, PersonId person, ItemKind kind, Dictionary<string, object?> values, MarkingChoice? who = null)
    {
        who ??= MarkingChoice.Usual;
        var id = Guid.CreateVersion7(db.Act.At);
        var all = Parameters(values);
        all.AddDynamicParams(new { id, db.Act.Partnership, person, db.Act.Agency, kind.Category, db.Act.At, db.Act.User, marking = who.Marking.Code(), markedFor = who.For.ToArray() });
        await db.ExecuteAsync(
            $"""
            insert into {kind.Table} (id, partnership_id, person_id, owner_agency_id, category, marking, marked_for, received_at, recorded_by, {string.Join(", ", kind.Columns)})
            values (@id, @Partnership, @person, @Agency, @Category, @marking, @markedFor, @At, @User, {string.Join(", ", kind.Columns.Select(Typed))})
            """, all);
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

    /// <summary>
    /// Two records that hold one national identifier may be one person: put before somebody who may see both. Records that the
    /// acting user may not see are marked too, and nothing of that is told.
    /// </summary>
    internal static Task MarkSameIdentifierAsync(Db db, PersonId person, string type, string value) => db.ExecuteAsync(
        "select mark_same_identifier(@person, @type, @value, @words)", new { person, type, value, words = $"Both records have {IdentifierTypes.NameOf(type)} {value}" });

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
