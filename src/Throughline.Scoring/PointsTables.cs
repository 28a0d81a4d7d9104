namespace Throughline.Scoring;

/// <summary>How a measurement becomes points. Points have at most four decimal places and are added exactly.</summary>
public abstract record PointsTable
{
    private protected PointsTable()
    {
    }
}

/// <summary><c>per_unit</c>: value × points per unit, rounded to four decimal places (half away from zero).</summary>
public sealed record PerUnitPoints : PointsTable
{
    /// <summary>Points for each event, percentage point or unit.</summary>
    public required decimal PerUnit { get; init; }
}

/// <summary>
/// <c>bands</c>: the points of the last band whose lower bound is at or below the value. A value below the first band gives
/// no points. Lower bounds rise strictly.
/// </summary>
public sealed record BandedPoints : PointsTable
{
    public required IReadOnlyList<PointsBand> Bands { get; init; }
}

/// <summary>A band: everything from <paramref name="From"/> (included) to the next band (not included).</summary>
/// <param name="From">The lower bound, in the unit of the measure.</param>
/// <param name="Points">The points.</param>
public sealed record PointsBand(decimal From, decimal Points);

/// <summary>
/// <c>categories</c>: the points of the category held; with several held, the highest. A category not in the table gives no
/// points. Names are compared without regard to case.
/// </summary>
public sealed record CategoryPoints : PointsTable
{
    public required IReadOnlyDictionary<string, decimal> Categories { get; init; }
}

/// <summary>Points held exactly, as ten-thousandths of a point in a 64-bit integer.</summary>
internal static class Exact
{
    internal const int Scale = 10_000;

    internal static long Units(decimal points) => (long)(points * Scale);

    internal static decimal Points(long units) => units / (decimal)Scale;
}
