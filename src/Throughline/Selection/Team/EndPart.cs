using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Ui;

namespace Throughline.Selection.Team;

/// <summary>Somebody's part in a case ends, at once or with a last day; so does what it let them see.</summary>
public static class EndPart
{
    public static async Task<IReadOnlyList<FieldRule>> RulesAsync(Db db, TeamMember part, string? because, DateOnly? lastDay) =>
    [
        new("", TeamRules.OnlyTheWorkerOrThoseWhoAnswerForTheCaseEndIt(await TeamRules.ManagesAsync(db, part.CaseId), part.UserId == db.Act.User)),
        new("", TeamRules.TheLeadIsHandedOver(part)),
        new("Because", TeamRules.SaysWhyItEnds(because)),
        new("LastDay", TeamRules.LastDayIsTodayOrLater(lastDay, db.Act.On)),
        new("LastDay", TeamRules.EndsEarlierThanItWould(lastDay, part)),
    ];

    /// <summary>The parts that run or are to come.</summary>
    public static async Task<IReadOnlyList<TeamMember>> LiveAsync(Db db, PersonId person) =>
        [.. (await TeamMember.OfAsync(db, person)).Where(part => part.IsOn(db.Act.On) || part.IsToCome(db.Act.On))];

    /// <summary>A part that runs or is to come; one that has ended is not there to be ended.</summary>
    public static async Task<TeamMember> FindAsync(Db db, PersonId person, Guid part) =>
        (await LiveAsync(db, person)).FirstOrDefault(one => one.Id == part) ?? throw new NotThere("The part");

    /// <param name="lastDay">Seen to its end; null ends the part at once.</param>
    public static async Task DoAsync(Db db, PersonId person, Guid partId, string? because, DateOnly? lastDay)
    {
        var part = await FindAsync(db, person, partId);
        await IomCase.LockAsync(db, part.CaseId);
        (await RulesAsync(db, part, because, lastDay)).Check();
        if (await TeamParts.EndAsync(db, part.CaseId, "part", partId, lastDay ?? TeamParts.AtOnce(db), "part", because!.Trim()) == 0)
            throw new ChangedByAnother("Somebody else has ended this part since you saw it.");
        await db.ProcessAsync("EndPart", person, part.CaseId, because.Trim(),
            [await TeamParts.NewsAsync(db, "LeftTeam", $"{part.Name} of {part.Agency} leaves the case team{(lastDay is { } last ? $", last day {last.ToWords()}" : "")}", part.AgencyId)], new { part = partId, lastDay });
    }
}
