using Throughline.Scoring;
using Throughline.Statistics;

namespace Throughline.Selection.NijBacktest;

/// <summary>What the back-test found.</summary>
internal sealed record NijBacktestResult
{
    public required string Matrix { get; init; }

    public required string Version { get; init; }

    public required int TrainPeople { get; init; }

    public required int TestPeople { get; init; }

    /// <summary>The two horizons: three years, and the first year.</summary>
    public required IReadOnlyList<NijHorizon> Horizons { get; init; }
}

/// <summary>One outcome.</summary>
internal sealed record NijHorizon
{
    public required string Outcome { get; init; }

    public required int People { get; init; }

    /// <summary>The share to whom it happened.</summary>
    public required double BaseRate { get; init; }

    /// <summary>The matrix, the baseline, prior arrests alone, and the matrix with age.</summary>
    public required IReadOnlyList<NijModel> Models { get; init; }

    /// <summary>Differences of areas on the same people.</summary>
    public required IReadOnlyList<NijComparison> Comparisons { get; init; }
}

/// <summary>The area of one model less that of another.</summary>
internal sealed record NijComparison(string First, string Second, AreaDifference Area);

/// <summary>How one model did on one outcome.</summary>
internal sealed record NijModel
{
    public required string Model { get; init; }

    public required AreaUnderCurve Area { get; init; }

    /// <summary>Null when the training sample does not hold the outcome, so that no probability was fitted for it.</summary>
    public required CalibrationResult? Calibration { get; init; }

    public required IReadOnlyList<NijGroup> BySex { get; init; }

    public required IReadOnlyList<NijGroup> ByRace { get; init; }
}

/// <summary>One group of people.</summary>
internal sealed record NijGroup
{
    public required string Group { get; init; }

    public required int People { get; init; }

    public required double BaseRate { get; init; }

    public required AreaUnderCurve Area { get; init; }

    public required double? ExpectedOverObserved { get; init; }

    public required double? CalibrationSlope { get; init; }

    /// <summary>The share at or above the cut that takes the top fifth of all test people.</summary>
    public required double ShareInTopFifth { get; init; }

    /// <summary>Of those to whom it did not happen, the share in the top fifth.</summary>
    public required double TopFifthOfNotArrested { get; init; }
}

/// <summary>
/// Scores NIJ's test sample with a matrix through the engine, and measures it beside a baseline of two features (age at release,
/// prior arrests) fitted by logistic regression on the training sample. A score becomes a probability by a logistic regression
/// of the three-year outcome on the score, in the training sample. The first-year outcome is not in the training sample, so for
/// it only ranking is measured.
/// </summary>
internal static class NijBacktest
{
    internal static NijBacktestResult Run(IReadOnlyList<NijPerson> people, SelectionMatrix matrix)
    {
        var train = people.Where(p => !p.IsTest && p.ArrestedIn3Years is not null).ToList();
        var test = people.Where(p => p.IsTest).ToList();
        bool[] learnt = [.. train.Select(p => p.ArrestedIn3Years == true)];
        var (trainScores, testScores) = (NijMatrix.Totals(matrix, train), NijMatrix.Totals(matrix, test));
        double[] trainAge = [.. train.Select(p => p.Age)];
        double[] trainArrests = [.. train.Select(p => p.PriorArrests)];
        var scoreFit = LogisticRegression.Fit([trainScores], learnt);
        var baseFit = LogisticRegression.Fit([trainAge, trainArrests], learnt);
        var arrestsFit = LogisticRegression.Fit([trainArrests], learnt);
        var bothFit = LogisticRegression.Fit([trainScores, trainAge], learnt);
        (string Name, double[] Probabilities)[] models =
        [
            ("matrix", [.. testScores.Select(s => scoreFit.Probability(s))]),
            ("baseline: age and prior arrests", [.. test.Select(p => baseFit.Probability(p.Age, p.PriorArrests))]),
            ("prior arrests alone", [.. test.Select(p => arrestsFit.Probability(p.PriorArrests))]),
            ("matrix and age", [.. test.Select((p, i) => bothFit.Probability(testScores[i], p.Age))]),
        ];
        return new NijBacktestResult
        {
            Matrix = matrix.Name,
            Version = matrix.Version,
            TrainPeople = train.Count,
            TestPeople = test.Count,
            Horizons =
            [
                Measure("arrest_within_3y", test, models, p => p.ArrestedIn3Years, calibrated: true),
                Measure("arrest_y1", test, models, p => p.ArrestedInYear1, calibrated: false),
            ],
        };
    }

    private static NijHorizon Measure(
        string outcome, List<NijPerson> test, (string Name, double[] Probabilities)[] models, Func<NijPerson, bool?> happened, bool calibrated)
    {
        int[] rows = [.. Enumerable.Range(0, test.Count).Where(i => happened(test[i]) is not null)];
        bool[] outcomes = [.. rows.Select(i => happened(test[i])!.Value)];
        double[] Of(int model) => [.. rows.Select(i => models[model].Probabilities[i])];
        NijComparison Compare(int first, int second) =>
            new(models[first].Name, models[second].Name, Discrimination.Compare(Of(first), Of(second), outcomes));
        return new NijHorizon
        {
            Outcome = outcome,
            People = rows.Length,
            BaseRate = outcomes.Count(o => o) / (double)rows.Length,
            Models = [.. models.Select((m, k) => Model(m.Name, Of(k), outcomes, [.. rows.Select(i => test[i])], calibrated))],
            Comparisons = [Compare(0, 1), Compare(0, 2), Compare(3, 1)],
        };
    }

    private static NijModel Model(string name, double[] probabilities, bool[] outcomes, NijPerson[] people, bool calibrated)
    {
        var cut = probabilities.Order().ElementAt(probabilities.Length * 8 / 10);
        return new NijModel
        {
            Model = name,
            Area = Discrimination.Area(probabilities, outcomes),
            Calibration = calibrated ? Calibration.Assess(probabilities, outcomes) : null,
            BySex = Groups(p => p.Sex),
            ByRace = Groups(p => p.Race),
        };

        IReadOnlyList<NijGroup> Groups(Func<NijPerson, string> of) =>
            [.. ByGroup.Compute([.. people.Select(of)], rows => Group(rows)).Where(g => g.Figure is not null).Select(g => g.Figure! with { Group = g.Group })];

        NijGroup Group(IReadOnlyList<int> rows)
        {
            double[] p = [.. rows.Select(i => probabilities[i])];
            bool[] y = [.. rows.Select(i => outcomes[i])];
            var calibration = calibrated ? Calibration.Assess(p, y) : null;
            return new NijGroup
            {
                Group = string.Empty,
                People = rows.Count,
                BaseRate = y.Count(o => o) / (double)y.Length,
                Area = Discrimination.Area(p, y),
                ExpectedOverObserved = calibration?.ExpectedOverObserved,
                CalibrationSlope = calibration?.Slope,
                ShareInTopFifth = p.Count(x => x >= cut) / (double)p.Length,
                TopFifthOfNotArrested = rows.Count(i => !outcomes[i] && probabilities[i] >= cut) / (double)y.Count(o => !o),
            };
        }
    }
}
