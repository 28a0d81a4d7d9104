using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Selection.Nominate;
using Throughline.Selection.Team;

namespace Throughline.Selection.Screen;

/// <summary>
/// The coordinator reads a nomination, or a name that new information has brought back, and sends it to the panel or not
/// now, with reasons either way. "Not now" keeps the case: another nomination or new information brings it back. Whoever
/// sends it presents it, and is on the case team until the panel has decided; "not now" ends the parts that came with the referral.
/// </summary>
public static class ScreenNomination
{
    public const string ToPanel = "to-panel";
    public const string NotNow = "not-now";

    public static IEnumerable<FieldRule> Rules(IomCase @case, string? outcome, string? reasons, SelectionSettings settings) =>
    [
        new("", new Rule("Nothing about this person waits to be screened", "The partnership's table of case states", @case.WaitsForScreening)),
        new("Outcome", new Rule("Choose whether the panel should consider this person", "HMI Probation and HMI Constabulary 2014, 4.19", outcome is ToPanel or NotNow)),
        new("Outcome", new Rule(
            "Somebody who is on the cohort already is not sent to the panel again: review their status and plan instead", "The partnership's table of case states",
            outcome != ToPanel || @case.State != CaseState.Adopted)),
        new("Reasons", Selection.Rules.ReasonsMustSayWhy(reasons, settings)),
    ];

    /// <summary>Screens, and gives the case that goes on: a new one when the old one had ended.</summary>
    public static async Task<CaseId> DoAsync(Db db, CaseId id, string outcome, string reasons)
    {
        var @case = await IomCase.LockAsync(db, id);
        Rules(@case, outcome, reasons, await SelectionSettings.LoadAsync(db)).Check();
        if (outcome == ToPanel && !@case.State.IsOpen())
        {
            await WriteAsync(db, id, outcome, reasons);
            id = await NominatePerson.DoAsync(db, @case.PersonId, "new-information", $"{reasons.Trim()} ({@case.ReturnedBecause})");
            @case = await IomCase.LockAsync(db, id);
        }

        if (outcome == ToPanel)
        {
            await @case.MoveAsync(db, CaseState.ForPanel);
            await TeamParts.JoinWithReferralAsync(db, id, TeamParts.Presenter);
        }
        else
        {
            await TeamParts.LeaveWithReferralAsync(db, id, "The referral was put aside after screening");
        }

        await WriteAsync(db, id, outcome, reasons);
        var words = outcome == ToPanel ? "Sent to the panel after screening" : "Screened: not for the panel now";
        await db.ProcessAsync("ScreenNomination", @case.PersonId, id, reasons.Trim(), [new Happened("NominationScreened", "meeting", words, db.Act.On)], new { outcome });
        return id;
    }

    private static Task WriteAsync(Db db, CaseId id, string outcome, string reasons) => db.ExecuteAsync(
        "insert into screening (id, partnership_id, case_id, user_id, at, outcome, reasons) values (@screening, @Partnership, @id, @User, @At, @outcome, @reasons)",
        new { screening = Guid.CreateVersion7(db.Act.At), db.Act.Partnership, id, db.Act.User, db.Act.At, outcome, reasons = reasons.Trim() });
}

/// <summary>New information brings a name back to be screened: somebody on the dormant list, or a case that has ended or was put aside.</summary>
public static class ReturnToScreening
{
    public static async Task DoAsync(Db db, CaseId id, string because)
    {
        var @case = await IomCase.LockAsync(db, id);
        new Rule("Say what the new information is, without its content", "Senior et al. 2011, 3.1: the dormant list", !string.IsNullOrWhiteSpace(because)).Check();
        if (@case.State != CaseState.Nominated && @case.WaitsForScreening)
            return;
        await db.ExecuteAsync("update iom_case set returned_at = @At, returned_because = @because where id = @id", new { id, because, db.Act.At });
        await db.ProcessAsync("ReturnToScreening", @case.PersonId, id, because, [new Happened("NameReturned", "meeting", "New information brought the name back: " + because, db.Act.On)]);
    }
}
