using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Review;

/// <summary>Takes the last decision of today about a person back: a new row restores what was before, and both stay in the history.</summary>
public static class UndoStatus
{
    public static async Task DoAsync(Db db, CaseId @case, Guid change, string? reason, CancellationToken cancel = default)
    {
        var act = db.Act;
        StatusRules.PersonMustDecide(act.IsService).Check();
        StatusRules.ReasonMustBeGiven(reason).Check();
        var now = await CaseNow.LockAsync(db, @case, cancel);
        var last = await LastAsync(db, @case, cancel);
        // a later decision, narrowed by its author, is not here to be read: the colour that it set is
        StatusRules.OnlyTheLastDecisionOfTodayIsTakenBack(last is not null && last.Id == change && last.UndoesId is null && last.ToStatus == now.Status, last is not null && UkTime.DateOf(last.At) == act.On).Check();
        if (await db.ValueAsync<bool>("select exists (select from status_change where undoes_id = @change)", new { change }, cancel))
            throw new ChangedByAnother("That decision has been taken back already.");
        StatusRules.FirstColourIsNotTakenBack(last!.FromStatus).Check();
        var statuses = await StatusDefinitions.ListAsync(db, cancel);
        var to = last.FromStatus!;
        var direction = StatusMoves.Direction(statuses, now.Status, to, now.LastInCommunity);
        await db.ExecuteAsync(
            """
            insert into status_change (id, partnership_id, case_id, person_id, from_status, to_status, direction, reason, de_escalation_point, user_id, agency_id, at, undoes_id)
            values (@id, @partnership, @case, @person, @from, @to, @direction, @reason, @point, @user, @agency, @at, @change)
            """,
            new
            {
                id = Guid.CreateVersion7(act.At), partnership = act.Partnership, @case, person = now.PersonId, from = now.Status, to, direction, reason = reason!.Trim(), point = last.PointBefore,
                user = act.User, agency = act.Agency, at = act.At, change,
            }, cancel);
        // what was taken back has not been reviewed: it is due again today
        if (now.Status == StatusDefinitions.White)
            await db.ValueAsync<int>("select parts_go_on(@case)", new { @case }, cancel);
        await now.TakeAsync(db, to, last.SinceBefore ?? act.At, act.On, cancel);
        await db.ProcessAsync("undo-status", now.PersonId, @case, reason.Trim(),
            [new Happened("status-restored", "supervision", $"Status {statuses.LabelOf(now.Status)} taken back: {statuses.LabelOf(to)} again", act.On, new { undoes = change })], cancel: cancel);
    }

    /// <summary>The last decision about a case, with what stood before it.</summary>
    internal static Task<LastChange?> LastAsync(Db db, CaseId @case, CancellationToken cancel = default) => db.FirstAsync<LastChange>(
        """
        select s.id, s.from_status, s.to_status, s.at, s.undoes_id,
          (select b.at from status_change b where b.case_id = s.case_id and b.to_status = s.from_status and (b.at, b.id) < (s.at, s.id) order by b.at desc, b.id desc limit 1) as since_before,
          (select b.de_escalation_point from status_change b where b.case_id = s.case_id and (b.at, b.id) < (s.at, s.id) order by b.at desc, b.id desc limit 1) as point_before
        from status_change s where s.case_id = @case order by s.at desc, s.id desc limit 1
        """, new { @case }, cancel);

    internal sealed class LastChange
    {
        public required Guid Id { get; init; }

        public string? FromStatus { get; init; }

        public required string ToStatus { get; init; }

        public required DateTimeOffset At { get; init; }

        public Guid? UndoesId { get; init; }

        public DateTimeOffset? SinceBefore { get; init; }

        public string? PointBefore { get; init; }
    }
}
