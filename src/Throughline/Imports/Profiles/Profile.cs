namespace Throughline.Imports.Profiles;

/// <summary>What a file is to what is already known.</summary>
internal enum ImportMode
{
    /// <summary>The whole current picture: what is missing from it has ended.</summary>
    Snapshot,

    /// <summary>Additions and changes: what is missing from it stays.</summary>
    Delta,
}

/// <summary>What happens when two rows of one file have the same key and different values.</summary>
internal enum DuplicateRule
{
    /// <summary>Neither can be trusted: both are set aside for a person to decide.</summary>
    SetAside,

    /// <summary>The later row corrects the earlier, as the publisher says.</summary>
    LastWins,
}

/// <summary>Kinds of agency that send files.</summary>
internal enum AgencyKind
{
    Police,
    Probation,
    Prison,
    YouthJustice,
    DrugService,
    MonitoringProvider,
    Partnership,
    ResearchPartner,
}

/// <summary>A kind of extract: its columns, its key and its checks. A change of meaning is a new version.</summary>
internal sealed class Profile
{
    private readonly Dictionary<string, int> _byHeading = new(StringComparer.Ordinal);

    public Profile(string name, int version, string title, IReadOnlyList<Column> columns, IReadOnlyList<string> key, IReadOnlyList<RowRule>? rules = null)
    {
        (Name, Version, Title, Columns, Rules) = (name, version, title, columns, rules ?? []);
        Key = [.. key.Select(IndexOf)];
        for (var i = 0; i < columns.Count; i++) _byHeading.Add(Heading(columns[i].Name), i);
        for (var i = 0; i < columns.Count; i++)
            foreach (var other in columns[i].AlsoNamed) _byHeading.TryAdd(Heading(other), i);
        PersonColumns = new PersonColumns(this);
    }

    public string Name { get; }

    public int Version { get; }

    /// <summary>For people: "People known to police".</summary>
    public string Title { get; }

    public required string Description { get; init; }

    public required ImportMode Mode { get; init; }

    public required IReadOnlyList<AgencyKind> SentBy { get; init; }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Columns that name a row for good, as places in <see cref="Columns"/>.</summary>
    public IReadOnlyList<int> Key { get; }

    public IReadOnlyList<RowRule> Rules { get; }

    public DuplicateRule Duplicates { get; init; } = DuplicateRule.SetAside;

    /// <summary>Rows are about a person. False for crimes that nobody is linked to and for reference tables.</summary>
    public bool AboutPeople { get; init; } = true;

    /// <summary>The agency's own reference is the probation CRN.</summary>
    public bool PersonRefIsCrn { get; init; }

    /// <summary>Words in a heading that this profile must never be sent, with the reason.</summary>
    public IReadOnlyList<string> RefusedHeadings { get; init; } = [];

    public string? RefusedBecause { get; init; }

    /// <summary>Where the place of each part of a person's identity is among the columns.</summary>
    public PersonColumns PersonColumns { get; }

    public string KeyText => string.Join(" + ", Key.Select(k => Columns[k].Name));

    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i].Name == name) return i;
        return -1;
    }

    /// <summary>The column a heading means, whatever its capitals, spaces, hyphens and underscores; -1 for none.</summary>
    public int Match(string heading) => _byHeading.GetValueOrDefault(Heading(heading), -1);

    /// <summary>A heading reduced to what matters when comparing.</summary>
    public static string Heading(string heading) =>
        string.Concat(heading.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    public override string ToString() => $"{Name} version {Version}";
}

/// <summary>Place of each part of a person's identity among a profile's columns; -1 where the profile has none.</summary>
internal sealed class PersonColumns(Profile profile)
{
    public int PersonRef { get; } = profile.IndexOf("person_ref");

    public int Pncid { get; } = profile.IndexOf("pncid");

    public int Cro { get; } = profile.IndexOf("cro");

    public int Crn { get; } = profile.IndexOf("crn");

    public int PrisonNumber { get; } = profile.IndexOf("prison_number");

    public int NhsNumber { get; } = profile.IndexOf("nhs_number");

    public int Surname { get; } = profile.IndexOf("surname");

    public int Forenames { get; } = profile.IndexOf("forenames");

    public int DateOfBirth { get; } = profile.IndexOf("date_of_birth");

    public int Sex { get; } = profile.IndexOf("sex");
}
