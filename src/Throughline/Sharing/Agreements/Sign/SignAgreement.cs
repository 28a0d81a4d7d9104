using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Agreements.Sign;

/// <summary>What an agency does with an agreement by itself: it signs, and it withdraws. Nobody does either for another agency.</summary>
public static class SignAgreement
{
    private const string Source = "Data Protection Act 2018 s.58; UK GDPR article 26: each controller binds itself";

    /// <param name="position">What the signer is in the agency: "Superintendent, Local Policing".</param>
    public static async Task DoAsync(Db db, Guid id, string? position, int? revision, CancellationToken cancel = default)
    {
        var (agreement, party) = await MineAsync(db, id, cancel);
        if (revision is { } seen && seen != agreement.Revision && agreement.StateOn(db.Act.On) != AgreementState.InForce)
            throw new ChangedByAnother("The agreement has changed since you opened it. Read it again before you sign.");
        foreach (var rule in MaySign(agreement, party, db))
            rule.Check();
        new Rule("Say what your position in your agency is", Source, !string.IsNullOrWhiteSpace(position)).Check();
        await db.ExecuteAsync(
            """
            update agreement_party set signed_at = @At, signed_by = @User, signed_as = @position, withdrew_at = null, withdrew_by = null, withdrew_because = null
            where agreement_id = @id and agency_id = @Agency
            """, new { id, db.Act.At, db.Act.User, db.Act.Agency, position = position!.Trim() }, cancel);
        await AgreementRecords.WriteAsync(db, "sign-agreement", id, evidence: new { agency = db.Act.Agency, version = agreement.Version, agreement.Revision }, cancel: cancel);
    }

    /// <summary>The agency's clauses, in both directions, stop with this transaction; the other parties are told.</summary>
    public static async Task WithdrawAsync(Db db, Guid id, string? reason, CancellationToken cancel = default)
    {
        var (agreement, party) = await MineAsync(db, id, cancel);
        foreach (var rule in MayWithdraw(agreement, party, db.Act.On))
            rule.Check();
        AgreementRules.ReasonMustBeGiven(reason).Check();
        await db.ExecuteAsync(
            "update agreement_party set withdrew_at = @At, withdrew_by = @User, withdrew_because = @because where agreement_id = @id and agency_id = @Agency",
            new { id, db.Act.At, db.Act.User, db.Act.Agency, because = reason!.Trim() }, cancel);
        await db.ExecuteAsync("select tell_of_withdrawal(@id, @words)", new
        {
            id, words = $"{party!.Name} has withdrawn from \"{agreement.Name}\", version {agreement.Version}. Nothing passes between you under it any more. What was passed lawfully before may be kept as your own rules say. Reason given: {reason.Trim()}",
        }, cancel);
        await AgreementRecords.WriteAsync(db, "withdraw-from-agreement", id, reason.Trim(), cancel: cancel);
    }

    public static IEnumerable<Rule> MaySign(Agreement agreement, Party? party, Db db) =>
    [
        new("Your agency is not a party to this agreement", Source, party is not null),
        AgreementRules.MustBe(agreement, db.Act.On, "An agreement is signed", AgreementState.Signing, AgreementState.InForce),
        new("Your agency has signed it already", Source, party?.IsBound != true),
        new("Somebody else of your agency signs: you added your agency to an agreement that is in force", "OWASP ASVS 5.0 2.3.5: high-value changes take two people",
            party is not { AddedLater: true } || party.AddedBy != db.Act.User),
    ];

    public static IEnumerable<Rule> MayWithdraw(Agreement agreement, Party? party, DateOnly today) =>
    [
        new("Your agency is not a party to this agreement", Source, party is not null),
        AgreementRules.MustBe(agreement, today, "An agency withdraws from an agreement", AgreementState.Signing, AgreementState.InForce),
        new("Your agency has not signed it", Source, party?.IsBound == true),
    ];

    /// <summary>An agency that has joined the partnership since may accede to what is in force; it signs for itself, and nothing passes before.</summary>
    public static async Task AddPartyAsync(Db db, Guid id, AgencyId agency, CancellationToken cancel = default)
    {
        var agreement = await Agreement.ForActAsync(db, id, cancel: cancel);
        AgreementRules.MustBe(agreement, db.Act.On, "An agency is added to an agreement that has been signed", AgreementState.InForce).Check();
        var isMember = (await Write.WriteAgreement.PossiblePartiesAsync(db, agreement.ReachesBelow, cancel)).Any(possible => possible.Id == agency);
        new Rule("Only agencies of the partnership can be party to its agreement", "An agreement is between agencies of a partnership", isMember).Check();
        new Rule("This agency is a party already", Source, (await Party.OfAsync(db, id, cancel)).All(party => party.AgencyId != agency)).Check();
        await db.ExecuteAsync("insert into agreement_party (agreement_id, partnership_id, agency_id, added_by, added_later) values (@id, @Partnership, @agency, @User, true)", new { id, agency, db.Act.Partnership, db.Act.User }, cancel);
        await AgreementRecords.WriteAsync(db, "add-party", id, evidence: new { agency = agency.Value }, cancel: cancel);
    }

    /// <summary>The agreement, kept from others until the act is done when it is this partnership's, and the viewer's agency in it.</summary>
    private static async Task<(Agreement Agreement, Party? Party)> MineAsync(Db db, Guid id, CancellationToken cancel)
    {
        await db.ExecuteAsync("select from agreement where id = @id for share", new { id }, cancel);
        await db.ExecuteAsync("select from agreement_party where agreement_id = @id and agency_id = @Agency for update", new { id, db.Act.Agency }, cancel);
        return (await Agreement.FindAsync(db, id, cancel), (await Party.OfAsync(db, id, cancel)).FirstOrDefault(party => party.AgencyId == db.Act.Agency));
    }
}
