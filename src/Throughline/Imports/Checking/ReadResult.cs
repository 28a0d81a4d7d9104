using Throughline.Imports.Profiles;
using Throughline.Imports.Reading;

namespace Throughline.Imports.Checking;

/// <summary>
/// What checking a file yields, in the file's order: one <see cref="FileOpened"/>, any warnings, then rows good and bad, then one
/// <see cref="FileChecked"/>; or, at any point, one <see cref="FileProblem"/> and nothing after it.
/// </summary>
internal abstract record ReadResult;

/// <summary>Who a row says it is about; all null when the profile is about nobody.</summary>
internal sealed record PersonKey(
    string? PersonRef, string? Pncid, string? Cro, string? Crn, string? PrisonNumber, string? NhsNumber,
    string? Surname, string? Forenames, string? DateOfBirth, string? Sex)
{
    public static readonly PersonKey Nobody = new(null, null, null, null, null, null, null, null, null, null);
}

/// <summary>A row that can go in.</summary>
/// <param name="Line">1-based line on which it begins.</param>
/// <param name="Key">Values of the profile's key, parted by U+001F; for open crimes without an identifier, their content and which repeat it is.</param>
/// <param name="Hash">XxHash64 over the values: equal for equal rows on every machine, today and later.</param>
/// <param name="Person">Who it is about.</param>
/// <param name="Values">Canonical texts in the profile's column order; null where nothing is given.</param>
internal sealed record CheckedRow(long Line, string Key, ulong Hash, PersonKey Person, string?[] Values) : ReadResult
{
    /// <summary>Line of an earlier row with this key that this row replaces, under <see cref="DuplicateRule.LastWins"/>.</summary>
    public long? Replaces { get; init; }
}

/// <summary>One thing wrong with a row.</summary>
/// <param name="Line">1-based line on which the row begins.</param>
/// <param name="Field">Our column name, or empty when the whole row is meant.</param>
/// <param name="Found">What was found, at most 200 characters.</param>
/// <param name="Expected">What would be right.</param>
/// <param name="Sentence">The whole of it for a person: "Line 12: …".</param>
/// <param name="Row">The row as sent, in the profile's column order, to be corrected.</param>
internal sealed record RowProblem(long Line, string Field, string Found, string Expected, string Sentence, string?[] Row);

/// <summary>A row that cannot go in, with everything that is wrong with it.</summary>
internal sealed record QuarantinedRow(long Line, IReadOnlyList<RowProblem> Problems, string?[] Row) : ReadResult
{
    /// <summary>
    /// Line of an earlier row, already given as good, that has the same key and different values. It must be set aside with this
    /// one: which of the two is right is for a person to say.
    /// </summary>
    public long? ConflictsWithLine { get; init; }

    /// <summary>Key of the conflict.</summary>
    public string? Key { get; init; }
}

/// <summary>The file could be opened and its columns are understood.</summary>
internal sealed record FileOpened(string Format, IReadOnlyList<ColumnUse> Columns) : ReadResult;

/// <summary>Which of our columns a heading became; null when it is left out.</summary>
internal sealed record ColumnUse(string Heading, string? Column);

/// <summary>Something the sender should know that stops nothing.</summary>
internal sealed record FileWarning(string Sentence) : ReadResult;

/// <summary>The file cannot be taken in. Nothing given before it may be kept.</summary>
internal sealed record FileProblem(string Sentence, long? Line = null) : ReadResult;

/// <summary>The whole file has been checked.</summary>
/// <param name="Rows">Rows read, good and bad.</param>
/// <param name="Good">Rows given as good, including those replaced by a later row.</param>
/// <param name="Quarantined">Rows set aside, not counting earlier rows that a conflict drew in.</param>
/// <param name="Identical">Rows passed over because the same row came before.</param>
/// <param name="Replaced">Good rows that a later row replaces.</param>
/// <param name="Blank">Rows with nothing in them, passed over and not among <paramref name="Rows"/>.</param>
/// <param name="LastLine">Last line of the file.</param>
/// <param name="IncompleteBecause">
/// Why the file may not be whole; null when it looks whole. A snapshot that may not be whole must not end anything that is missing from it.
/// </param>
internal sealed record FileChecked(long Rows, long Good, long Quarantined, long Identical, long Replaced, long Blank, long LastLine, string? IncompleteBecause) : ReadResult;

/// <summary>What checking needs besides the file.</summary>
/// <param name="AsOf">Day the file speaks for: nothing in it can have happened later.</param>
internal sealed record CheckOptions(DateOnly AsOf)
{
    public ReadLimits Limits { get; init; } = ReadLimits.Standard;

    /// <summary>Our column name to the value every row has; added to the mapping's own constants.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
