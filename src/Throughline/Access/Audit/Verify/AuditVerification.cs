namespace Throughline.Access.Audit.Verify;

/// <summary>One thing that is wrong with the record: what kind, at which place of the tree, with which entry, in words.</summary>
internal sealed record AuditFinding(string Kind, long? Place, Guid? Entry, string Words);

/// <summary>What verifying one partnership's record came to.</summary>
internal sealed record AuditVerification
{
    public required Guid Partnership { get; init; }

    public required string Code { get; init; }

    /// <summary>Entries that have a place in the tree.</summary>
    public required long Size { get; init; }

    public required byte[] Root { get; init; }

    /// <summary>Entries that are written and wait for their place.</summary>
    public required long Waiting { get; init; }

    public DateTimeOffset? WaitingSince { get; init; }

    public required int Checkpoints { get; init; }

    /// <summary>Checkpoints of partners' copies that were compared.</summary>
    public required int Compared { get; init; }

    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>More findings than are listed.</summary>
    public required long More { get; init; }

    public bool IsSound => Findings.Count == 0;
}

/// <summary>Collects findings from several threads: the first hundred in words, the rest as a number.</summary>
internal sealed class Findings
{
    public const int Listed = 100;
    private readonly Lock gate = new();
    private readonly List<AuditFinding> list = [];
    private long more;

    public void Add(string kind, string words, long? place = null, Guid? entry = null)
    {
        lock (gate)
        {
            if (list.Count < Listed)
                list.Add(new AuditFinding(kind, place, entry, words));
            else
                more++;
        }
    }

    public long More => more;

    public IReadOnlyList<AuditFinding> InOrder() => [.. list.OrderBy(finding => finding.Place ?? long.MaxValue).ThenBy(finding => finding.Words, StringComparer.Ordinal)];
}
