using Throughline.People.Identifiers;

namespace Throughline.Imports.Profiles;

/// <summary>What a column's cells must be, and so how they are put into their one canonical spelling.</summary>
internal enum ColumnKind
{
    Text,
    Name,
    Date,
    Month,
    Time,
    Integer,
    Decimal,
    YesNo,
    Code,
    TextList,
    DesignationList,
    Pncid,
    Cro,
    PrisonNumber,
    Crn,
    NhsNumber,
    Postcode,
    Phone,
    VehicleRegistration,
}

/// <summary>Category of information: what sharing agreements give or withhold.</summary>
internal enum InformationCategory
{
    Identity,
    ContactDetails,
    Associates,
    Designations,
    Offending,
    Intelligence,
    CustodyAndDates,
    Supervision,
    Risk,
    Needs,
    Treatment,
    DrugTest,
    TagLocation,
    CrimeNotAboutAPerson,
    Reference,
    Research,
}

internal static class InformationCategories
{
    /// <summary>The categories of a profile in the words that the audit uses everywhere: "custody and dates".</summary>
    public static string[] AuditWords(this IEnumerable<Column> columns) => [.. columns.Select(column => column.Category).Distinct().Select(Words)];

    private static string Words(InformationCategory category) => string.Concat(category.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
}

/// <summary>One column of a profile.</summary>
internal sealed record Column(string Name, ColumnKind Kind, InformationCategory Category, string Description, string Example = "")
{
    /// <summary>A row without it is set aside, and a file without it is refused.</summary>
    public bool Required { get; init; }

    public Vocabulary? Vocabulary { get; init; }

    public int MaxLength { get; init; } = 200;

    public decimal? Least { get; init; }

    public decimal? Most { get; init; }

    /// <summary>Something that has happened: it cannot be after the date the file speaks for.</summary>
    public bool HasHappened { get; init; }

    /// <summary>Other headings that mean this column in every agency's files.</summary>
    public IReadOnlyList<string> AlsoNamed { get; init; } = [];

    /// <summary>What is expected, for a person: "a real date, as 2026-11-20 or 20/11/2026".</summary>
    public string Expected => Kind switch
    {
        ColumnKind.Text or ColumnKind.Name => $"text of at most {MaxLength:N0} characters",
        ColumnKind.Date => "a real date, as 2026-11-20 or 20/11/2026",
        ColumnKind.Month => "a month, as 2026-11",
        ColumnKind.Time => "a time of day, as 19:00",
        ColumnKind.Integer => $"a whole number{Range}",
        ColumnKind.Decimal => $"a number{Range}",
        ColumnKind.YesNo => "yes or no",
        ColumnKind.Code => Vocabulary!.Terms.Count <= 24 ? $"one of {Vocabulary.Codes}" : $"a code of {Vocabulary.Name}",
        ColumnKind.TextList => "one or more texts parted by semicolons",
        ColumnKind.DesignationList => $"one or more of {ManagementVocabularies.Designations.Codes} parted by semicolons, MAPPA with category and level as MAPPA:C2:L1",
        ColumnKind.Pncid => "a PNCID, as 2002/0073319Z or 02/73319Z",
        ColumnKind.Cro => "a CRO number, as 065656/91H or SF05/482703J",
        ColumnKind.PrisonNumber => "a prison number, as A1234BC",
        ColumnKind.Crn => "a CRN, as X123456",
        ColumnKind.NhsNumber => "a ten-digit NHS number, as 9434765919",
        ColumnKind.Postcode => "a UK postcode, as M1 1AE",
        ColumnKind.Phone => "a UK telephone number, as 07700 900123",
        ColumnKind.VehicleRegistration => "a UK vehicle registration, as AB12CDE",
        _ => throw new InvalidOperationException($"Nothing expected for {Kind}"),
    };

    private string Range => (Least, Most) switch
    {
        ({ } l, { } m) => $" from {l} to {m}",
        ({ } l, null) => $" of at least {l}",
        (null, { } m) => $" of at most {m}",
        _ => "",
    };
}
