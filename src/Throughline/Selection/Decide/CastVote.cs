using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Selection.Decide;

/// <summary>The acting user's agency says what it thinks. One vote an agency; a changed vote replaces the old one, which is kept.</summary>
public static class CastVote
{
    public static IReadOnlyList<(string Code, string Words)> Choices { get; } =
        [("adopt", "Adopt"), ("defer", "Defer"), ("refuse", "Do not adopt"), ("abstain", "Abstain")];

    public static string Words(string code) => Choices.FirstOrDefault(choice => choice.Code == code).Words ?? code;

    public static IEnumerable<FieldRule> Rules(IomCase @case, string? vote, string? reasons, bool isMember, SelectionSettings settings) =>
    [
        new("", Selection.Rules.OnlyAnAgencyOfThePartnershipTakesPart(isMember)),
        new("", Selection.Rules.TheCaseMustBeBeforeThePanel(@case.State)),
        new("Choice", new Rule("Choose how your agency votes", "Senior et al. 2011, figure 3.2", Choices.Any(choice => choice.Code == vote))),
        new("Reasons", Selection.Rules.ReasonsMustSayWhy(reasons, settings, "Say why your agency votes so")),
    ];

    public static async Task DoAsync(Db db, CaseId id, string vote, string reasons)
    {
        var @case = await IomCase.LockAsync(db, id);
        Rules(@case, vote, reasons, await PartnershipMembers.IsMemberAsync(db, db.Act.Agency), await SelectionSettings.LoadAsync(db)).Check();
        var standing = (await Vote.OfAsync(db, id)).FirstOrDefault(cast => cast.AgencyId == db.Act.Agency);
        if (standing is not null && standing.Choice == vote && standing.Reasons == reasons.Trim())
            return;
        await db.ExecuteAsync("update panel_vote set replaced_at = @At where case_id = @id and agency_id = @Agency and replaced_at is null", new { id, db.Act.Agency, db.Act.At });
        await db.ExecuteAsync(
            """
            insert into panel_vote (id, partnership_id, case_id, agency_id, user_id, at, vote, reasons)
            values (@key, @Partnership, @id, @Agency, @User, @At, @vote, @reasons)
            """,
            new { key = Guid.CreateVersion7(db.Act.At), db.Act.Partnership, id, db.Act.Agency, db.Act.User, db.Act.At, vote, reasons = reasons.Trim() });
        var agency = await PartnershipMembers.NameAsync(db, db.Act.Agency);
        var words = standing is null ? $"{agency} voted: {Words(vote)}" : $"{agency} changed its vote from {Words(standing.Choice)} to {Words(vote)}";
        await db.ProcessAsync("CastVote", @case.PersonId, id, reasons.Trim(), [new Happened("VoteCast", "meeting", words, db.Act.On)], new { vote, changed = standing is not null });
    }
}

/// <summary>An agency's vote with its reasons.</summary>
public sealed record Vote
{
    public required AgencyId AgencyId { get; init; }

    public required string Agency { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Choice { get; init; }

    public required string Reasons { get; init; }

    public DateTimeOffset? ReplacedAt { get; init; }

    public bool TakesSides => Choice != "abstain";

    /// <summary>The standing votes of a case; with the replaced ones when history is asked for.</summary>
    public static Task<IReadOnlyList<Vote>> OfAsync(Db db, CaseId id, bool withReplaced = false) => db.ListAsync<Vote>(
        """
        select v.agency_id, a.name as agency, u.full_name as by, v.at, v.vote as choice, v.reasons, v.replaced_at
        from panel_vote v join agency a on a.id = v.agency_id join app_user u on u.id = v.user_id
        where v.case_id = @id and (@withReplaced or v.replaced_at is null) order by a.name, v.at
        """, new { id, withReplaced });

    /// <summary>The choice of more agencies than any other, abstentions left out; null when there is a tie or nobody took sides.</summary>
    public static string? Majority(IEnumerable<Vote> votes)
    {
        var counts = votes.Where(vote => vote.TakesSides).GroupBy(vote => vote.Choice).Select(group => (group.Key, Count: group.Count())).OrderByDescending(group => group.Count).ToList();
        return counts.Count == 0 || (counts.Count > 1 && counts[0].Count == counts[1].Count) ? null : counts[0].Key;
    }
}
