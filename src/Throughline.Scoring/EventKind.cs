namespace Throughline.Scoring;

/// <summary>What happened, as an agency recorded it. The set is closed: a matrix can name nothing else.</summary>
public enum EventKind : byte
{
    /// <summary>An arrest.</summary>
    Arrest,

    /// <summary>A charge or summons.</summary>
    Charge,

    /// <summary>A caution, reprimand, warning or conditional caution.</summary>
    Caution,

    /// <summary>A conviction by a court.</summary>
    Conviction,

    /// <summary>An intelligence report that names the person.</summary>
    Intelligence,

    /// <summary>A breach of an order or licence.</summary>
    Breach,
}

/// <summary>The written names of <see cref="EventKind"/>: lower case, as in matrix JSON and CSV files.</summary>
public static class EventKinds
{
    /// <summary>The ids in the order of the enumeration: arrest, charge, caution, conviction, intelligence, breach.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["arrest", "charge", "caution", "conviction", "intelligence", "breach"];

    private static readonly string[] Singular = ["arrest", "charge", "caution", "conviction", "intelligence report", "breach"];
    private static readonly string[] Plural = ["arrests", "charges", "cautions", "convictions", "intelligence reports", "breaches"];

    /// <summary>The id of <paramref name="kind"/>, for example <c>arrest</c>.</summary>
    public static string Id(this EventKind kind) => Ids[(int)kind];

    /// <summary>The kind whose id is exactly <paramref name="id"/> (ordinal, lower case).</summary>
    /// <returns><see langword="false"/> when no kind has that id.</returns>
    public static bool TryParse(string? id, out EventKind kind)
    {
        for (var i = 0; i < Ids.Count; i++)
        {
            if (string.Equals(Ids[i], id, StringComparison.Ordinal))
            {
                kind = (EventKind)i;
                return true;
            }
        }

        kind = default;
        return false;
    }

    internal static string Noun(EventKind kind, bool one) => one ? Singular[(int)kind] : Plural[(int)kind];
}
