using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Review;

/// <summary>Somebody has looked and the colour stays. Once a day is enough; saying it twice changes nothing.</summary>
public static class KeepStatus
{
    public static async Task DoAsync(Db db, CaseId @case, SeenStatus? seen = null, CancellationToken cancel = default)
    {
        var act = db.Act;
        StatusRules.PersonMustDecide(act.IsService).Check();
        var statuses = await StatusDefinitions.ListAsync(db, cancel);
        var now = await CaseNow.LockAsync(db, @case, cancel);
        now.MustStillBe(seen, statuses);
        StatusRules.CaseMustBeAdopted(now.State).Check();
        ThereMustBeAColourToKeep(now.Status).Check();
        var isNew = await db.ExecuteAsync(
            """
            insert into daily_review (partnership_id, case_id, on_date, user_id, at, kept_status) values (@partnership, @case, @on, @user, @at, @status)
            on conflict (case_id, on_date) do nothing
            """, new { partnership = act.Partnership, @case, on = act.On, user = act.User, at = act.At, status = now.Status }, cancel) == 1;
        if (!isNew)
            return;
        var days = statuses.Find(now.Status)?.ReviewEveryDays ?? 1;
        await db.ExecuteAsync("update iom_case set status_review_by = @by where id = @case", new { by = act.On.AddDays(days), @case }, cancel);
        await db.ProcessAsync("keep-status", now.PersonId, @case, null, [], new Recorded(AuditOperation.Alteration) { Categories = ["plan"] }, new { kept = now.Status }, cancel);
    }

    public static Rule ThereMustBeAColourToKeep(string? status) => new("This person has no colour yet: choose one and say why", "Inspection 2014, 6.4", status is not null);
}
