using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Agreements;

/// <summary>The acts that move an agreement through its states. What is in force is worked out anew by the database in the same transaction.</summary>
public static class MoveAgreement
{
    public static async Task SendForSignaturesAsync(Db db, Guid id, int? revision = null, CancellationToken cancel = default)
    {
        var agreement = await MayAsync(db, id, AgreementState.Signing, revision, cancel);
        Check(await AgreementRules.BeforeSigningAsync(db, agreement, cancel));
        await db.ExecuteAsync("update agreement set state = 'signing', sent_at = @At, sent_by = @User, revision = revision + 1 where id = @id", new { id, db.Act.At, db.Act.User }, cancel);
        await AgreementRecords.WriteAsync(db, "send-for-signatures", id, cancel: cancel);
    }

    /// <summary>To change what has been sent: whoever has signed has signed something else by then.</summary>
    public static async Task TakeBackAsync(Db db, Guid id, string? reason, CancellationToken cancel = default)
    {
        await MayAsync(db, id, AgreementState.Draft, null, cancel);
        AgreementRules.ReasonMustBeGiven(reason).Check();
        await db.ExecuteAsync(
            """
            update agreement_party set signed_at = null, signed_by = null, signed_as = null, withdrew_at = null, withdrew_by = null, withdrew_because = null where agreement_id = @id;
            update agreement set state = 'draft', sent_at = null, sent_by = null, approved_at = null, approved_by = null, revision = revision + 1 where id = @id;
            """, new { id }, cancel);
        await AgreementRecords.WriteAsync(db, "take-back-to-draft", id, reason!.Trim(), cancel: cancel);
    }

    public static async Task ApproveAsync(Db db, Guid id, CancellationToken cancel = default)
    {
        var agreement = await Agreement.ForActAsync(db, id, cancel: cancel);
        AgreementRules.MustBe(agreement, db.Act.On, "An agreement is approved", AgreementState.Signing).Check();
        AgreementRules.ApproverWroteNoneOfIt(agreement.WroteAnyOfIt(db.Act.User)).Check();
        await db.ExecuteAsync("update agreement set approved_at = @At, approved_by = @User where id = @id", new { id, db.Act.At, db.Act.User }, cancel);
        await AgreementRecords.WriteAsync(db, "approve-agreement", id, cancel: cancel);
    }

    /// <summary>Brings it into force; the version it replaces ends in the same transaction, so that no moment has both or neither.</summary>
    public static async Task BringIntoForceAsync(Db db, Guid id, CancellationToken cancel = default)
    {
        var agreement = await MayAsync(db, id, AgreementState.InForce, null, cancel);
        Check(await AgreementRules.BeforeForceAsync(db, agreement, cancel));
        foreach (var before in (await Agreement.VersionsAsync(db, agreement.SeriesId, cancel)).Where(v => v.State == AgreementState.InForce.Code()))
        {
            await db.ExecuteAsync(
                "update agreement set state = 'ended', ended_at = @At, ended_by = @User, ended_because = @because, revision = revision + 1 where id = @Id",
                new { before.Id, db.Act.At, db.Act.User, because = $"Replaced by version {agreement.Version}" }, cancel);
            await AgreementRecords.WriteAsync(db, "replace-agreement", before.Id, evidence: new { by = id }, cancel: cancel);
        }

        var review = db.Act.On.AddMonths(await db.NumberAsync(AgreementNumbers.ReviewMonths, cancel));
        await db.ExecuteAsync(
            "update agreement set state = 'in-force', in_force_at = @At, in_force_by = @User, review_on = least(@review, ends_on), revision = revision + 1 where id = @id", new { id, db.Act.At, db.Act.User, review }, cancel);
        await AgreementRecords.WriteAsync(db, "bring-into-force", id, cancel: cancel);
    }

    public static async Task EndAsync(Db db, Guid id, string? reason, CancellationToken cancel = default)
    {
        await MayAsync(db, id, AgreementState.Ended, null, cancel);
        AgreementRules.ReasonMustBeGiven(reason).Check();
        var wasInForce = (await Agreement.FindAsync(db, id, cancel)).State == AgreementState.InForce.Code();
        await db.ExecuteAsync(
            "update agreement set state = 'ended', ended_at = @At, ended_by = @User, ended_because = @because, revision = revision + 1 where id = @id", new { id, db.Act.At, db.Act.User, because = reason!.Trim() }, cancel);
        await AgreementRecords.WriteAsync(db, wasInForce ? "end-agreement" : "discard-agreement", id, reason.Trim(), cancel: cancel);
    }

    /// <summary>Somebody has looked at it again and it stands; the next review is set.</summary>
    public static async Task ReviewAsync(Db db, Guid id, string? words, CancellationToken cancel = default)
    {
        var agreement = await Agreement.ForActAsync(db, id, cancel: cancel);
        AgreementRules.MustBe(agreement, db.Act.On, "An agreement is reviewed", AgreementState.InForce).Check();
        new Rule("Say what was looked at and what was found", "Data Protection Act 2018 s.56(3): measures are reviewed", !string.IsNullOrWhiteSpace(words)).Check();
        var next = db.Act.On.AddMonths(await db.NumberAsync(AgreementNumbers.ReviewMonths, cancel));
        await db.ExecuteAsync(
            """
            insert into agreement_review (partnership_id, agreement_id, reviewed_on, reviewed_by, words, next_on) values (@Partnership, @id, @On, @User, @words, @next);
            update agreement set review_on = @next where id = @id;
            """, new { id, db.Act.Partnership, db.Act.On, db.Act.User, words = words!.Trim(), next }, cancel);
        await AgreementRecords.WriteAsync(db, "review-agreement", id, words.Trim(), cancel: cancel);
    }

    private static async Task<Agreement> MayAsync(Db db, Guid id, AgreementState to, int? revision, CancellationToken cancel)
    {
        var agreement = await Agreement.ForActAsync(db, id, revision, cancel);
        AgreementMoves.MayMove(agreement.StateOn(db.Act.On), to).Check();
        return agreement;
    }

    private static void Check(IEnumerable<Rule> rules)
    {
        foreach (var rule in rules)
            rule.Check();
    }
}
