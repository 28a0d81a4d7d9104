using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Throughline.Platform.Database;
using Throughline.Scoring;

namespace Throughline.Selection.Scores;

/// <summary>
/// Everybody in scope in the partnership and the current items about them that a matrix can measure, as far as all who read
/// the score are given them (<see cref="CommonInputs"/>): one query a table, whatever the number of people. Records merged into
/// another count as that other person.
/// </summary>
internal static class ScoringFacts
{
    /// <summary>Words of agencies' extracts to the words that matrices use.</summary>
    private static readonly Dictionary<string, string> Treatment = new(StringComparer.OrdinalIgnoreCase)
    {
        ["engaged"] = "in_treatment", ["left-early"] = "dropped_out", ["referred"] = "waiting",
    };

    public static async Task<ScoringInput> ReadAsync(Db db, DateOnly asOf, string harmScheme, CommonInputs common, CancellationToken cancel)
    {
        var facts = new Dictionary<Guid, Facts>();
        await EachAsync(
            db,
            $"""
            select p.id, (select i.date_of_birth from person_birth_date i where i.person_id = p.id and {CommonInputs.Where} order by i.received_at desc, i.id desc limit 1)
            from person_record p where p.merged_into_id is null and exists (select from person_name i where i.person_id = p.id and {CommonInputs.Where}) order by p.id
            """, row => facts.Add(row.GetGuid(0), new Facts { Born = Date(row, 1) }), common, cancel);
        await EachPersonAsync(db, facts, "predictor_score", "i.predictor, i.scored_on, i.percent_one_year, i.percent_two_year, i.band", AddPredictors, common, cancel);
        await EachPersonAsync(db, facts, "risk_level", "i.rosh, i.assessed_on", (one, row) => one.AddRisk(row.GetString(1), Date(row, 2), asOf), common, cancel);
        await EachPersonAsync(db, facts, "person_designation", "i.designation, i.detail, i.from_on, i.to_on", AddDesignations, common, cancel);
        await EachPersonAsync(db, facts, "registration", "i.code", (one, row) => one.Categories["registration_" + Key(row.GetString(1))] = "yes", common, cancel);
        await EachPersonAsync(db, facts, "need_score", "i.pathway, i.score, i.need_level, i.assessed_on", AddNeeds, common, cancel);
        await EachPersonAsync(db, facts, "drug_record", "i.kind, i.on_date, i.result, i.treatment_status, i.ended_on", (one, row) => AddDrugs(one, row, asOf), common, cancel);
        await EachPersonAsync(db, facts, "research_record", "i.facts::text", AddResearch, common, cancel);

        var input = new ScoringInput();
        var index = new Dictionary<Guid, int>(facts.Count);
        foreach (var (id, one) in facts)
            index.Add(id, input.AddPerson(one.ToPerson(id)));
        await AddEventsAsync(db, input, index, harmScheme, common, cancel);
        await EachAsync(db, $"select coalesce(p.merged_into_id, p.id), i.received_on, i.released_on from custody_spell i join person_record p on p.id = i.person_id where {CommonInputs.Where}", row =>
        {
            var (from, to) = (Date(row, 1)!.Value, Date(row, 2));
            if (index.TryGetValue(row.GetGuid(0), out var person) && !(to < from))
                input.AddCustody(person, from, to);
        }, common, cancel);
        return input;
    }

    private static Task AddEventsAsync(Db db, ScoringInput input, Dictionary<Guid, int> index, string harmScheme, CommonInputs common, CancellationToken cancel) => EachAsync(
        db,
        $"""
        select coalesce(p.merged_into_id, p.id), i.kind, i.offence_group, i.occurred_on,
          (select w.weight from offence_weight w where w.scheme = @harmScheme and w.code = i.offence_code and w.valid_from <= i.occurred_on order by w.valid_from desc limit 1)::float8
        from offence_event i join person_record p on p.id = i.person_id where {CommonInputs.Where}
        """, row =>
        {
            if (!index.TryGetValue(row.GetGuid(0), out var person) || !EventKinds.TryParse(row.GetString(1), out var kind))
                return;
            var group = OffenceGroups.TryParse(row.GetString(2), out var known) ? known : OffenceGroup.Other;
            input.AddEvent(person, kind, group, Date(row, 3)!.Value, row.IsDBNull(4) ? null : row.GetDouble(4));
        }, common, cancel, harmScheme);

    private static void AddPredictors(Facts one, DbDataReader row)
    {
        var (name, on, band) = (Key(row.GetString(1)), Date(row, 2), Text(row, 5));
        if (!row.IsDBNull(3))
            one.Predictors.Add(new PredictorReading(name + "_one_year", row.GetDecimal(3), band, on));
        if (!row.IsDBNull(4))
            one.Predictors.Add(new PredictorReading(name + "_two_year", row.GetDecimal(4), band, on));
        one.Predictors.Add(new PredictorReading(name, row.IsDBNull(4) ? Number(row, 3) : row.GetDecimal(4), band, on));
    }

