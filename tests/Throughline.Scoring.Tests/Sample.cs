namespace Throughline.Scoring.Tests;

/// <summary>Small matrices and people to arrange tests with.</summary>
internal static class Sample
{
    internal static readonly DateOnly AsOf = new(2026, 11, 20);

    internal static SelectionMatrix Matrix(params Factor[] factors) => new()
    {
        Name = "Sample",
        Version = "1",
        Description = "For tests.",
        Source = "Invented.",
        EffectiveFrom = new DateOnly(2020, 1, 1),
        OffenceGroups = new Dictionary<string, IReadOnlyList<OffenceGroup>>(StringComparer.Ordinal)
        {
            ["neighbourhood-crime"] = [OffenceGroup.BurglaryResidential, OffenceGroup.RobberyPersonal],
        },
        Thresholds = new Thresholds { Entry = 20, Exit = 10, Near = 2, Source = "Invented." },
        Factors = factors,
    };

    internal static Factor Factor(Measure measure, PointsTable points, decimal? cap = null, string id = "f", SourceGroup group = SourceGroup.Arrests) =>
        new() { Id = id, Label = id, Group = group, Measure = measure, Points = points, Cap = cap };

    internal static EventCountMeasure Arrests(Window? window = null, params string[] offences) =>
        new() { Events = [EventKind.Arrest], Window = window, Offences = offences };

    internal static Window Months(int months) => new() { Months = months };

    internal static PerUnitPoints Each(decimal points) => new() { PerUnit = points };

    internal static BandedPoints Bands(params (decimal From, decimal Points)[] bands) =>
        new() { Bands = [.. bands.Select(b => new PointsBand(b.From, b.Points))] };

    internal static CategoryPoints Categories(params (string Name, decimal Points)[] categories) =>
        new() { Categories = categories.ToDictionary(c => c.Name, c => c.Points, StringComparer.OrdinalIgnoreCase) };

    internal static ScoringInput One(ScoredPerson? person = null, params DateOnly[] arrests)
    {
        var input = new ScoringInput();
        input.AddPerson(person ?? new ScoredPerson { PersonId = "P1" });
        foreach (var date in arrests)
            input.AddEvent(0, EventKind.Arrest, OffenceGroup.Other, date);
        return input;
    }

    internal static PersonScore Score(ScoringInput input, params Factor[] factors) =>
        new Scorer(Matrix(factors)).Score(input, AsOf).Explain(0);

    internal static DateOnly Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd");
}
