using System.Globalization;
using Throughline.Scoring;

namespace Throughline.Selection.ScoreFiles;

/// <summary>Files to <see cref="ScoringInput"/>. Problems stop the command; warnings do not.</summary>
internal sealed class ScoreFileReader(SelectionMatrix matrix)
{
    private const int MostProblems = 10_000;
    private static readonly string[] DrugColumns = ["drug_test_positive_on", "treatment_status"];
    private static readonly string[] RoshLevels = ["low", "medium", "high", "very_high"];

    internal List<FileProblem> Problems { get; } = [];

    internal List<string> Warnings { get; } = [];

    internal ScoringInput Input { get; } = new();

    internal IReadOnlyList<string> PredictorNames { get; } =
        [.. Measures(matrix).OfType<PredictorMeasure>().Select(m => m.Predictor).Distinct(StringComparer.OrdinalIgnoreCase)];

    internal IReadOnlyList<string> NumberFacts { get; } =
        [.. Measures(matrix).OfType<NumberFactMeasure>().Select(m => m.Fact).Distinct(StringComparer.OrdinalIgnoreCase)];

    internal IReadOnlyList<string> CategoryFacts { get; } =
        [.. Measures(matrix).OfType<CategoryFactMeasure>().Select(m => m.Fact).Distinct(StringComparer.OrdinalIgnoreCase)];

    internal bool UsesLiberty { get; } = Measures(matrix).Any(m => m is RateAtLibertyMeasure);

    /// <summary>The columns of the people file that this matrix can use, person_id apart.</summary>
    internal IReadOnlyList<string> PeopleColumns
    {
        get
        {
            var kinds = Measures(matrix).Select(m => m.Kind).ToHashSet(StringComparer.Ordinal);
            var columns = new List<string>();
            if (kinds.Contains("age"))
                columns.Add("date_of_birth");
            if (kinds.Contains("rosh"))
                columns.Add("rosh");
            columns.AddRange(PredictorNames);
            if (kinds.Contains("designation"))
                columns.Add("designations");
            if (kinds.Contains("drug_use"))
                columns.AddRange(DrugColumns);
            columns.AddRange(NumberFacts.Concat(CategoryFacts));
            return [.. columns.Distinct(StringComparer.OrdinalIgnoreCase)];
        }
    }

    internal void ReadPeople(CsvRows rows)
    {
        var optional = PredictorNames.SelectMany(p => new[] { p, p + "_on", p + "_band" }).Concat(NumberFacts).Concat(CategoryFacts);
        WarnOfUnknown(rows, ["person_id", "date_of_birth", "sex", "rosh", "designations", "drug_test_positive_on", "treatment_status", .. optional]);
        if (!rows.Require("person_id"))
            return;
        foreach (var column in PeopleColumns.Where(c => !rows.Has(c) && !rows.Has(c + "_band") && !(IsDrugs(c) && DrugColumns.Any(rows.Has))))
            Warnings.Add($"{rows.File}: no column {column}, which the matrix uses; what it would give is not known for anybody");
        while (Problems.Count < MostProblems && rows.Read())
        {
            var id = rows.RequiredText("person_id");
            var person = ReadPerson(rows, id);
            if (id.Length == 0)
                continue;
            if (Input.IndexOf(id) >= 0)
                rows.Problem("person_id", CsvRows.Quote(id) + " again", "each person once");
            else
                Input.AddPerson(person);
        }
    }

