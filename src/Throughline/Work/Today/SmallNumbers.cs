namespace Throughline.Work.Today;

/// <summary>
/// Counts under ten are not shown to people without access to names, and no others from which one could work them out:
/// when a total is shown, what is hidden adds up to at least ten and is never a single cell.
/// </summary>
public static class SmallNumbers
{
    public const int Least = 10;

    public const string Hidden = "fewer than 10, or hidden to protect such a number";

    /// <summary>The counts as they may be shown beside their total; null where hidden.</summary>
    public static IReadOnlyList<int?> Suppress(IReadOnlyList<int> counts)
    {
        var shown = counts.Select(count => count < Least ? (int?)null : count).ToArray();
        while (shown.Any(count => count is not null) && shown.Any(count => count is null) && !IsSafe(counts, shown))
        {
            var smallest = Enumerable.Range(0, shown.Length).Where(at => shown[at] is not null).MinBy(at => shown[at]);
            shown[smallest] = null;
        }

        return shown;
    }

    /// <summary>A count that stands alone.</summary>
    public static int? Suppress(int count) => count < Least ? null : count;

    public static string Words(int? count) => count?.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) ?? Hidden;

    private static bool IsSafe(IReadOnlyList<int> counts, int?[] shown)
    {
        var hidden = Enumerable.Range(0, shown.Length).Where(at => shown[at] is null).ToList();
        return hidden.Count > 1 && hidden.Sum(at => counts[at]) >= Least;
    }
}
