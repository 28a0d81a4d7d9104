using System.Globalization;
using Throughline.Scoring;
using Throughline.Statistics;

namespace Throughline.Selection.NijBacktest;

/// <summary>
/// Derives a plain points matrix from the training sample: logistic regression of arrest within three years on the prior record;
/// the weakest term is dropped and the model fitted again until every term raises the odds with |z| of at least 2.6 (about
/// p &lt; 0.01); points for a unit = coefficient × 20 rounded, so that a point is a twentieth of the log odds.
/// </summary>
internal static class NijMatrix
{
    private const double PointsPerLogOdds = 20;
    private const double LeastZ = 2.6;

    internal static SelectionMatrix Derive(IReadOnlyList<NijPerson> train)
    {
        var known = train.Where(p => p.ArrestedIn3Years is not null).ToList();
        bool[] outcomes = [.. known.Select(p => p.ArrestedIn3Years == true)];
        var kept = Enumerable.Range(0, NijPeople.PriorRecordColumns.Length).ToList();
        LogisticFit fit;
        while (true)
        {
            fit = LogisticRegression.Fit([.. kept.Select(c => known.Select(p => p.PriorRecord[c]).ToArray())], outcomes);
            var weakest = Enumerable.Range(0, kept.Count).MinBy(k => fit.Coefficients[k + 1] / fit.StandardErrors[k + 1]);
            if (fit.Coefficients[weakest + 1] / fit.StandardErrors[weakest + 1] >= LeastZ)
                break;
            kept.RemoveAt(weakest);
        }

        var matrix = Matrix(kept.Select((column, k) => Factor(column, fit.Coefficients[k + 1])), 0, 0);
        var totals = Totals(matrix, known).Order().ToArray();
        return Matrix(matrix.Factors, (decimal)totals[totals.Length * 8 / 10], (decimal)totals[totals.Length * 7 / 10]);
    }

    /// <summary>Totals by the engine, in the order of the people.</summary>
    internal static double[] Totals(SelectionMatrix matrix, IReadOnlyList<NijPerson> people)
    {
        var table = new Scorer(matrix).Score(NijPeople.ToInput(people), AsOf);
        return [.. Enumerable.Range(0, people.Count).Select(p => (double)table.Total(p))];
    }

    /// <summary>Everybody in the file had been released by then.</summary>
    internal static readonly DateOnly AsOf = new(2016, 1, 1);

    private static Factor Factor(int column, double coefficient)
    {
        var name = NijPeople.PriorRecordColumns[column];
        var words = name.Replace('_', ' ').ToLowerInvariant();
        return new Factor
        {
            Id = NijPeople.Fact(name),
            Label = char.ToUpperInvariant(words[0]) + words[1..],
            Group = name.Contains("Conviction", StringComparison.Ordinal) ? SourceGroup.Convictions
                : name.Contains("Arrest", StringComparison.Ordinal) ? SourceGroup.Arrests
                : SourceGroup.Other,
            Measure = new NumberFactMeasure { Fact = NijPeople.Fact(name) },
            Points = new PerUnitPoints { PerUnit = Math.Max(1, decimal.Round((decimal)(coefficient * PointsPerLogOdds))) },
            Source = $"Log odds {coefficient.ToString("0.0000", CultureInfo.InvariantCulture)} a unit on the training sample, times 20, rounded.",
        };
    }

    private static SelectionMatrix Matrix(IEnumerable<Factor> factors, decimal entry, decimal exit) => new()
    {
        Name = "Prior record, NIJ Georgia parole",
        Version = "1.0",
        Description = "A back-test matrix: the record before prison only, no age, sex, race, area, supervision or conduct. Not for use on people: it shows how well a plain points table does on 25,780 real releases with known outcomes.",
        Source = "US National Institute of Justice, Recidivism Forecasting Challenge (data.ojp.usdoj.gov ynf5-u8nk), training sample of 17,973 people. Logistic regression of arrest within three years on 18 prior-record columns as top-coded by NIJ; the weakest term dropped and the rest fitted again until each raised the odds with z of 2.6 or more; points a unit = log odds times 20, rounded.",
        EffectiveFrom = new DateOnly(2013, 1, 1),
        Thresholds = new Thresholds { Entry = entry, Exit = exit, Near = 3, Source = "The 80th and 70th percentile of the training sample's scores." },
        Factors = [.. factors],
    };
}
