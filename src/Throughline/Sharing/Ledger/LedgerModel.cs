using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Sharing.Disclose;
using Throughline.Ui.Components;

namespace Throughline.Sharing.Ledger;

/// <summary>The ledger: by person, agency, state and date, a page at a time, and as a file.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker, Role.InformationGovernanceOfficer)]
[RecordsLooks("records the people whose disclosures it lists")]
public sealed class LedgerModel : ThroughlinePage
{
    [BindProperty(SupportsGet = true, Name = "person")]
    public PersonId? Person { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "The other agency")]
    public string? Agency { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "Given or received")]
    public string? Direction { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "State")]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "From")]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "To")]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    [BindProperty]
    [Display(Name = "What is the export for?")]
    public string? Reason { get; set; }

    public IReadOnlyList<LedgerLine> Lines { get; private set; } = [];

    public int Total { get; private set; }

    public int Pages => Math.Max(1, (Total + LedgerSearch.PageSize - 1) / LedgerSearch.PageSize);

    public string? PersonName { get; private set; }

    public bool IsGovernance => Viewer.Has(Role.InformationGovernanceOfficer);

    public bool IsFiltered => Person is not null || Filter.Agency is not null || !string.IsNullOrEmpty(Direction) || !string.IsNullOrEmpty(State) || From is not null || To is not null;

    public IReadOnlyList<SelectItem> AgencyItems { get; private set; } = [];

    public IReadOnlyList<SelectItem> DirectionItems { get; } = [new() { Value = "given", Text = "Given by us" }, new() { Value = "received", Text = "Received by us" }];

    public IReadOnlyList<SelectItem> StateItems { get; } = [new() { Value = "running", Text = "Running" }, new() { Value = "over", Text = "Over or ended" }];

    public string Query => Request.QueryString.Value ?? "";

    private LedgerFilter Filter => new()
    {
        Person = Person, Agency = Guid.TryParse(Agency, out var agency) ? new AgencyId(agency) : null,
        Direction = Direction is "given" or "received" ? Direction : null, State = State is "running" or "over" ? State : null, From = From, To = To,
    };

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        if (From > To)
            ModelState.AddModelError(nameof(To), "To must be the same as or after from");
        if (!ModelState.IsValid)
            HttpContext.Response.StatusCode = 400;
        Number = Math.Max(1, Number);
        AgencyItems = [.. (await Party.ListAsync(Db)).Where(party => IsGovernance || party.Id != Viewer.Agency).Select(party => new SelectItem { Value = party.Id.ToString(), Text = party.Name })];
        Total = await LedgerSearch.CountAsync(Db, Filter);
        Lines = await LedgerSearch.ListAsync(Db, Filter, Number);
        PersonName = Person is { } person ? await Db.FirstAsync<string>("select forenames || ' ' || surname from person where id = @person", new { person }) : null;
        if (Lines.Count > 0)
            await Db.LookedAtAsync([.. Lines.Select(line => line.PersonId).Distinct()], ["identity"], "ledger of disclosures");
    }

    [StepUp]
    [TakesOut]
    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Reason))
        {
            ModelState.AddModelError(nameof(Reason), "Say what the export is for");
            return await AgainAsync();
        }

        var lines = await LedgerSearch.ListAsync(Db, Filter, 1, LedgerSearch.ExportLimit);
        await Db.AuditAsync(AuditOperation.Consultation, [.. lines.Select(line => line.PersonId).Distinct()], ["identity"], "export of the ledger of disclosures", Reason.Trim());
        return File(Encoding.UTF8.GetBytes(LedgerSearch.Csv(lines)), "text/csv; charset=utf-8", $"disclosures-{Act.On:yyyy-MM-dd}.csv");
    }
}