    internal void ReadEvents(CsvRows rows)
    {
        WarnOfUnknown(rows, ["person_id", "date", "kind", "offence_group", "offence_code", "weight", "event_id"]);
        var complete = rows.Require("person_id", "date", "kind");
        if (rows.Header.Count > 0 && !rows.Has("offence_group") && !rows.Has("offence_code"))
        {
            Problems.Add(new FileProblem(rows.File, 1, "offence_group", "no such column", "a column named offence_group or offence_code"));
            complete = false;
        }

        var strangers = new Strangers(rows.File, "events");
        while (complete && Problems.Count < MostProblems && rows.Read())
        {
            var id = rows.RequiredText("person_id");
            var date = rows.Date("date", required: true);
            if (!EventKinds.TryParse(rows.Text("kind").ToLowerInvariant(), out var kind))
                rows.Problem("kind", CsvRows.Quote(rows.Text("kind")), "one of " + string.Join(", ", EventKinds.Ids));
            var offence = ReadOffence(rows, kind);
            var weight = rows.Number("weight", 0, 1_000_000);
            var person = Input.IndexOf(id);
            if (person < 0)
                strangers.Note(id, rows.Line);
            else if (date is { } on && offence is { } group)
                Input.AddEvent(person, kind, group, on, (double?)weight, rows.Text("event_id") is { Length: > 0 } eventId ? eventId : null);
        }

        strangers.Report(Warnings);
    }

    internal void ReadCustody(CsvRows rows)
    {
        WarnOfUnknown(rows, ["person_id", "from", "to"]);
        if (!rows.Require("person_id", "from", "to"))
            return;
        var strangers = new Strangers(rows.File, "custody spells");
        while (Problems.Count < MostProblems && rows.Read())
        {
            var id = rows.RequiredText("person_id");
            var from = rows.Date("from", required: true);
            var to = rows.Date("to");
            if (to < from)
                rows.Problem("to", $"{to:yyyy-MM-dd} before {from:yyyy-MM-dd}", "release on or after the first day, or nothing");
            else if (Input.IndexOf(id) is var person && person < 0)
                strangers.Note(id, rows.Line);
            else if (from is { } first && (to is not null || rows.Text("to").Length == 0))
                Input.AddCustody(person, first, to);
        }

        strangers.Report(Warnings);
    }

    private static IEnumerable<Measure> Measures(SelectionMatrix matrix) =>
        matrix.Factors.Select(f => f.Measure).Concat(matrix.Inclusions.Concat(matrix.Exclusions).Select(r => r.Measure));

    private void WarnOfUnknown(CsvRows rows, IEnumerable<string> known)
    {
        var unknown = rows.Header.Except(known, StringComparer.OrdinalIgnoreCase).ToList();
        if (unknown.Count > 0)
            Warnings.Add($"{rows.File}: ignored {(unknown.Count == 1 ? "column" : "columns")} {string.Join(", ", unknown)}");
    }

    private ScoredPerson ReadPerson(CsvRows rows, string id)
    {
        var numbers = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);
        foreach (var fact in NumberFacts)
        {
            if (rows.Number(fact, -1_000_000_000_000, 1_000_000_000_000) is { } number)
                numbers[fact] = number;
        }

