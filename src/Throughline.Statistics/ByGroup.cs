namespace Throughline.Statistics;

/// <summary>The same figure for each group of people, in ordinal order of group.</summary>
public static class ByGroup
{
    /// <summary>Splits rows by group and computes a figure for each; a group that cannot bear it gives its reason instead.</summary>
    /// <param name="groups">The group of each row; an empty text is a group of its own.</param>
    /// <param name="compute">The figure from the numbers of the rows in the group. It refuses with <see cref="ArgumentException"/>.</param>
    public static IReadOnlyList<GroupFigure<T>> Compute<T>(IReadOnlyList<string> groups, Func<IReadOnlyList<int>, T> compute)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(compute);
        var figures = new List<GroupFigure<T>>();
        foreach (var group in Enumerable.Range(0, groups.Count).GroupBy(i => groups[i]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var rows = group.ToList();
            try
            {
                figures.Add(new GroupFigure<T>(group.Key, rows.Count, compute(rows), null));
            }
            catch (ArgumentException e)
            {
                figures.Add(new GroupFigure<T>(group.Key, rows.Count, null, e.Message));
            }
        }

        return figures;
    }
}

/// <summary>A figure for one group, or the reason there is none.</summary>
public sealed record GroupFigure<T>(string Group, int People, T? Figure, string? Refused)
    where T : class;