    private static void AddDesignations(Facts one, DbDataReader row)
    {
        var (code, detail, from, to) = (row.GetString(1).ToUpperInvariant(), Text(row, 2), Date(row, 3), Date(row, 4));
        one.Designations.Add(new HeldDesignation(code, from, to));
        var level = new string([.. (detail ?? "").Where(char.IsAsciiDigit)]);
        if (level.Length > 0)
            one.Designations.Add(new HeldDesignation(code + level, from, to));
    }

    private static void AddNeeds(Facts one, DbDataReader row)
    {
        var key = "need_" + Key(row.GetString(1));
        if (one.NeedOn.TryGetValue(key, out var newest) && newest > (Date(row, 4) ?? DateOnly.MinValue))
            return;
        one.NeedOn[key] = Date(row, 4) ?? DateOnly.MinValue;
        one.Numbers[key] = row.GetDecimal(2);
        one.Categories[key] = Key(row.GetString(3));
    }

    /// <summary>A research partnership's records: counts as numbers ("6 or more" as 6, yes as 1). Sex and race are never facts of a score.</summary>
    private static void AddResearch(Facts one, DbDataReader row)
    {
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(1)) ?? [])
        {
            if (value is "yes" or "no")
                one.Numbers[name] = value == "yes" ? 1 : 0;
            else if (name is not ("person_ref" or "sex" or "race" or "age_at_release") && decimal.TryParse(value.Split(' ')[0], CultureInfo.InvariantCulture, out var number))
                one.Numbers[name] = number;
        }
    }

    private static void AddDrugs(Facts one, DbDataReader row, DateOnly asOf)
    {
        var (on, result, treatment, ended) = (Date(row, 2)!.Value, Text(row, 3), Text(row, 4), Date(row, 5));
        if (on > asOf)
            return;
        if (string.Equals(result, "positive", StringComparison.OrdinalIgnoreCase))
            one.PositiveTests.Add(on);
        if (treatment is null || on < one.TreatmentOn)
            return;
        one.TreatmentOn = on;
        one.Treatment = ended <= asOf && string.Equals(treatment, "engaged", StringComparison.OrdinalIgnoreCase) ? "ended" : Treatment.GetValueOrDefault(treatment, Key(treatment));
    }

    private static Task EachPersonAsync(Db db, Dictionary<Guid, Facts> facts, string table, string columns, Action<Facts, DbDataReader> add, CommonInputs common, CancellationToken cancel) => EachAsync(
        db, $"select coalesce(p.merged_into_id, p.id), {columns} from {table} i join person_record p on p.id = i.person_id where {CommonInputs.Where} order by i.id", row =>
        {
            if (facts.TryGetValue(row.GetGuid(0), out var one))
                add(one, row);
        }, common, cancel);

    private static async Task EachAsync(Db db, string sql, Action<DbDataReader> each, CommonInputs common, CancellationToken cancel, string? harmScheme = null)
    {
        await using var reader = await db.ReadAsync(sql, new { db.Act.Agency, common.Owners, common.Categories, common.WithCase, harmScheme }, cancel);
        while (await reader.ReadAsync(cancel))
            each(reader);
    }

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static decimal? Number(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetDecimal(at);

    private static DateOnly? Date(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateOnly>(at);

    private static string Key(string text) => text.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    /// <summary>One person's facts while they are gathered.</summary>
    private sealed class Facts
    {
        private DateOnly _riskOn = DateOnly.MinValue;
        private string? _risk;

        public DateOnly? Born { get; init; }

        public List<PredictorReading> Predictors { get; } = [];

        public List<HeldDesignation> Designations { get; } = [];

        public List<DateOnly> PositiveTests { get; } = [];

        public Dictionary<string, decimal> Numbers { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string> Categories { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, DateOnly> NeedOn { get; } = new(StringComparer.Ordinal);

        public string? Treatment { get; set; }

        public DateOnly TreatmentOn { get; set; } = DateOnly.MinValue;

        public void AddRisk(string level, DateOnly? on, DateOnly asOf)
        {
            if (on > asOf || (on ?? DateOnly.MinValue) < _riskOn)
                return;
            (_risk, _riskOn) = (Key(level), on ?? DateOnly.MinValue);
        }

        public ScoredPerson ToPerson(Guid id) => new()
        {
            PersonId = id.ToString(),
            DateOfBirth = Born,
            Rosh = _risk,
            Predictors = Predictors,
            Designations = Designations,
            PositiveDrugTests = PositiveTests,
            TreatmentStatus = Treatment,
            Numbers = Numbers,
            Categories = Categories,
        };
    }
}
