using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Selection.Team;

/// <summary>The lead of a person on the cohort moves to another professional, of the same agency or another, with the reason on record.</summary>
public static class HandOverLead
{
    /// <summary>What must be so before anybody can hand over.</summary>
    public static async Task<IReadOnlyList<FieldRule>> BeforeAsync(Db db, IomCase? @case) =>
    [
        new("", TeamRules.TheCaseIsOnTheCohort(@case)),
        new("", TeamRules.OnlyThoseWhoAnswerForTheCaseDecide(@case is not null && await TeamRules.ManagesAsync(db, @case.Id))),
    ];

    public static async Task<IReadOnlyList<FieldRule>> RulesAsync(Db db, IomCase? @case, UserId? to, string? because, string? staysAs)
    {
        var before = await BeforeAsync(db, @case);
        if (@case is null || before.Any(rule => !rule.Rule.Holds))
            return before;
        var who = (await PartnershipMembers.ProfessionalsAsync(db)).FirstOrDefault(one => one.Id == to);
        var standing = who is null ? Standing.Free : await TeamRules.StandingAsync(db, @case.Id, who.Id, db.Act.On, null);
        return
        [
            .. before,
            new("Who", TeamRules.AnotherProfessionalLeads(who, @case)),
            new("Who", TeamRules.NotKeptApart(who, standing)),
            new("Because", TeamRules.SaysWhyTheLeadMoves(because)),
            new("StaysAs", TeamRules.LeavesOrKeepsOneOfTheParts(staysAs, await SelectionSettings.LoadAsync(db))),
        ];
    }

    /// <param name="staysAs">The part that the lead until now keeps on the team; null when they leave it.</param>
    public static async Task DoAsync(Db db, PersonId person, UserId? to, string? because, string? staysAs)
    {
        var @case = await IomCase.LatestAsync(db, person);
        if (@case is not null)
            @case = await IomCase.LockAsync(db, @case.Id);
        (await RulesAsync(db, @case, to, because, staysAs)).Check();
        var (id, was) = (@case!.Id, @case.LeadUserId);
        var who = (await PartnershipMembers.ProfessionalsAsync(db)).First(one => one.Id == to);
        // the parts first: whoever leads may hand over only while they lead
        await TeamParts.EndAsync(db, id, "lead", null, TeamParts.AtOnce(db), "hand-over", because!.Trim());
        await TeamParts.EndAsync(db, id, "user", who.Id.Value, TeamParts.AtOnce(db), "hand-over", "Leads from now on");
        var remains = string.IsNullOrEmpty(staysAs) || was is null ? null : (await PartnershipMembers.WorkersAsync(db)).FirstOrDefault(one => one.Id == was);
        if (remains is not null && await TeamRules.StandingAsync(db, id, remains.Id, db.Act.On, null) == Standing.Free)
            await TeamParts.WriteAsync(db, id, remains.Id, remains.AgencyId, staysAs!, db.Act.On, null);
        await TeamParts.WriteAsync(db, id, who.Id, who.AgencyId, TeamMember.Lead, db.Act.On, null);
        await db.ExecuteAsync("update iom_case set lead_user_id = @lead, lead_agency_id = @agency where id = @id", new { id, lead = who.Id, agency = who.AgencyId });
        await db.ProcessAsync("HandOverLead", person, id, because.Trim(),
            [await TeamParts.NewsAsync(db, "LeadHandedOver", $"{who.FullName} of {who.AgencyName} leads now{(@case.LeadName is { } before ? $", after {before}" : "")}", who.AgencyId)], new { from = was?.Value, to = who.Id.Value, staysAs });
    }
}
