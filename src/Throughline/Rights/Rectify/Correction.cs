using Throughline.People.Items;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Rights.Disposal;

namespace Throughline.Rights.Rectify;

/// <summary>A person's request to correct, restrict or erase an item; the agency that owns it decides.</summary>
public sealed record Correction
{
    public const string Source = "Data Protection Act 2018 ss.46 to 48; UK GDPR articles 16 to 19";

    public static IReadOnlyList<(string Code, string Words)> Kinds { get; } = [("correct", "Correct it"), ("restrict", "Keep it and not use it"), ("erase", "Erase it")];

    public required Guid Id { get; init; }

    public required PersonId PersonId { get; init; }

    public required string Asks { get; init; }

    public required DateOnly ReceivedOn { get; init; }

    public required string Kind { get; init; }

    public required Guid ItemId { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string OwnerName { get; init; }

    public required string Wrong { get; init; }

    public required string Wanted { get; init; }

    public required DateOnly DueOn { get; init; }

    public required string State { get; init; }

    public string? Reason { get; init; }

    public string? Statement { get; init; }

    public string AsksInWords => Kinds.First(kind => kind.Code == Asks).Words;

    /// <summary>What the person says of an item says what stands in it: for whoever sees the item, and for governance, which took the request.</summary>
    private const string Shown = "(acts_in_role('information-governance-officer') or exists (select from item i where i.kind = r.kind and i.id = r.item_id))";

    public static Task<IReadOnlyList<Correction>> ListAsync(Db db) => db.ListAsync<Correction>(
        $"select r.*, a.name as owner_name from rectification r join agency a on a.id = r.owner_agency_id where {Shown} order by r.state = 'open' desc, r.due_on limit 200");

    public static async Task<Correction> FindAsync(Db db, Guid id, bool toChange = false) => await db.FirstAsync<Correction>(
        $"select r.*, a.name as owner_name from rectification r join agency a on a.id = r.owner_agency_id where r.id = @id and {Shown} {(toChange ? "for update of r" : "")}", new { id }) ?? throw new NotThere("The request");
}

internal static class AskCorrection
{
    public static async Task<Guid> DoAsync(Db db, PersonId person, string? asks, DateOnly? receivedOn, string? key, string? wrong, string? wanted)
    {
        new Rule("Choose what the person asks for", Correction.Source, Correction.Kinds.Any(kind => kind.Code == asks)).Check();
        new Rule("Enter the day on which the request came, which is not in the future", Correction.Source, receivedOn <= db.Act.On).Check();
        new Rule("Say what is wrong, in the person's words", Correction.Source, !string.IsNullOrWhiteSpace(wrong)).Check();
        var item = (await db.WithPartnershipSightAsync(() => ItemCatalogue.OfPersonAsync(db, person))).FirstOrDefault(one => $"{one.Kind}.{one.Id}" == key);
        new Rule("Choose the item that it is about", Correction.Source, item is not null).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into rectification (id, partnership_id, person_id, asks, received_on, kind, item_id, owner_agency_id, wrong, wanted, due_on, opened_at, opened_by)
            values (@id, @Partnership, @person, @asks, @receivedOn, @Kind, @item, @OwnerAgencyId, @wrong, @wanted, @due, @At, @User)
            """, new { id, db.Act.Partnership, person, asks, receivedOn, item!.Kind, item = item.Id, item.OwnerAgencyId, wrong = wrong!.Trim(), wanted = wanted?.Trim() ?? "", due = receivedOn!.Value.AddMonths(1), db.Act.At, db.Act.User });
        await db.AuditAsync(AuditOperation.Collection, [person], [item.Category], $"request to {asks} recorded", null);
        return id;
    }
}

/// <summary>What the owner decides.</summary>
/// <param name="Outcome">corrected, restricted, erase, refused.</param>
public sealed record CorrectionDecision(string? Outcome, string? Column, string? NewValue, string? RestrictBecause, string? Reason, string? Statement);

internal static class DecideCorrection
{
    public static async Task DoAsync(Db db, Guid id, CorrectionDecision typed)
    {
        var asked = await Correction.FindAsync(db, id, toChange: true);
        new Rule($"Only {asked.OwnerName} decides about what it owns", "Every item has an owner agency, which answers for it", asked.OwnerAgencyId == db.Act.Agency).Check();
        if (asked.State != "open")
            throw new ChangedByAnother("Somebody has decided about this request already.");
        new Rule("Choose what is done", Correction.Source, typed.Outcome is "corrected" or "restricted" or "erase" or "refused").Check();
        new Rule("Say why, as the person is told", Correction.Source, !string.IsNullOrWhiteSpace(typed.Reason)).Check();
        var marked = await db.FirstAsync<Standing>("select i.category, i.kind_name, i.marking, i.marked_for from item i where i.kind = @Kind and i.id = @ItemId", new { asked.Kind, asked.ItemId });
        new Rule("You may not see the item: whoever may decides about it", "Nobody decides about what they have not seen", marked is not null).Check();
        (string Kind, Guid Id)[] items = [(asked.Kind, asked.ItemId)];
        // told first: a restricted item is no longer one that an agreement shows
        if (typed.Outcome == "restricted")
            await Recipients.TellAsync(db, "restriction", asked.PersonId, items, "What you were given is restricted: do not use your copies", passedToo: true);
        var state = typed.Outcome switch { "corrected" => await CorrectAsync(db, asked, typed, marked!), "restricted" => await RestrictAsync(db, asked, typed), "erase" => await EraseAsync(db, asked, typed), _ => "refused" };
        if (state == "corrected")
            await Recipients.TellAsync(db, "correction", asked.PersonId, items, "What you were given has been corrected: look at it again and correct your copies", passedToo: false);
        await db.ExecuteAsync("update rectification set state = @state, decided_at = @At, decided_by = @User, reason = @reason, statement = @statement where id = @id",
            new { id, state, db.Act.At, db.Act.User, reason = typed.Reason!.Trim(), statement = string.IsNullOrWhiteSpace(typed.Statement) ? null : typed.Statement.Trim() });
        await db.ProcessAsync("decide-correction", asked.PersonId, null, null, [], new Recorded(AuditOperation.Alteration) { Categories = [marked!.Category], Items = [asked.ItemId] }, new { request = id, state });
    }

    private sealed class Standing
    {
        public required string Category { get; init; }

        public required string KindName { get; init; }

        public required string Marking { get; init; }

        public required Guid[] MarkedFor { get; init; }
    }

    private static async Task<string> CorrectAsync(Db db, Correction asked, CorrectionDecision typed, Standing item)
    {
        new Rule("Choose what is corrected, and enter what is right", Correction.Source, !string.IsNullOrWhiteSpace(typed.Column) && !string.IsNullOrWhiteSpace(typed.NewValue)).Check();
        if (ItemKind.All.FirstOrDefault(kind => kind.Table == asked.Kind) is { } byHand)
        {
            await CorrectByHandAsync(db, asked, typed, byHand);
            return "corrected";
        }

        try
        {
            var fresh = await db.ValueAsync<Guid?>("select supersede_item(@Kind, @ItemId, @column, @value)", new { asked.Kind, asked.ItemId, column = typed.Column, value = typed.NewValue!.Trim() });
            new Rule("This item cannot be corrected so: it has been replaced or withdrawn, or it records a decision, which is changed by a new decision", Correction.Source, fresh is not null).Check();
            // which item took its place, and not what either says
            await db.ProcessAsync("CorrectItem", asked.PersonId, null, null,
                [new Happened($"{asked.Kind}-corrected", item.Category, $"Corrected {item.KindName.ToLowerInvariant()}, as the person asked", db.Act.On, new { item = fresh, supersedes = asked.ItemId }) { Marking = item.Marking, MarkedFor = item.MarkedFor }]);
        }
        catch (Npgsql.PostgresException wrong) when (wrong.SqlState.StartsWith("22", StringComparison.Ordinal) || wrong.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            throw new RuleBroken(new Rule($"'{typed.NewValue}' cannot stand there: a date is written 2026-11-20, and a code as the record has it", Correction.Source, Holds: false));
        }

        return "corrected";
    }

    /// <summary>A kind that people write by hand is read as on its own page: a check digit, a code or a date of birth that cannot be is refused.</summary>
    private static async Task CorrectByHandAsync(Db db, Correction asked, CorrectionDecision typed, ItemKind kind)
    {
        new Rule("Choose what is corrected", Correction.Source, kind.Columns.Contains(typed.Column, StringComparer.Ordinal)).Check();
        if (await PersonItems.FindAsync(db, asked.PersonId, kind, asked.ItemId) is not var (found, _))
            throw new NotThere("The item");
        var input = found.Input;
        var property = typeof(ItemInput).GetProperty(string.Concat(typed.Column!.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])))!;
        var value = typed.NewValue!.Trim();
        if (property.PropertyType == typeof(DateOnly?))
        {
            new Rule($"'{value}' cannot stand there: a date is written 2026-11-20", Correction.Source, DateOnly.TryParseExact(value, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)).Check();
            property.SetValue(input, (DateOnly?)day);
        }
        else
        {
            property.SetValue(input, value);
        }

        await CorrectItem.DoAsync(db, asked.PersonId, kind, asked.ItemId, input, typed.Reason!);
    }

    private static async Task<string> RestrictAsync(Db db, Correction asked, CorrectionDecision typed)
    {
        new Rule("Choose why it is restricted", "Data Protection Act 2018 s.47(2)", typed.RestrictBecause is "accuracy-contested" or "evidence" or "person-asks").Check();
        await db.ValueAsync<Guid?>("select restrict_item(@Kind, @ItemId, @because, @words)", new { asked.Kind, asked.ItemId, because = typed.RestrictBecause, words = typed.Reason!.Trim() });
        return "restricted";
    }

    private static async Task<string> EraseAsync(Db db, Correction asked, CorrectionDecision typed)
    {
        await ProposeDisposal.DoAsync(db, asked.PersonId, [(asked.Kind, asked.ItemId)], "person-asks", typed.Reason);
        return "erasure-proposed";
    }
}
