namespace Throughline.Statistics;

/// <summary>
/// Whether probabilities mean what they say. Brier score = mean of (p − y)²; expected ÷ observed = Σp ÷ Σy; slope and intercept
/// from the logistic regression of the outcome on logit p (1 and 0 when perfect); calibration in the large = the intercept with
/// the slope held at 1.
/// </summary>
/// <remarks>
/// Reference: Cox 1958 (Biometrika 45:562-565); Van Calster and others 2019 (BMC Medicine 17:230). For the logit only,
/// probabilities are kept within 1e-6 of 0 and 1.
/// </remarks>
public static class Calibration
{
    /// <summary>Assesses probabilities against outcomes.</summary>
    /// <param name="probabilities">0 to 1.</param>
    /// <param name="outcomes">What happened, as long as <paramref name="probabilities"/>.</param>
    /// <param name="bands">How many bands of equal size in order of probability: 10 gives tenths. Equal probabilities may fall in
    /// two bands; they are put in order of their place in the list.</param>
    /// <exception cref="ArgumentException">Different lengths, a probability outside 0 to 1, only one outcome, or fewer people than bands.</exception>
    public static CalibrationResult Assess(IReadOnlyList<double> probabilities, IReadOnlyList<bool> outcomes, int bands = 10)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        if (probabilities.Count != outcomes.Count)
            throw new ArgumentException($"{probabilities.Count} probabilities and {outcomes.Count} outcomes.", nameof(outcomes));
        if (probabilities.Any(p => !(p is >= 0 and <= 1)))
            throw new ArgumentException("A probability is not from 0 to 1.", nameof(probabilities));
        if (probabilities.Count < bands)
            throw new ArgumentException($"{probabilities.Count} people cannot fill {bands} bands.", nameof(bands));
        var happened = outcomes.Count(o => o);
        if (happened == 0 || happened == outcomes.Count)
            throw new ArgumentException("Both outcomes must occur.", nameof(outcomes));
        var logits = probabilities.Select(p => Math.Clamp(p, 1e-6, 1 - 1e-6)).Select(p => Math.Log(p / (1 - p))).ToArray();
        var spread = logits.Max() - logits.Min() > 1e-9;
        var fit = spread ? LogisticRegression.Fit([logits], outcomes) : null;
        return new CalibrationResult
        {
            People = outcomes.Count,
            Observed = happened,
            Expected = probabilities.Sum(),
            Brier = probabilities.Select((p, i) => (p - (outcomes[i] ? 1 : 0)) * (p - (outcomes[i] ? 1 : 0))).Average(),
            Slope = fit is { Converged: true } ? fit.Coefficients[1] : null,
            SlopeStandardError = fit is { Converged: true } ? fit.StandardErrors[1] : null,
            Intercept = fit is { Converged: true } ? fit.Coefficients[0] : null,
            InTheLarge = InTheLarge(logits, happened),
            Bands = Split(probabilities, outcomes, bands),
        };
    }

    // Newton's method on Σ(y − logistic(a + logit p)) = 0, which falls in a.
    private static double InTheLarge(double[] logits, int happened)
    {
        var a = 0.0;
        for (var i = 0; i < 100; i++)
        {
            var p = logits.Select(l => LogisticRegression.Logistic(a + l)).ToArray();
            var step = (happened - p.Sum()) / Math.Max(1e-12, p.Sum(x => x * (1 - x)));
            a += Math.Clamp(step, -2, 2);
            if (Math.Abs(step) < 1e-12)
                break;
        }

        return a;
    }

    private static List<CalibrationBand> Split(IReadOnlyList<double> probabilities, IReadOnlyList<bool> outcomes, int bands)
    {
        var order = Enumerable.Range(0, probabilities.Count).OrderBy(i => probabilities[i]).ToArray();
        var split = new List<CalibrationBand>(bands);
        for (var b = 0; b < bands; b++)
        {
            var members = order[(int)((long)order.Length * b / bands)..(int)((long)order.Length * (b + 1) / bands)];
            split.Add(new CalibrationBand(
                members.Length, probabilities[members[0]], probabilities[members[^1]],
                members.Average(i => probabilities[i]), members.Count(i => outcomes[i]) / (double)members.Length));
        }

        return split;
    }
}

/// <summary>How a list of probabilities compares with what happened.</summary>
public sealed record CalibrationResult
{
    public required int People { get; init; }

    /// <summary>To how many it happened.</summary>
    public required int Observed { get; init; }

    /// <summary>The sum of the probabilities.</summary>
    public required double Expected { get; init; }

    public double ExpectedOverObserved => Expected / Observed;

    /// <summary>Mean squared error, 0 to 1; lower is better.</summary>
    public required double Brier { get; init; }

    /// <summary>1 when perfect; below 1 the probabilities are too extreme. <see langword="null"/> when there is no finite estimate.</summary>
    public required double? Slope { get; init; }

    public required double? SlopeStandardError { get; init; }

    /// <summary>The intercept beside <see cref="Slope"/>.</summary>
    public required double? Intercept { get; init; }

    /// <summary>The intercept with the slope held at 1: below 0 the probabilities are too high on the whole.</summary>
    public required double InTheLarge { get; init; }

    /// <summary>Bands of equal size from the lowest probabilities to the highest.</summary>
    public required IReadOnlyList<CalibrationBand> Bands { get; init; }
}

/// <summary>One band.</summary>
/// <param name="People">How many people.</param>
/// <param name="Lowest">The lowest probability in the band.</param>
/// <param name="Highest">The highest.</param>
/// <param name="MeanProbability">The mean.</param>
/// <param name="ObservedShare">The share to whom it happened, 0 to 1.</param>
public sealed record CalibrationBand(int People, double Lowest, double Highest, double MeanProbability, double ObservedShare);
