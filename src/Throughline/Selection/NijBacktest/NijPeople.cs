using System.Globalization;
using Throughline.Scoring;
using Throughline.Selection.ScoreFiles;

namespace Throughline.Selection.NijBacktest;

/// <summary>One person of the NIJ Georgia parole file: the record before prison, who they are, and what happened.</summary>
/// <param name="Id">The file's id.</param>
/// <param name="IsTest">Whether NIJ put the person in its test sample.</param>
/// <param name="Sex">M or F. Never scored; figures are split by it.</param>
/// <param name="Race">BLACK or WHITE. Never scored; figures are split by it.</param>
/// <param name="Age">The middle of the age band at release (50 for "48 or older").</param>
/// <param name="PriorRecord">Values of the columns of <see cref="NijPeople.PriorRecordColumns"/>, top-coded as in the file, true as 1.</param>
/// <param name="ArrestedIn3Years">Known for all but two.</param>
/// <param name="ArrestedInYear1">Known in the test sample only.</param>
internal sealed record NijPerson(
    string Id, bool IsTest, string Sex, string Race, double Age, double[] PriorRecord, bool? ArrestedIn3Years, bool? ArrestedInYear1)
{
    /// <summary>Prior arrest episodes, felony and misdemeanour together, each as top-coded in the file.</summary>
    internal double PriorArrests => PriorRecord[0] + PriorRecord[1];
}

/// <summary>Reads the file.</summary>
internal static class NijPeople
{
    /// <summary>The record before this prison term, as NIJ names it. True/false columns follow the counts.</summary>
    internal static readonly string[] PriorRecordColumns =
    [
        "Prior_Arrest_Episodes_Felony", "Prior_Arrest_Episodes_Misd", "Prior_Arrest_Episodes_Violent", "Prior_Arrest_Episodes_Property",
        "Prior_Arrest_Episodes_Drug", "Prior_Arrest_Episodes_PPViolationCharges", "Prior_Conviction_Episodes_Felony",
        "Prior_Conviction_Episodes_Misd", "Prior_Conviction_Episodes_Prop", "Prior_Conviction_Episodes_Drug",
        "Prior_Arrest_Episodes_DVCharges", "Prior_Arrest_Episodes_GunCharges", "Prior_Conviction_Episodes_Viol",
        "Prior_Conviction_Episodes_PPViolationCharges", "Prior_Conviction_Episodes_DomesticViolenceCharges",
        "Prior_Conviction_Episodes_GunCharges", "Prior_Revocations_Parole", "Prior_Revocations_Probation",
    ];

    /// <summary>The first true/false column.</summary>
    internal const int FirstYesNo = 10;

    internal static string Fact(string column) => column.ToLowerInvariant();

    internal static List<NijPerson> Read(CsvRows rows)
    {
        var people = new List<NijPerson>();
        if (!rows.Require(["ID", "sample", "Gender", "Race", "Age_at_Release", "arrest_within_3y", "arrest_y1", .. PriorRecordColumns]))
            return people;
        while (rows.Read())
        {
            people.Add(new NijPerson(
                rows.RequiredText("ID"), rows.Text("sample") == "test", rows.Text("Gender"), rows.Text("Race"), Age(rows),
                [.. PriorRecordColumns.Select(c => Count(rows, c))], YesNo(rows, "arrest_within_3y"), YesNo(rows, "arrest_y1")));
        }

        return people;
    }

    /// <summary>The same people as an import holds them: canonical texts by our column names (profile nij-georgia-parole).</summary>
    internal static NijPerson Of(IReadOnlyDictionary<string, string> facts) => new(
        facts["person_ref"], facts.GetValueOrDefault("sample") == "test", facts["sex"], facts["race"], MiddleOf(facts["age_at_release"]) ?? throw new InvalidDataException($"Record {facts["person_ref"]}: age_at_release “{facts["age_at_release"]}” is not a band such as 23-27, or 48 or older."),
        [.. PriorRecordColumns.Select(column => CountOf(facts.GetValueOrDefault(Fact(column)) ?? "0") ?? throw new InvalidDataException($"Record {facts["person_ref"]}: {Fact(column)} is not a count."))],
        Known(facts.GetValueOrDefault("arrest_within_3y")), Known(facts.GetValueOrDefault("arrest_y1")));

    private static bool? Known(string? text) => text is null ? null : text == "yes";

    /// <summary>People as the scoring engine takes them: the prior record and nothing else.</summary>
    internal static ScoringInput ToInput(IReadOnlyList<NijPerson> people)
    {
        var input = new ScoringInput();
        foreach (var person in people)
        {
            input.AddPerson(new ScoredPerson
            {
                PersonId = person.Id,
                Numbers = PriorRecordColumns.Select((c, i) => (c, i)).ToDictionary(x => Fact(x.c), x => (decimal)person.PriorRecord[x.i], StringComparer.Ordinal),
            });
        }

        return input;
    }

    private static double Age(CsvRows rows)
    {
        var text = rows.Text("Age_at_Release");
        if (MiddleOf(text) is { } middle)
            return middle;
        rows.Problem("Age_at_Release", CsvRows.Quote(text), "a band such as 23-27, or 48 or older");
        return 0;
    }

    private static double? MiddleOf(string band)
    {
        if (band.StartsWith("48", StringComparison.Ordinal))
            return 50;
        var ends = band.Split('-');
        return ends.Length == 2 && int.TryParse(ends[0], CultureInfo.InvariantCulture, out var from) && int.TryParse(ends[1], CultureInfo.InvariantCulture, out var to) ? (from + to) / 2.0 : null;
    }

    private static double Count(CsvRows rows, string column)
    {
        var text = rows.Text(column);
        if (CountOf(text) is { } count)
            return count;
        rows.Problem(column, CsvRows.Quote(text), "a count, a count or more, true or false");
        return 0;
    }

    private static double? CountOf(string text) => text switch
    {
        "true" or "yes" => 1,
        "false" or "no" => 0,
        _ => int.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var count) ? count : null,
    };

    private static bool? YesNo(CsvRows rows, string column) => rows.Text(column) switch
    {
        "1" => true,
        "0" => false,
        _ => null,
    };
}
