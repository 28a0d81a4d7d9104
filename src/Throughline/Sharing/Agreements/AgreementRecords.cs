using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.Agreements;

/// <summary>What was done to an agreement, in the one store of processes; its history is read from there.</summary>
public static class AgreementRecords
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["begin-agreement"] = "began the draft",
        ["adopt-default-agreement"] = "made the draft from the default agreement",
        ["begin-version"] = "began this version",
        ["write-agreement"] = "changed the draft",
        ["write-clauses"] = "changed the clauses",
        ["file-agreement-papers"] = "changed what is on file",
        ["send-for-signatures"] = "sent it for signatures",
        ["take-back-to-draft"] = "took it back to change it; signatures and approval fell",
        ["approve-agreement"] = "approved it",
        ["sign-agreement"] = "signed it for their agency",
        ["bring-into-force"] = "brought it into force",
        ["add-party"] = "added an agency to it",
        ["review-agreement"] = "reviewed it",
        ["withdraw-from-agreement"] = "withdrew their agency from it",
        ["end-agreement"] = "ended it",
        ["replace-agreement"] = "replaced it by a new version",
        ["discard-agreement"] = "discarded it",
    };

    public static Task WriteAsync(Db db, string type, Guid agreement, string? reason = null, object? evidence = null, CancellationToken cancel = default) =>
        db.ProcessAsync(type, null, null, reason, [], new { agreement, more = evidence }, cancel);

    /// <summary>What was done, the latest first.</summary>
    public static async Task<IReadOnlyList<Entry>> OfAsync(Db db, Guid agreement, CancellationToken cancel = default) => await db.ListAsync<Entry>(
        """
        select p.type, p.at, p.reason, u.full_name as by, a.name as agency from process p join app_user u on u.id = p.user_id join agency a on a.id = p.agency_id
        where p.type = any (@types) and p.evidence ->> 'agreement' = @agreement order by p.at desc, p.id desc limit 200
        """, new { types = Words.Keys.ToArray(), agreement = agreement.ToString() }, cancel);

    public sealed class Entry
    {
        public required string Type { get; init; }

        public required DateTimeOffset At { get; init; }

        public string? Reason { get; init; }

        public required string By { get; init; }

        public required string Agency { get; init; }

        public string What => Words[Type];
    }
}
