using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Selection.Team;

namespace Throughline.Selection.Decide;

/// <summary>
/// The panel's decision, recorded by its chair or the coordinator: votes and dissent kept, the score answered, and on
/// adoption a lead, a first step and the reason in plain English. It gives the person no status: people do that later.
/// </summary>
public static class DecideCase
{
    public static async Task<DecisionFacts> FactsAsync(Db db, IomCase @case)
    {
        var person = await PersonHeader.FindAsync(db, @case.PersonId, db.Act.On) ?? throw new NotThere("The person");
        return new DecisionFacts
        {
            Case = @case,
            Votes = await Vote.OfAsync(db, @case.Id),
            Score = await ScoreBeside.OfAsync(db, @case.PersonId),
            Settings = await SelectionSettings.LoadAsync(db),
            Agencies = await PartnershipMembers.AllAsync(db),
            Professionals = await PartnershipMembers.ProfessionalsAsync(db),
            MayDecide = await PartnershipMembers.HasRoleAsync(db, Role.Chair, Role.Coordinator),
            InCustody = person.InCustody,
            IsStatutory = person.IsStatutory,
            On = db.Act.On,
        };
    }

    public static async Task DoAsync(Db db, CaseId id, Decision decision)
    {
        var @case = await IomCase.LockAsync(db, id);
        var facts = await FactsAsync(db, @case);
        DecisionRules.All(facts, decision).Check();
        var outcome = decision.Outcome!;
        await @case.MoveAsync(db, outcome switch { "adopt" => CaseState.Adopted, "defer" => CaseState.Deferred, "refuse" => CaseState.Refused, _ => throw new InvalidOperationException(outcome) });
        if (outcome == "adopt")
            await AdoptAsync(db, id, facts, decision);
        else if (outcome == "refuse") // a deferred referral is still open, and nobody leaves the team
            await TeamParts.EndWithCaseAsync(db, id, "The panel did not adopt the person");
        await db.ExecuteAsync("update iom_case set deferred_until = @until where id = @id", new { id, until = outcome == "defer" ? decision.DeferredUntil : null });

        string[] dissent = [.. facts.Votes.Where(vote => vote.TakesSides && vote.Choice != outcome).Select(vote => $"{vote.Agency} voted \"{CastVote.Words(vote.Choice)}\": {vote.Reasons}")];
        await db.ExecuteAsync(
            """
            insert into panel_decision (id, partnership_id, case_id, user_id, at, outcome, reasons, score_run_id, score_total, score_line, agrees_with_score, departure_reasons, dissent,
              against_majority_reasons, deferred_until)
            values (@key, @Partnership, @id, @User, @At, @outcome, @reasons, @run, @total, @line, @AgreesWithScore, @departure, @dissent, @against, @until)
            """,
            new
            {
                key = Guid.CreateVersion7(db.Act.At), db.Act.Partnership, id, db.Act.User, db.Act.At, outcome, reasons = decision.Reasons!.Trim(),
                run = facts.Score?.RunId, total = facts.Score?.Total, line = facts.Score?.Line, decision.AgreesWithScore,
                departure = Said(decision.DepartureReasons), dissent, against = Said(decision.AgainstMajorityReasons), until = outcome == "defer" ? decision.DeferredUntil : null,
            });
        await db.ProcessAsync("DecideCase", @case.PersonId, id, decision.Reasons.Trim(), [new Happened("CaseDecided", "meeting", Words(facts, decision, dissent.Length), db.Act.On)],
            new { outcome, agreesWithScore = decision.AgreesWithScore, dissenting = dissent.Length });
    }

    private static async Task AdoptAsync(Db db, CaseId id, DecisionFacts facts, Decision decision)
    {
        await TeamParts.LeaveWithReferralAsync(db, id, "The panel adopted the person");
        var lead = facts.Professionals.First(one => one.Id == decision.LeadProfessional);
        var standing = await TeamRules.StandingAsync(db, id, lead.Id, db.Act.On, null);
        TeamRules.NotKeptApart(lead, standing).Check();
        if (standing == Standing.OnTheTeam)
            await TeamParts.EndAsync(db, id, "user", lead.Id.Value, TeamParts.AtOnce(db), "hand-over", "Leads from now on");
        await db.ExecuteAsync(
            """
            update iom_case set adopted_on = @On, cohort_type = @CohortType, lead_agency_id = @LeadAgency, lead_user_id = @LeadProfessional, first_step = @FirstStep, why = @why where id = @id
            """,
            new { id, db.Act.On, decision.CohortType, decision.LeadAgency, decision.LeadProfessional, decision.FirstStep, why = decision.Why!.Trim() });
        await TeamParts.WriteAsync(db, id, lead.Id, lead.AgencyId, TeamMember.Lead, db.Act.On, null);
    }

    private static string Words(DecisionFacts facts, Decision decision, int dissenting)
    {
        var words = decision.Outcome switch
        {
            "adopt" => $"Adopted ({decision.CohortType}), led by {facts.Professionals.First(one => one.Id == decision.LeadProfessional).FullName}, {facts.Agencies.First(one => one.Id == decision.LeadAgency).Name}",
            "defer" => $"Deferred until {decision.DeferredUntil!.Value:d MMMM yyyy}",
            _ => "Not adopted",
        };
        return dissenting == 0 ? words : $"{words}; {dissenting} {(dissenting == 1 ? "agency" : "agencies")} dissented";
    }

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A deferred case comes before the panel again.</summary>
public static class BringBack
{
    public static async Task DoAsync(Db db, CaseId id, string reasons)
    {
        var @case = await IomCase.LockAsync(db, id);
        Rules.ReasonsMustSayWhy(reasons, await SelectionSettings.LoadAsync(db), "Say why the panel should look again").Check();
        await @case.MoveAsync(db, CaseState.ForPanel);
        await db.ExecuteAsync("update iom_case set deferred_until = null where id = @id", new { id });
        // what agencies said before the deferral is kept, and asked again
        await db.ExecuteAsync("update panel_vote set replaced_at = @At where case_id = @id and replaced_at is null", new { id, db.Act.At });
        await db.ProcessAsync("BringBack", @case.PersonId, id, reasons.Trim(), [new Happened("CaseBroughtBack", "meeting", "Brought back to the panel", db.Act.On)]);
    }
}
