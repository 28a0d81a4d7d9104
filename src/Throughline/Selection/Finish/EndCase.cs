using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Selection.Team;

namespace Throughline.Selection.Finish;

/// <summary>The partnership's work with an adopted person ends; the case and everything on it stay as they ended.</summary>
public static class EndCase
{
    public static async Task DoAsync(Db db, CaseId id, string reasons)
    {
        var @case = await IomCase.LockAsync(db, id);
        Rules.ReasonsMustSayWhy(reasons, await SelectionSettings.LoadAsync(db), "Say why the person leaves the cohort").Check();
        new Rule("Only the panel's chair or the IOM coordinator records that a person leaves the cohort", "O'Hagan and Elliott 2018: deselection by agreed criteria and all agencies",
            await PartnershipMembers.HasRoleAsync(db, Role.Chair, Role.Coordinator)).Check();
        await @case.MoveAsync(db, CaseState.Exited);
        await db.ExecuteAsync("update iom_case set exited_on = @On where id = @id", new { id, db.Act.On });
        await TeamParts.EndWithCaseAsync(db, id, "The person left the cohort");
        await db.ProcessAsync("EndCase", @case.PersonId, id, reasons.Trim(), [new Happened("CaseEnded", "meeting", "Left the cohort", db.Act.On)]);
    }
}
