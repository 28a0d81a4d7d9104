using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Scoring;
using Throughline.Ui.Charts;

namespace Throughline.Selection.Scores;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[AboutPerson("id", "identity", "offending", "intelligence", "risk", "needs", "supervision")]
public sealed class PersonScoreModel : PersonPage
{
    [FromQuery(Name = "run")]
    public Guid? RunId { get; set; }

    public IReadOnlyList<StoredScore> History { get; private set; } = [];

    public StoredScore? Shown { get; private set; }

    public PersonScore? Score { get; private set; }

    public override async Task LoadAsync()
    {
        History = await StoredScore.HistoryAsync(Db, Id);
        Shown = RunId is null ? (History.Count == 0 ? null : History[0]) : History.FirstOrDefault(score => score.RunId == RunId) ?? throw new NotThere("The score");
        Shown = Shown is null ? null : await Shown.AmongThoseSeenAsync(Db, Id);
        Score = Shown?.Explained;
        Look.Showed(Shown?.Categories ?? []);
    }

    public Task OnGetAsync() => LoadAsync();

    /// <summary>The chart's own table carries the words of every factor.</summary>
    public IHtmlContent Waterfall() => WaterfallChart.Render(
        new ChartCaption("waterfall", $"How {Person.Name}'s score is made", $"{ScoreWords.Points(Score!.Total)} points in all; the entry line is {ScoreWords.Points(Shown!.EntryLine)}.", Shown.Matrix, Shown.AsOf),
        [.. Score.Factors.Where(factor => factor.Points != 0).Select(factor => new Contribution(factor.Label, (double)factor.Points, factor.Words))], "Score");
}
