using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Sharing.Markings;

namespace Throughline.Review.Daily;

[Allow(Role.Coordinator, Role.OffenderManager, Role.Chair)]
[RecordsLooks("records the people of the page it shows")]
public sealed class ReviewModel : ThroughlinePage
{
    public const string Keep = "keep";

    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    [FromQuery(Name = "lead")]
    public string? Lead { get; init; }

    [FromQuery(Name = "area")]
    public string? Area { get; init; }

    [FromQuery(Name = "page")]
    public int? Number { get; init; }

    /// <summary>What was chosen for each case: "keep" or a colour. A case without a choice is left alone.</summary>
    [BindProperty]
    public Dictionary<string, string?> Choice { get; set; } = [];

    [BindProperty]
    public Dictionary<string, string?> Reason { get; set; } = [];

    [BindProperty]
    public Dictionary<string, string?> Seen { get; set; } = [];

    /// <summary>The row whose button was pressed; everything chosen on the page is saved, and this row says where to go on.</summary>
    [BindProperty]
    public string? Row { get; set; }

    [BindProperty]
    public string? UndoReason { get; set; }

    public IReadOnlyList<StatusDefinition> Statuses { get; private set; } = [];

    public IReadOnlyList<ReviewRow> Rows { get; private set; } = [];

    public IReadOnlyDictionary<PersonId, StatusFacts> Facts { get; private set; } = new Dictionary<PersonId, StatusFacts>();

    public ReviewProgress Progress { get; private set; } = null!;

    public IReadOnlyList<(string Id, string Name)> Leads { get; private set; } = [];

    public IReadOnlyList<string> Areas { get; private set; } = [];

    public LastDecision? Last { get; private set; }

    public int ReleaseSoonDays { get; private set; }

    public Dictionary<string, string> Problems { get; } = [];

    public ReviewFilter Filter => new(Status, Lead, Area);

    public int Page1 => Math.Max(1, Number ?? 1);

    public int Pages => Math.Max(1, (Progress.Total + ReviewList.PageSize - 1) / ReviewList.PageSize);

    public StatusProposal Propose(ReviewRow row) => ProposeStatus.From(Facts[row.PersonId]);

    public WhoWillSee WillSee { get; private set; } = null!;

    public override async Task LoadAsync()
    {
        WillSee = await WhoWillSee.UsuallyAsync(Db, "what you decide here", "plan", "supervision");
        ViewData["Title"] = "Daily review";
        Statuses = await StatusDefinitions.ListAsync(Db);
        Progress = await ReviewList.ProgressAsync(Db, Filter);
        Rows = await ReviewList.PageAsync(Db, Filter, Page1);
        Facts = await StatusFactsOf.ReadAsync(Db, [.. Rows.Select(row => row.PersonId)]);
        ReleaseSoonDays = await Db.NumberAsync(ReviewNumbers.ReleaseSoonDays);
        Leads = [.. (await Db.ListAsync<LeadRow>("select distinct u.id, u.full_name from iom_case k join app_user u on u.id = k.lead_user_id where k.state = 'adopted' order by u.full_name")).Select(l => (l.Id.ToString(), l.FullName))];
        Areas = await Db.ListAsync<string>("select distinct p.beat from iom_case k join person p on p.id = k.person_id where k.state = 'adopted' and p.beat is not null order by 1");
        Last = await ReviewList.LastDecisionAsync(Db, Viewer.User);
        var shown = Rows.Select(row => row.PersonId).ToHashSet();
        if (Last is not null)
            shown.Add(Last.PersonId);
        if (shown.Count > 0)
            await Db.LookedAtAsync(shown, ReviewList.CategoriesOf(Rows, Facts), "daily review");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        // who comes after the row, before the list is put in order again
        Statuses = await StatusDefinitions.ListAsync(Db);
        var before = await ReviewList.PageAsync(Db, Filter, Page1);
        var saved = 0;
        var isConflict = false;
        foreach (var (key, choice) in Choice.Where(c => !string.IsNullOrEmpty(c.Value)))
        {
            if (!CaseId.TryParse(key, null, out var @case))
                continue;
            var seen = new SeenStatus(string.IsNullOrEmpty(Seen.GetValueOrDefault(key)) ? null : Seen[key]);
            try
            {
                if (choice == Keep)
                    await KeepStatus.DoAsync(Db, @case, seen);
                else
                    await SetStatus.DoAsync(Db, @case, choice!, Reason.GetValueOrDefault(key), null, seen, choice == StatusDefinitions.Blue ? Reason.GetValueOrDefault(key) : null);
                saved++;
            }
            catch (RuleBroken broken)
            {
                Problem(before, key, broken.Rule.Sentence);
            }
            catch (ChangedByAnother changed)
            {
                isConflict = true;
                Problem(before, key, changed.Message);
            }
        }

        if (Problems.Count > 0)
        {
            ModelState.Remove(nameof(Row));
            await LoadAsync();
            var page = Page();
            page.StatusCode = isConflict ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest;
            return page;
        }

        return Done(saved == 0 ? "Nothing was marked, so nothing was saved." : $"{Throughline.Ui.Dates.Count(saved, "decision")} saved.", $"/review{Request.QueryString}{await NextAsync(before)}");
    }

    public async Task<IActionResult> OnPostUndoAsync(CaseId @case, Guid change)
    {
        if (string.IsNullOrWhiteSpace(UndoReason))
        {
            ModelState.AddModelError(nameof(UndoReason), "Say why you take the decision back");
            return await AgainAsync();
        }

        await UndoStatus.DoAsync(Db, @case, change, UndoReason);
        return Done("The decision is taken back.", "/review" + Query());
    }

    /// <summary>The filters of the list, for addresses that come back to it.</summary>
    public string Query() => QueryString.Create(Request.Query.Where(q => q.Key is not ("handler" or "case" or "change"))
        .SelectMany(q => q.Value.Select(value => new KeyValuePair<string, string?>(q.Key, value)))).ToString();

    private void Problem(IReadOnlyList<ReviewRow> rows, string key, string sentence)
    {
        var name = rows.FirstOrDefault(row => row.CaseId.ToString() == key)?.Name;
        Problems[key] = sentence;
        ModelState.AddModelError($"row-{key}", name is null ? sentence : $"{name}: {sentence}");
    }

    /// <summary>The next row that is still to be reviewed: its first choice takes the focus.</summary>
    private async Task<string> NextAsync(IReadOnlyList<ReviewRow> before)
    {
        var after = await ReviewList.PageAsync(Db, Filter, Page1);
        var open = after.Where(row => !row.IsReviewedToday).Select(row => row.CaseId).ToHashSet();
        var place = before.Select((row, at) => (row, at)).FirstOrDefault(r => r.row.CaseId.ToString() == Row).at;
        var next = before.Skip(place).Concat(before).FirstOrDefault(row => open.Contains(row.CaseId)) ?? after.FirstOrDefault(row => !row.IsReviewedToday);
        return next is null ? "" : $"#c-{next.CaseId}-{(next.Status is null ? Statuses[0].Code : Keep)}";
    }

    private sealed class LeadRow
    {
        public required UserId Id { get; init; }

        public required string FullName { get; init; }
    }
}
