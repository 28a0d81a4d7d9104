namespace Throughline.Evaluation.Reports;

/// <summary>
/// Small counts are hidden from people who see no names, and so is whatever would give them away. A count is small under
/// <see cref="Least"/>; nought is a count like any other.
/// </summary>
public static class Suppression
{
    public const int Least = 10;

    /// <summary>
    /// Which of the counts that add up to a known total are hidden. First those under ten. Then, while fewer than two are
    /// hidden or the hidden ones together come to less than ten, the smallest of the others too (the first of equals): otherwise the
    /// total less the rest would be a count under ten. O(n²) for n counts, of which there are a handful.
    /// </summary>
    public static bool[] Hide(IReadOnlyList<int> counts)
    {
        var hidden = counts.Select(count => count < Least).ToArray();
        if (!hidden.Contains(true))
            return hidden;
        while (true)
        {
            var number = hidden.Count(h => h);
            var sum = counts.Where((_, i) => hidden[i]).Sum();
            if (number == hidden.Length || (number >= 2 && sum >= Least))
                return hidden;
            var next = Enumerable.Range(0, hidden.Length).Where(i => !hidden[i]).MinBy(i => counts[i]);
            hidden[next] = true;
        }
    }

    /// <summary>Whether a total must be hidden with everything in it: when it, or what is left of the number it is part of, is small.</summary>
    public static bool HidesTotal(int total, int? within) => total < Least || (within is { } whole && whole - total < Least);

    internal static IEnumerable<Figure> Figures(FigureGroup group, bool suppress)
    {
        var counts = group.Parts.Select(part => part.Count).ToList();
        var isComplement = counts.Count == 1;
        var hidden = Hide(isComplement ? [counts[0], group.Total - counts[0]] : counts);
        var hidesTotal = HidesTotal(group.Total, group.Within);
        for (var i = 0; i < group.Parts.Count; i++)
        {
            var part = group.Parts[i];
            var figure = new Figure(group.Label, part.Label, part.Count, group.Total, group.Total == 0 ? null : 100m * part.Count / group.Total, FigureUnit.PerCent, part.Published, part.Source);
            yield return !suppress ? figure : hidesTotal ? figure.Hidden() with { Of = null } : hidden[i] ? figure.Hidden() : figure;
        }
    }

    internal static Figure Figure(FigureMean mean, bool suppress)
    {
        var figure = new Figure("", mean.Label, null, mean.People, mean.Value, FigureUnit.Mean, mean.Published, mean.Source);
        if (!suppress)
            return figure;
        if (mean.People < Least)
            return figure.Hidden() with { Of = null };
        return mean.Within is { } whole && whole != mean.People && HidesTotal(mean.People, whole) ? figure with { Of = null } : figure;
    }
}
