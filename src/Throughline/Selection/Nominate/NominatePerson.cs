using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Selection.Team;

namespace Throughline.Selection.Nominate;

/// <summary>
/// An agency says that a person should be looked at. Any agency may; the first nomination opens a case, later ones join it.
/// The same nomination sent twice is one nomination. Whoever nominates is on the case team for as long as the referral is open.
/// </summary>
public static class NominatePerson
{
    public static IEnumerable<FieldRule> Rules(string? reasonKind, string? reasons, bool isMember, SelectionSettings settings) =>
    [
        new("", Selection.Rules.OnlyAnAgencyOfThePartnershipTakesPart(isMember)),
        new("ReasonKind", Selection.Rules.TheReasonMustBeOneOfTheKinds(reasonKind)),
        new("ReasonKind", Selection.Rules.AVictimIsNotSelectedForBeingAVictim(reasonKind)),
        new("Reasons", Selection.Rules.ReasonsMustSayWhy(reasons, settings, "Say why this person should be looked at")),
    ];

    public static Rule NotAlreadyOnTheCohort(IomCase? latest) => new(
        "This person is on the cohort already", "One open case for each person in a partnership", latest is null || latest.State is not CaseState.Adopted);

    /// <summary>Nominates for the acting user's agency and gives the person's open case.</summary>
    public static async Task<CaseId> DoAsync(Db db, PersonId person, string reasonKind, string reasons)
    {
        // one nomination of a person at a time: a form sent twice finds what the first one did
        if (await db.FirstAsync<Guid?>("select id from person_record where id = @person for update", new { person }) is null)
            throw new NotThere("The person");
        Rules(reasonKind, reasons, await PartnershipMembers.IsMemberAsync(db, db.Act.Agency), await SelectionSettings.LoadAsync(db)).Check();
        var latest = await IomCase.LatestAsync(db, person);
        NotAlreadyOnTheCohort(latest).Check();

        // an open case that the nominator may not see is joined all the same, and nobody is told that there was one
        var open = await db.FirstAsync<CaseId?>("select c from open_case_of(@person) c where c is not null", new { person });
        var opensCase = open is null;
        var id = open ?? await OpenAsync(db, person, latest);
        if (!opensCase && !await MakeRoomAsync(db, id))
            return id;
        await db.ExecuteAsync(
            """
            insert into nomination (id, partnership_id, case_id, agency_id, user_id, at, reason_kind, reasons)
            values (@nomination, @Partnership, @id, @Agency, @User, @At, @reasonKind, @reasons)
            """,
            new { nomination = Guid.CreateVersion7(db.Act.At), db.Act.Partnership, id, db.Act.Agency, db.Act.User, db.Act.At, reasonKind, reasons = reasons.Trim() });
        await TeamParts.JoinWithReferralAsync(db, id, TeamParts.Nominator);
        var agency = await PartnershipMembers.NameAsync(db, db.Act.Agency);
        await db.ProcessAsync("NominatePerson", person, id, reasons.Trim(),
            [new Happened("PersonNominated", "meeting", $"Nominated by {agency}: {ReasonKinds.Words(reasonKind).ToLowerInvariant()}", db.Act.On)], new { reasonKind, opensCase });
        return id;
    }

    private static async Task<CaseId> OpenAsync(Db db, PersonId person, IomCase? latest)
    {
        if (latest is not null)
            CaseMoves.MayMove(latest.State, CaseState.Nominated).Check();
        var id = new CaseId(Guid.CreateVersion7(db.Act.At));
        await db.ExecuteAsync(
            "insert into iom_case (id, partnership_id, person_id, state, opened_at) values (@id, @Partnership, @person, 'nominated', @At)",
            new { id, db.Act.Partnership, person, db.Act.At });
        return id;
    }

    /// <summary>
    /// An agency has one standing nomination in a case. One that was put aside ("not now") gives way to the new one; one that
    /// still stands is the answer to the second sending of the same form.
    /// </summary>
    private static async Task<bool> MakeRoomAsync(Db db, CaseId id)
    {
        await db.ExecuteAsync(
            """
            update nomination n set withdrawn_at = @At where n.case_id = @id and n.agency_id = @Agency and n.withdrawn_at is null and my_nomination_is_put_aside(@id)
            """, new { id, db.Act.Agency, db.Act.At });
        return !await db.ValueAsync<bool>("select exists (select from nomination where case_id = @id and agency_id = @Agency and withdrawn_at is null)", new { id, db.Act.Agency });
    }
}
