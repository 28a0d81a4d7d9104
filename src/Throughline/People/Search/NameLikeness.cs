namespace Throughline.People.Search;

/// <summary>
/// How alike two names are, 0 to 1: each word of the name looked for is paired with the word most like it (Jaro-Winkler), in
/// whatever order, and longer words weigh more. So "Smith John" is John Smith, and "jon smyth" is nearly him.
/// </summary>
/// <remarks>Winkler 1990, String Comparator Metrics; prefix scale 0.1, at most four letters.</remarks>
public static class NameLikeness
{
    public static double Of(string sought, string name)
    {
        var wanted = Split(sought);
        var held = Split(name);
        if (wanted.Length == 0 || held.Length == 0)
            return 0;
        var pairs = from w in Enumerable.Range(0, wanted.Length)
                    from h in Enumerable.Range(0, held.Length)
                    let alike = JaroWinkler(wanted[w], held[h])
                    orderby alike descending, w, h
                    select (w, h, alike);
        var best = new double[wanted.Length];
        var (doneWanted, doneHeld) = (new bool[wanted.Length], new bool[held.Length]);
        foreach (var (w, h, alike) in pairs)
        {
            if (doneWanted[w] || doneHeld[h])
                continue;
            (doneWanted[w], doneHeld[h], best[w]) = (true, true, alike);
        }

        var weighed = wanted.Select((word, at) => best[at] * word.Length).Sum() / wanted.Sum(word => word.Length);
        // a name with words that nobody asked for is a little less like
        return weighed * (1 - 0.01 * Math.Min(5, Math.Max(0, held.Length - wanted.Length)));
    }

    /// <summary>1 for the same word, 0 for nothing in common.</summary>
    public static double JaroWinkler(string one, string other)
    {
        if (one == other)
            return 1;
        var range = Math.Max(0, Math.Max(one.Length, other.Length) / 2 - 1);
        var (oneHit, otherHit) = (new bool[one.Length], new bool[other.Length]);
        var matches = 0;
        for (var i = 0; i < one.Length; i++)
        {
            for (var j = Math.Max(0, i - range); j < Math.Min(other.Length, i + range + 1); j++)
            {
                if (otherHit[j] || one[i] != other[j])
                    continue;
                oneHit[i] = otherHit[j] = true;
                matches++;
                break;
            }
        }

        if (matches == 0)
            return 0;
        var moved = one.Where((_, at) => oneHit[at]).Zip(other.Where((_, at) => otherHit[at])).Count(pair => pair.First != pair.Second) / 2.0;
        var jaro = ((double)matches / one.Length + (double)matches / other.Length + (matches - moved) / matches) / 3;
        var prefix = one.Zip(other).Take(4).TakeWhile(pair => pair.First == pair.Second).Count();
        return jaro + prefix * 0.1 * (1 - jaro);
    }

    private static string[] Split(string text) =>
        text.ToLowerInvariant().Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal).Split([' ', '-', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
}
