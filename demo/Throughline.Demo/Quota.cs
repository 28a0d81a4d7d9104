namespace Throughline.Demo;

/// <summary>Shares out a whole number exactly: by the largest remainder (Hamilton's method), so that totals never drift.</summary>
public static class Quota
{
    /// <summary>
    /// How many of <paramref name="total"/> each part gets when the parts are to be as <paramref name="shares"/>. The shares need
    /// not add up to anything. Ties of remainders go to the earlier part. O(n log n).
    /// </summary>
    public static int[] Split(int total, IReadOnlyList<double> shares)
    {
        var sum = shares.Sum();
        var parts = new int[shares.Count];
        if (sum <= 0 || total <= 0)
            return parts;
        var remainders = new double[shares.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var exact = total * (shares[i] / sum);
            parts[i] = (int)exact;
            remainders[i] = exact - parts[i];
        }

        var left = total - parts.Sum();
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i).Take(left))
            parts[i]++;
        return parts;
    }

    /// <summary>
    /// Published percentages that add up to 98 or 101 because each was rounded, moved by the same amount until they add up to
    /// 100. Parts of nought stay nought. Each part still rounds to what was published when the sum was at most half a point a
    /// part away from 100.
    /// </summary>
    public static double[] ToHundred(params double[] percentages)
    {
        var parts = percentages.Count(p => p > 0);
        var move = (100 - percentages.Sum()) / parts;
        return [.. percentages.Select(p => p > 0 ? p + move : 0)];
    }

    /// <summary>How many are a percentage of a total, to the nearest whole one.</summary>
    public static int Of(int total, double percentage) => (int)((total * percentage / 100) + 0.5);

    /// <summary>
    /// Whole numbers that add up to <paramref name="total"/>, in proportion to weights, each within its own bounds. When the bounds
    /// cannot hold the total, the nearest they can is given.
    /// </summary>
    public static int[] Fill(int total, IReadOnlyList<double> weights, IReadOnlyList<int> least, IReadOnlyList<int> most)
    {
        var parts = least.ToArray();
        var left = total - parts.Sum();
        while (left > 0)
        {
            var open = Enumerable.Range(0, parts.Length).Where(i => parts[i] < most[i]).ToList();
            if (open.Count == 0)
                break;
            var more = Split(left, [.. open.Select(i => weights[i])]);
            var given = 0;
            for (var k = 0; k < open.Count; k++)
            {
                var add = Math.Min(more[k], most[open[k]] - parts[open[k]]);
                parts[open[k]] += add;
                given += add;
            }

            if (given == 0)
                break;
            left -= given;
        }

        return parts;
    }

    /// <summary>
    /// Moves each number by the same amount, and then by ones, until they add up to <paramref name="total"/>; none leaves its bounds.
    /// Used to bring the mean of ages in days to a published mean exactly.
    /// </summary>
    public static void MoveTo(long total, int[] numbers, IReadOnlyList<int> least, IReadOnlyList<int> most)
    {
        for (var round = 0; round < 200; round++)
        {
            var left = total - numbers.Sum(n => (long)n);
            if (left == 0)
                return;
            var step = left / numbers.Length;
            for (var i = 0; i < numbers.Length && left != 0; i++)
            {
                var move = step != 0 ? (int)step : Math.Sign(left);
                var to = Math.Clamp(numbers[i] + move, least[i], Math.Max(least[i], most[i]));
                left -= to - numbers[i];
                numbers[i] = to;
            }
        }
    }
}
