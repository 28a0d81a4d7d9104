using Microsoft.AspNetCore.Mvc;
using Throughline.Access;

namespace Throughline.Rights.Retention;

[Allow(Role.InformationGovernanceOfficer)]
[RecordsLooks("shows nobody")]
public sealed class RulesModel : ThroughlinePage
{
    [BindProperty]
    public string? Category { get; set; }

    [BindProperty]
    public int? ReviewGroup { get; set; }

    [BindProperty]
    public int? ReviewAfterMonths { get; set; }

    [BindProperty]
    public int? ClearMonths { get; set; }

    [BindProperty]
    public string? CountsFrom { get; set; }

    [BindProperty]
    public bool Resets { get; set; }

    [BindProperty]
    public DateOnly? ValidFrom { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty]
    public string? Because { get; set; }

    public IReadOnlyList<RetentionRuleRow> Rules { get; private set; } = [];

    public string JobWords { get; private set; } = "";

    public bool JobRuns { get; private set; }

    private NewRetentionRule Typed => new(Category, ReviewGroup, ReviewAfterMonths, ClearMonths, CountsFrom, Resets, Source, ValidFrom, Because);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "How long your agency keeps things";
        Rules = await RetentionRuleRow.ListAsync(Db, Viewer.Agency);
        var job = await Db.FirstAsync<JobRow>("select state, words from job_run where partnership_id = @Partnership and name = @name order by asked_at desc limit 1", new { Viewer.Partnership, name = RetentionJob.JobName });
        JobRuns = job?.State is "waiting" or "running";
        JobWords = job is null ? "" : job.Words.Length > 0 ? job.Words : job.State == "waiting" ? "waiting to be worked out anew" : job.State;
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!SetRetentionRule.Rules(Typed, Act.On).ShowIn(ModelState))
            return await AgainAsync();
        await SetRetentionRule.DoAsync(Db, Typed);
        return Done("The rule is saved. Review dates are worked out anew.", "/rights/retention/rules");
    }

    private sealed class JobRow
    {
        public required string State { get; init; }

        public required string Words { get; init; }
    }
}
