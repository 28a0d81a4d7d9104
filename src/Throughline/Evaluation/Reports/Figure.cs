namespace Throughline.Evaluation.Reports;

/// <summary>Whether a share is of people, in per cent, or a mean in its own unit.</summary>
public enum FigureUnit
{
    PerCent,
    Mean,
    People,
}

/// <summary>One live figure beside the published one. When it is hidden, nothing from which it could be worked out is given.</summary>
/// <param name="Group">What the measures of one total have in common; "" when there is only one group.</param>
/// <param name="People">How many people it counts.</param>
/// <param name="Of">Out of how many.</param>
/// <param name="Value">Per cent, mean or number, unrounded.</param>
/// <param name="Published">What the source says; null when it says nothing about this measure.</param>
/// <param name="Source">Document and paragraph of the published figure.</param>
public sealed record Figure(string Group, string Measure, int? People, int? Of, decimal? Value, FigureUnit Unit, decimal? Published, string Source, bool IsHidden = false)
{
    public string UnitWords => Unit switch
    {
        FigureUnit.PerCent => "per cent",
        FigureUnit.Mean => "mean",
        FigureUnit.People => "people",
        _ => throw new InvalidOperationException($"No words for {Unit}."),
    };

    /// <summary>Live less published, rounded as the live figure is shown; null when either is missing.</summary>
    public decimal? Difference => Rounded is { } live && Published is { } published ? live - published : null;

    /// <summary>One decimal for per cents, two for means: at least as many as any source gives.</summary>
    public decimal? Rounded => Value is { } value ? Math.Round(value, Unit switch { FigureUnit.PerCent => 1, FigureUnit.Mean => 2, _ => 0 }, MidpointRounding.AwayFromZero) : null;

    public Figure Hidden() => this with { People = null, Value = null, IsHidden = true };
}

/// <summary>Measures that share out one total: their counts add up to it, or, when there is one measure, the rest is its complement.</summary>
internal sealed record FigureGroup(string Label, int Total, IReadOnlyList<FigurePart> Parts)
{
    /// <summary>The number that the total itself is part of, when the total is a count that another report shows as a measure.</summary>
    public int? Within { get; init; }
}

internal sealed record FigurePart(string Label, int Count, decimal? Published, string Source);

internal sealed record FigureMean(string Label, decimal? Value, int People, decimal? Published, string Source)
{
    /// <summary>The number that the people are part of.</summary>
    public int? Within { get; init; }
}

/// <summary>A report about one partnership on one day.</summary>
public sealed record PartnershipReport(string Code, string Name, IReadOnlyList<Figure> Figures);
