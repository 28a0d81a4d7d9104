namespace Throughline.Scoring;

/// <summary>
/// A partnership's agreed, versioned way of putting people in order for an adoption meeting. It says what counts, for how
/// much, and why; it decides nothing. Read and write it with <see cref="SelectionMatrixJson"/>.
/// </summary>
/// <remarks>
/// Sources: HMI Probation and HMI Constabulary 2014, paragraph 4.4 ("an agreed matrix which weighted certain factors ... in
/// alignment with local priorities"); Senior et al. 2011 on West Yorkshire (scoring weighted to burglary and other serious
/// acquisitive crime). Points, thresholds and windows are data, each with a source, so that a partnership can change them
/// and an old score can be read with the matrix it was made with.
/// </remarks>
public sealed record SelectionMatrix
{
    /// <summary>The name people use, for example "Burglary-weighted matrix".</summary>
    public required string Name { get; init; }

    /// <summary>The version, for example "1.0". A changed matrix is a new version, never an edit.</summary>
    public required string Version { get; init; }

    /// <summary>What the matrix is for, in a sentence or two.</summary>
    public required string Description { get; init; }

    /// <summary>Where the matrix comes from.</summary>
    public required string Source { get; init; }

    /// <summary>The first day on which scores may be made with this version.</summary>
    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>Named super groups of offences, for example neighbourhood-crime, each a list of offence group ids.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<OffenceGroup>> OffenceGroups { get; init; } =
        new Dictionary<string, IReadOnlyList<OffenceGroup>>(StringComparer.Ordinal);

    /// <summary>The entry and exit lines.</summary>
    public required Thresholds Thresholds { get; init; }

    /// <summary>What counts, in the order it is shown. At least one.</summary>
    public required IReadOnlyList<Factor> Factors { get; init; }

    /// <summary>Reasons to consider a person whatever the score.</summary>
    public IReadOnlyList<ConsiderationRule> Inclusions { get; init; } = [];

    /// <summary>Reasons why this list may not be the right one for a person.</summary>
    public IReadOnlyList<ConsiderationRule> Exclusions { get; init; } = [];
}

/// <summary>The lines. Entry and exit are apart so that a person near the line does not go in and out month by month.</summary>
public sealed record Thresholds
{
    /// <summary>A total at or above this is at or above the entry line.</summary>
    public required decimal Entry { get; init; }

    /// <summary>A total below this is below the exit line. Never above <see cref="Entry"/>.</summary>
    public required decimal Exit { get; init; }

    /// <summary>A total within this many points of the entry line, on either side, is near the line. Zero or more.</summary>
    public decimal Near { get; init; }

    /// <summary>Where the lines come from.</summary>
    public required string Source { get; init; }
}

/// <summary>The source of the information a factor rests on. Points are reported by source, apart from each other.</summary>
public enum SourceGroup : byte
{
    Convictions,
    Arrests,
    Charges,
    Cautions,
    Intelligence,
    Predictors,
    Needs,
    Risk,
    Designation,
    Other,
}

/// <summary>What happens when the information a factor needs is not there.</summary>
public enum WhenMissing : byte
{
    /// <summary>No points, and the score is provisional, naming what is missing. The default.</summary>
    Provisional,

    /// <summary>No points, and nothing is said: absence means "no".</summary>
    Zero,
}

/// <summary>One thing that counts: a <see cref="Measure"/> of a person, turned into points by a <see cref="PointsTable"/>.</summary>
public sealed record Factor
{
    /// <summary>A short stable id, unique in the matrix: lower-case letters, digits, hyphen and underscore.</summary>
    public required string Id { get; init; }

    /// <summary>The factor in words.</summary>
    public required string Label { get; init; }

    /// <summary>The kind of source it rests on.</summary>
    public required SourceGroup Group { get; init; }

    /// <summary>What is measured.</summary>
    public required Measure Measure { get; init; }

    /// <summary>How a measurement becomes points.</summary>
    public required PointsTable Points { get; init; }

    /// <summary>The most points the factor can give; <see langword="null"/> for no limit.</summary>
    public decimal? Cap { get; init; }

    /// <summary>What to do when the information is not there.</summary>
    public WhenMissing WhenMissing { get; init; }

    /// <summary>Why the factor is here and where its points come from; may be empty.</summary>
    public string Source { get; init; } = string.Empty;
}

/// <summary>
/// A flag for people to read beside a score. An inclusion says "to be considered whatever the score"; an exclusion says "not
/// for this list, because ...". Neither changes the total, the rank or anybody's status.
/// </summary>
public sealed record ConsiderationRule
{
    /// <summary>A short stable id, unique among the rules of the matrix.</summary>
    public required string Id { get; init; }

    /// <summary>The sentence shown to people.</summary>
    public required string Sentence { get; init; }

    /// <summary>The law, guidance or local agreement behind it.</summary>
    public required string Source { get; init; }

    /// <summary>What is measured.</summary>
    public required Measure Measure { get; init; }

    /// <summary>When the measurement raises the flag.</summary>
    public required RuleTest Test { get; init; }
}

/// <summary>The test of a <see cref="ConsiderationRule"/>: exactly one of the three is given.</summary>
public sealed record RuleTest
{
    /// <summary>Raised when the number is this or more.</summary>
    public decimal? AtLeast { get; init; }

    /// <summary>Raised when the number is less than this.</summary>
    public decimal? Below { get; init; }

    /// <summary>Raised when any of these categories is held.</summary>
    public IReadOnlyList<string>? AnyOf { get; init; }
}

/// <summary>
/// A stretch of time that ends on the as-of date and includes both its first and its last day. Its first day is the as-of
/// date moved back by the months (to the last day of a shorter month) or days: with six months and an as-of date of
/// 20 November the first day is 20 May, and an event on 20 May counts.
/// </summary>
public sealed record Window
{
    /// <summary>Length in calendar months (1 to 1200), or <see langword="null"/> when given in days.</summary>
    public int? Months { get; init; }

    /// <summary>Length in days (1 to 36500), or <see langword="null"/> when given in months.</summary>
    public int? Days { get; init; }

    /// <summary>The first day that counts when the as-of date is <paramref name="asOf"/>.</summary>
    public DateOnly FirstDay(DateOnly asOf) =>
        Months is { } months
            ? asOf.AddMonths(-Math.Min(months, (asOf.Year - 1) * 12))
            : DateOnly.FromDayNumber(Math.Max(0, asOf.DayNumber - (Days ?? 0)));

    /// <summary>The first as-of date on which an event of <paramref name="date"/> no longer counts.</summary>
    public DateOnly LeavesOn(DateOnly date)
    {
        var leaves = Months is { } months ? date.AddMonths(months) : date.AddDays(Days ?? 0);
        while (FirstDay(leaves) <= date)
            leaves = leaves.AddDays(1);
        return leaves;
    }
}