        var categories = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var fact in CategoryFacts)
        {
            if (rows.Text(fact) is { Length: > 0 } category)
                categories[fact] = category;
        }

        return new ScoredPerson
        {
            PersonId = id,
            DateOfBirth = rows.Date("date_of_birth"),
            Rosh = ReadRosh(rows),
            Predictors = [.. PredictorNames.Select(p => ReadPredictor(rows, p)).OfType<PredictorReading>()],
            Designations = ReadDesignations(rows),
            PositiveDrugTests = ReadDates(rows, "drug_test_positive_on"),
            TreatmentStatus = rows.Text("treatment_status") is { Length: > 0 } status ? Underscored(status) : null,
            Numbers = numbers.Count > 0 ? numbers : null,
            Categories = categories.Count > 0 ? categories : null,
        };
    }

    // Either of the two is enough to know something.
    private static bool IsDrugs(string column) => DrugColumns.Contains(column, StringComparer.Ordinal);

    private static string Underscored(string text) => text.ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    private static string? ReadRosh(CsvRows rows)
    {
        var text = rows.Text("rosh");
        if (text.Length == 0)
            return null;
        if (RoshLevels.Contains(Underscored(text), StringComparer.Ordinal))
            return Underscored(text);
        rows.Problem("rosh", CsvRows.Quote(text), "one of " + string.Join(", ", RoshLevels));
        return null;
    }

    // The column holds a percentage or a band in words; NAME_band and NAME_on are optional beside it.
    private static PredictorReading? ReadPredictor(CsvRows rows, string name)
    {
        var text = rows.Text(name);
        var band = rows.Text(name + "_band");
        decimal? percent = null;
        if (text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.'))
            percent = rows.Number(name, 0, 100);
        else if (text.Length > 0 && band.Length == 0)
            band = text;
        return percent is null && band.Length == 0
            ? null
            : new PredictorReading(name, percent, band.Length > 0 ? band : null, rows.Date(name + "_on"));
    }

    private static List<DateOnly> ReadDates(CsvRows rows, string column)
    {
        var dates = new List<DateOnly>();
        foreach (var part in rows.Text(column).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (DateOnly.TryParseExact(part, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                dates.Add(date);
            else
                rows.Problem(column, CsvRows.Quote(part), "dates as yyyy-mm-dd, separated by ;");
        }

        return dates;
    }

    // CODE, CODE@FIRST, CODE@FIRST/LAST or CODE@/LAST: both days are held.
    private static List<HeldDesignation> ReadDesignations(CsvRows rows)
    {
        const string Expected = "codes separated by ;, each CODE or CODE@first/last with dates as yyyy-mm-dd";
        var held = new List<HeldDesignation>();
        foreach (var part in rows.Text("designations").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.Split('@');
            var days = at.Length == 2 ? at[1].Split('/') : [];
            if (at.Length > 2 || at[0].Length == 0 || days.Length > 2)
            {
                rows.Problem("designations", CsvRows.Quote(part), Expected);
                continue;
            }

            var read = days.Select(d => DateOnly.TryParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null).ToArray();
            if (days.Where((d, i) => d.Length > 0 && read[i] is null).Any())
                rows.Problem("designations", CsvRows.Quote(part), Expected);
            else
                held.Add(new HeldDesignation(at[0], read.ElementAtOrDefault(0), read.ElementAtOrDefault(1)));
        }

        return held;
    }

    private static OffenceGroup? ReadOffence(CsvRows rows, EventKind kind)
    {
        var (id, code) = (rows.Text("offence_group"), rows.Text("offence_code"));
        if (id.Length > 0)
        {
            if (OffenceGroups.TryParse(id.ToLowerInvariant(), out var group))
                return group;
            rows.Problem("offence_group", CsvRows.Quote(id), "one of " + string.Join(", ", OffenceGroups.Ids));
            return null;
        }

        if (code.Length > 0)
        {
            if (OffenceGroups.FromHomeOfficeCode(code) is { } group)
                return group;
            rows.Problem("offence_code", CsvRows.Quote(code), "a Home Office code, for example 28E, 45 or 02800");
            return null;
        }

        // Intelligence and breaches are often not about an offence; the rest always are.
        if (kind is EventKind.Intelligence)
            return OffenceGroup.Other;
        if (kind is EventKind.Breach)
            return OffenceGroup.Breach;
        rows.Problem(rows.Has("offence_group") ? "offence_group" : "offence_code", "nothing", "an offence group or code");
        return null;
    }

    /// <summary>Rows about people who are not in the people file: counted, and named once.</summary>
    private sealed class Strangers(string file, string what)
    {
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        private long _rows;
        private string _first = string.Empty;

        internal void Note(string id, long line)
        {
            if (id.Length == 0)
                return;
            if (_rows++ == 0)
                _first = $"the first on line {line}, person_id {CsvRows.Quote(id)}";
            _ids.Add(id);
        }

        internal void Report(List<string> warnings)
        {
            if (_rows > 0)
                warnings.Add($"{file}: {_rows} {what} of {_ids.Count} {(_ids.Count == 1 ? "person" : "people")} who are not in the people file were not scored ({_first})");
        }
    }
}
