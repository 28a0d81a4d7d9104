using System.Text;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Jobs;
using Throughline.Platform.Processes;
using Throughline.Selection.Matrices;
using Throughline.Ui;

namespace Throughline.Selection.Scores;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.Chair, Role.Analyst)]
[RecordsLooks("the people whose scores are listed")]
public sealed class ScoresModel : ThroughlinePage
{
    private const int PageSize = 50;

    [FromQuery(Name = "line")]
    public string? Line { get; set; }

    [FromQuery(Name = "cohort")]
    public string? Cohort { get; set; }

    [FromQuery(Name = "provisional")]
    public string? Provisional { get; set; }

    [FromQuery(Name = "beat")]
    public string? Beat { get; set; }

    [FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public ScoringRun? Run { get; private set; }

    public SavedMatrix? InUse { get; private set; }

    /// <summary>How far a run is that has not finished; null when there is none.</summary>
    public string? Underway { get; private set; }

    public IReadOnlyList<ScoreRow> Rows { get; private set; } = [];

    public IReadOnlyList<string> Sources { get; private set; } = [];

    public IReadOnlyList<string> Beats { get; private set; } = [];

    public int Count { get; private set; }

    public int Pages => Math.Max(1, (Count + PageSize - 1) / PageSize);

    public bool MayRun => Viewer.Has(Role.Coordinator, Role.Chair, Role.Analyst);

    public ScoreFilter Filter => new ScoreFilter(Line, Cohort, Provisional, Beat).Known();

    public override async Task LoadAsync()
    {
        InUse = await SavedMatrix.InUseAsync(Db);
        Underway = await Db.FirstAsync<string>(
            "select case when words = '' then 'Waiting to score everybody' when asked_by = @User then words else 'Everybody is being scored' end from job_run where partnership_id = @Partnership and name = @name and state in ('waiting', 'running') order by asked_at desc limit 1",
            new { Act.Partnership, Act.User, name = ScorePeople.JobName });
        Run = await ScoringRun.NewestAsync(Db);
        if (Run is null)
            return;
        Beats = await Db.ListAsync<string>("select distinct beat from person where beat is not null order by 1");
        Count = await ScoreRow.CountAsync(Db, Run.Id, Filter);
        PageNumber = Math.Clamp(PageNumber, 1, Pages);
        Rows = await ScoreRow.OfAsync(Db, Run.Id, Filter, (PageNumber - 1) * PageSize, PageSize);
        Sources = [.. Rows.SelectMany(row => row.Sources.Keys).Distinct()];
        await Db.LookedAtAsync([.. Rows.Select(row => row.PersonId)], ScoreRow.CategoriesOf(Rows), "Scores");
    }

    public async Task<IActionResult> OnGetAsync()
    {
        if (KeptFilters.Recall(HttpContext, "scores") is { } kept)
            return LocalRedirect(kept);
        await LoadAsync();
        return Page();
    }

    /// <summary>The list you see, all its pages, as a file.</summary>
    [StepUp]
    [TakesOut]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        Run = await ScoringRun.NewestAsync(Db);
        if (Run is null)
            return NotFound();
        var rows = await ScoreRow.OfAsync(Db, Run.Id, Filter, 0, int.MaxValue);
        string[] sources = [.. rows.SelectMany(row => row.Sources.Keys).Distinct()];
        using var text = new StringWriter();
        var csv = new CsvWriter(text);
        csv.WriteRow(["Rank", "Name", "Date of birth", "Area", "Points", .. sources, "Line", "Provisional", "Stability", "Case", "As of", "Matrix"]);
        foreach (var row in rows)
        {
            csv.WriteRow([
                row.Rank.ToString(), row.Name, row.DateOfBirth?.ToWords(), row.Beat, ScoreWords.Points(row.Total), .. sources.Select(source => ScoreWords.Points(row.Sources.GetValueOrDefault(source))),
                ScoreWords.LineInWords(row.Line), row.Provisional ? "Yes" : "No", $"{row.Stability:0.##}", row.CaseState is null ? "None" : CaseStates.Parse(row.CaseState).Words(), Run.AsOf.ToWords(), Run.Matrix,
            ]);
        }

        await Db.LookedAtAsync([.. rows.Select(row => row.PersonId)], ScoreRow.CategoriesOf(rows), "Scores, exported as a file");
        return File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray(), "text/csv; charset=utf-8", $"scores-{Run.AsOf:yyyy-MM-dd}.csv");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayRun)
            return NotFound();
        var people = await Db.ValueAsync<int>("select count(*)::int from person where merged_into_id is null");
        if (people > ScorePeople.MostWhileWaiting)
        {
            await Db.AskAsync(ScorePeople.JobName, null);
            return Done($"{people:N0} people wait to be scored. The list changes when the run has finished.", "/scores?line=");
        }

        await ScorePeople.DoAsync(Db);
        return Done("Everybody has been scored.", "/scores?line=");
    }

    /// <summary>The address of the file with the filters of the list.</summary>
    public string CsvUrl => "/scores" + Microsoft.AspNetCore.Http.QueryString.Create(new Dictionary<string, string?>
    {
        ["handler"] = "Csv", ["line"] = Filter.Line, ["cohort"] = Filter.Cohort, ["provisional"] = Filter.Provisional, ["beat"] = Filter.Beat,
    });
}
