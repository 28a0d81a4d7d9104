using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Sharing.Agreements.Read;

/// <summary>Something about agreements that waits for somebody, with why it is due.</summary>
public sealed record Waiting(string Words, string Because, string Url, bool IsOverdue, DateOnly? DueOn = null);

/// <summary>What waits for a viewer: reviews, last days, signatures of their agency, approvals, changes to agencies.</summary>
public static class WaitingOf
{
    public static async Task<IReadOnlyList<Waiting>> ListAsync(Db db, Viewer viewer, CancellationToken cancel = default)
    {
        var today = db.Act.On;
        var notice = await db.NumberAsync(AgreementNumbers.ReviewNoticeDays, cancel);
        var waiting = new List<Waiting>();
        foreach (var agreement in await Agreement.ListAsync(db, cancel))
        {
            var (name, url) = ($"{agreement.Name}, version {agreement.Version}", $"/sharing/agreements/{agreement.Id}");
            if (agreement.StateOn(today) == AgreementState.InForce && agreement.IsFor(viewer.Partnership))
                waiting.AddRange(Dates(agreement, name, url, viewer.Has(AgreementMoves.Writers) ? url + "/review" : url, today, notice));
            else if (agreement.State == AgreementState.InForce.Code() && agreement.IsFor(viewer.Partnership))
                waiting.Add(new($"{name} has run out", $"Its last day was {agreement.EndsOn!.Value.ToWords()}; nothing passes under it. Begin a new version, or end it", url, true, agreement.EndsOn));
            var parties = await Party.OfAsync(db, agreement.Id, cancel);
            if (agreement.StateOn(today) is AgreementState.Signing or AgreementState.InForce && viewer.Has(AgreementMoves.Signers) && parties.Any(p => p.AgencyId == viewer.Agency && p is { SignedAt: null, WithdrewAt: null }))
                waiting.Add(new($"{name} waits for the signature of {viewer.AgencyName}", "Nothing passes to or from your agency under it before", url + "/sign", false));
            if (agreement.StateOn(today) == AgreementState.Signing && agreement.IsFor(viewer.Partnership) && agreement.ApprovedAt is null && viewer.Has(AgreementMoves.Signers) && !agreement.WroteAnyOfIt(viewer.User))
                waiting.Add(new($"{name} waits for a second person's approval", "Somebody who wrote none of it reads it before it comes into force", url, false));
        }

        if (viewer.Has(Role.Administrator, Role.InformationGovernanceOfficer))
            waiting.AddRange((await Members.AgencyChange.OpenAsync(db, cancel)).Where(change => change.AskedBy != viewer.User)
                .Select(change => new Waiting($"A change to {change.AgencyName} waits for a second person", $"Asked by {change.AskedByName} on {change.AskedAt.DateInBritain().ToWords()}", $"/sharing/agencies/{change.AgencyId}", false)));
        return [.. waiting.OrderByDescending(w => w.IsOverdue).ThenBy(w => w.DueOn ?? DateOnly.MaxValue).ThenBy(w => w.Words, StringComparer.Ordinal)];
    }

    /// <summary>A review that is due within the notice, and a last day that is as near.</summary>
    internal static IEnumerable<Waiting> Dates(Agreement agreement, string name, string url, string reviewUrl, DateOnly today, int noticeDays)
    {
        if (agreement.ReviewOn is { } review && today >= review.AddDays(-noticeDays))
            yield return new(today > review ? $"The review of {name} is overdue" : $"The review of {name} is due", $"To be reviewed by {review.ToWords()}", reviewUrl, today > review, review);
        if (agreement.EndsOn is { } ends && today >= ends.AddDays(-noticeDays))
            yield return new($"{name} ends on {ends.ToWords()}", "The day after, nothing passes under it: begin a new version in time", url, false, ends);
    }
}
