using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Ui;
using Throughline.Ui.Components;

namespace Throughline.Selection.Cohort;

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[RecordsLooks("the people on the cohort who are listed")]
public sealed class CohortModel : ThroughlinePage
{
    private const int PageSize = 50;

    [FromQuery(Name = "status")]
    public string? Colour { get; set; }

    [FromQuery(Name = "order")]
    public string? Order { get; set; }

    [FromQuery(Name = "custody")]
    public string? Custody { get; set; }

    [FromQuery(Name = "agency")]
    public string? Agency { get; set; }

    [FromQuery(Name = "mine")]
    public string? Mine { get; set; }

    /// <summary>The key of a lead professional, or "gone" for those whose lead has left.</summary>
    [FromQuery(Name = "lead")]
    public string? Lead { get; set; }

    [FromQuery(Name = "type")]
    public string? Type { get; set; }

    [FromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<CohortRow> Rows { get; private set; } = [];

    public int Count { get; private set; }

    public int Pages => Math.Max(1, (Count + PageSize - 1) / PageSize);

    public IReadOnlyList<SelectItem> Colours { get; private set; } = [];

    public IReadOnlyList<SelectItem> Agencies { get; private set; } = [];

    public IReadOnlyList<SelectItem> Types { get; private set; } = [];

    private CohortFilter Filter => new(Colour, Order, Custody, Agency, Mine, Type, Sort, Lead);

    public override async Task LoadAsync()
    {
        SelectItem all = new() { Value = "", Text = "All" };
        var colours = await Db.ListAsync<(string Code, string Label)>("select code, label from status_definition order by position");
        Colours = [all, .. colours.Select(one => new SelectItem { Value = one.Code, Text = one.Label }), new() { Value = "none", Text = "No status yet" }];
        var agencies = await Db.ListAsync<(string Code, string Name)>("select distinct a.code, a.name from iom_case k join agency a on a.id = k.lead_agency_id where k.state = 'adopted' order by a.name");
        Agencies = [all, .. agencies.Select(one => new SelectItem { Value = one.Code, Text = one.Name })];
        Types = [all, .. (await SelectionSettings.LoadAsync(Db)).CohortTypes.Select(type => new SelectItem { Value = type, Text = type })];
        Count = await CohortRow.CountAsync(Db, Filter);
        PageNumber = Math.Clamp(PageNumber, 1, Pages);
        Rows = await CohortRow.OfAsync(Db, Filter, (PageNumber - 1) * PageSize, PageSize);
        await Db.LookedAtAsync([.. Rows.Select(row => row.PersonId)], CohortRow.CategoriesOf(Rows), "The cohort");
    }

    public async Task<IActionResult> OnGetAsync()
    {
        if (KeptFilters.Recall(HttpContext, "cohort") is { } kept)
            return LocalRedirect(kept);
        await LoadAsync();
        return Page();
    }

    /// <summary>The list you see, all its pages, as a file.</summary>
    [StepUp]
    [TakesOut]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        var rows = await CohortRow.OfAsync(Db, Filter, 0, int.MaxValue);
        using var text = new StringWriter();
        var csv = new CsvWriter(text);
        csv.WriteRow(["Name", "Date of birth", "Status", "Order", "Custody", "Lead professional", "Lead agency", "Cohort type", "Adopted on", "As of"]);
        foreach (var row in rows)
        {
            csv.WriteRow([
                row.Name, row.DateOfBirth?.ToWords(), row.StatusLabel ?? "No status yet", row.OrderType is { } order ? People.Words.Of(order) : "Non-statutory", row.Establishment ?? "In the community", row.LeadName, row.LeadAgency, row.CohortType,
                row.AdoptedOn?.ToWords(), Today.ToWords(),
            ]);
        }

        await Db.LookedAtAsync([.. rows.Select(row => row.PersonId)], CohortRow.CategoriesOf(rows), "The cohort, exported as a file");
        return File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray(), "text/csv; charset=utf-8", $"cohort-{Today:yyyy-MM-dd}.csv");
    }

    public string CsvUrl => "/cohort" + QueryString.Create(new Dictionary<string, string?>
    {
        ["handler"] = "Csv", ["status"] = Colour, ["order"] = Order, ["custody"] = Custody, ["agency"] = Agency, ["mine"] = Mine, ["lead"] = Lead, ["type"] = Type, ["sort"] = Sort,
    });
}
