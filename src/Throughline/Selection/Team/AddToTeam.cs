using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Ui;

namespace Throughline.Selection.Team;

/// <summary>A part to be given to somebody.</summary>
/// <param name="From">The first day; from it on they see what clauses give to the case team.</param>
/// <param name="Until">The last day, seen to its end; null for no end set.</param>
public sealed record NewPart(UserId? User, string? Part, DateOnly? From, DateOnly? Until);

/// <summary>Somebody gets a part in a person's case, and with it what clauses give to the case team of their agency.</summary>
public static class AddToTeam
{
    public static async Task<IReadOnlyList<FieldRule>> RulesAsync(Db db, IomCase? @case, NewPart part)
    {
        FieldRule[] before = [.. await BeforeAsync(db, @case)];
        if (@case is null || before.Any(rule => !rule.Rule.Holds))
            return before;
        var who = (await PartnershipMembers.WorkersAsync(db)).FirstOrDefault(one => one.Id == part.User);
        var standing = who is null || part.From is null ? Standing.Free : await TeamRules.StandingAsync(db, @case.Id, who.Id, part.From.Value, part.Until);
        return
        [
            .. before,
            new("Who", TeamRules.SomebodyOfAMemberAgency(who)),
            new("Who", TeamRules.NotKeptApart(who, standing)),
            new("Who", TeamRules.NobodyTwiceAtOnce(who, standing)),
            new("Part", TeamRules.OneOfTheParts(part.Part, await SelectionSettings.LoadAsync(db))),
            new("From", TeamRules.BeginsTodayOrLater(part.From, db.Act.On)),
            new("Until", TeamRules.EndsAfterItBegins(part.From, part.Until)),
        ];
    }

    /// <summary>What must be so before anybody can be added: the page says so instead of showing the form.</summary>
    public static async Task<IReadOnlyList<FieldRule>> BeforeAsync(Db db, IomCase? @case) =>
    [
        new("", TeamRules.ThereIsAnOpenCase(@case)),
        new("", TeamRules.OnlyThoseWhoAnswerForTheCaseDecide(@case is not null && await TeamRules.ManagesAsync(db, @case.Id))),
    ];

    public static async Task<Guid> DoAsync(Db db, PersonId person, NewPart part)
    {
        var @case = await IomCase.LatestAsync(db, person);
        if (@case is not null)
            @case = await IomCase.LockAsync(db, @case.Id);
        (await RulesAsync(db, @case, part)).Check();
        var who = (await PartnershipMembers.WorkersAsync(db)).First(one => one.Id == part.User);
        var id = await TeamParts.WriteAsync(db, @case!.Id, who.Id, who.AgencyId, part.Part!, part.From!.Value, part.Until);
        var days = part.From == db.Act.On ? "" : $" from {part.From.Value.ToWords()}";
        await db.ProcessAsync("AddToTeam", person, @case.Id, null,
            [await TeamParts.NewsAsync(db, "JoinedTeam", $"{who.FullName} of {who.AgencyName} joins the case team{days} as {part.Part}{(part.Until is { } until ? $", until {until.ToWords()}" : "")}", who.AgencyId)],
            new { part = id, user = who.Id.Value, part.From, part.Until });
        return id;
    }
}
