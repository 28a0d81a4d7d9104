using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Sharing.Why;

/// <summary>Why the current viewer sees an item, in a sentence that names the clause, the disclosure or the urgent access.</summary>
internal static class WhyShown
{
    private sealed class ClauseRow
    {
        public required string Agreement { get; init; }

        public required int Version { get; init; }

        public required int Place { get; init; }

        public required string Statute { get; init; }

        public required string Gateway { get; init; }

        public required string Condition { get; init; }
    }

    private sealed class DisclosureRow
    {
        public required DateTimeOffset At { get; init; }

        public required DateTimeOffset UntilAt { get; init; }

        public required string Purpose { get; init; }

        public required string Gateway { get; init; }

        public required string Statute { get; init; }
    }

    public static async Task<(Decision Decision, string Words)> OfAsync(Db db, LabelledItem item)
    {
        var (viewer, standing) = await SharingFacts.LoadAsync(db, item.PersonId, item.Label, item.Id);
        var decision = SharingRule.Decide(viewer, item.Label, standing, db.Act.At);
        return (decision, await WordsAsync(db, item, decision, standing));
    }

    internal static async Task<string> WordsAsync(Db db, LabelledItem item, Decision decision, Standing standing)
    {
        return decision.Through switch
        {
            Through.OwnAgency => $"It belongs to your agency, {item.OwnerName}.",
            Through.Clause => await ClauseWordsAsync(db, item, decision.Clause!.Value),
            Through.KeptSight => await KeptWordsAsync(db, standing.Kept!),
            Through.Disclosure => await DisclosureWordsAsync(db, item),
            Through.UrgentAccess => $"You have urgent access to this person until {standing.Urgent!.Value.Until.ToWords()}. Each look is recorded with your reason and will be reviewed.",
            Through.Service => "The partnership's own machinery reads it.",
            Through.Nothing => "You do not see it.",
            _ => throw new ArgumentOutOfRangeException(nameof(item), decision.Through, "Not a way by which an item is seen."),
        };
    }

    private static async Task<string> ClauseWordsAsync(Db db, LabelledItem item, Guid clause)
    {
        var row = await db.FirstAsync<ClauseRow>(
            "select a.name as agreement, a.version, c.place, g.statute, g.name as gateway, c.condition from clause c join agreement a on a.id = c.agreement_id join gateway g on g.code = c.gateway where c.id = @clause", new { clause });
        return $"{row!.Agreement}, version {row.Version}, clause {row.Place}: {item.OwnerName} shares {item.Category} with your agency under {row.Gateway} ({row.Statute}), "
            + (row.Condition == "cohort" ? "for anybody of your agency who works with people, while the person has an open case." : "for whoever is on the person's case team.");
    }

    private static async Task<string> KeptWordsAsync(Db db, KeptSight kept) =>
        $"You worked with this person at {await db.FirstAsync<string>("select name from agency where id = @Agency", new { kept.Agency })} before you moved. You keep sight of what you saw there until {kept.Until.ToWords()}, while the case is open.";

    private static async Task<string> DisclosureWordsAsync(Db db, LabelledItem item)
    {
        var row = await db.FirstAsync<DisclosureRow>(
            """
            select d.at, i.until_at, d.purpose, g.name as gateway, g.statute from disclosed_item i join disclosure d on d.id = i.disclosure_id join gateway g on g.code = d.gateway
            where i.item_id = @Id and i.from_agency_id = @OwnerAgencyId and i.to_agency_id = @Agency and i.from_at <= @At and i.until_at > @At order by i.level = 'full' desc, i.until_at desc limit 1
            """, new { item.Id, item.OwnerAgencyId, db.Act.Agency, db.Act.At });
        return $"{item.OwnerName} disclosed it to your agency on {row!.At.ToWords()} under {row.Gateway} ({row.Statute}), until {row.UntilAt.ToWords()}. Purpose: {row.Purpose}";
    }
}
