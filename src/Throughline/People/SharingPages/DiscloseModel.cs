using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Sharing;
using Throughline.Sharing.Agreements;
using Throughline.Sharing.Disclose;
using Party = Throughline.Sharing.Disclose.Party;
using Throughline.Ui.Components;

namespace Throughline.People.SharingPages;

/// <summary>Sharing given items with another agency: the questions on one page, what they will see on the next, then the act.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker)]
[AboutPerson("id", "identity")]
public sealed class DiscloseModel : PersonPage
{
    protected override string? Tab => "/sharing";

    [BindProperty(SupportsGet = true)]
    [Display(Name = "What do you want to share?")]
    public string[] Items { get; set; } = [];

    [BindProperty]
    [Display(Name = "Or everything of one category")]
    public string? Category { get; set; }

    [BindProperty]
    [Display(Name = "With which agency?")]
    public string? ToAgency { get; set; }

    [BindProperty]
    [Display(Name = "How much of it?")]
    public string? Level { get; set; }

    [BindProperty]
    [Display(Name = "Under which power?")]
    public string? Gateway { get; set; }

    [BindProperty]
    [Display(Name = "What do they need it for?")]
    public string? Purpose { get; set; }

    [BindProperty]
    [Display(Name = "Why would nothing less do?")]
    public string? Necessity { get; set; }

    [BindProperty]
    [Display(Name = "Until when?")]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public string? Step { get; set; }

    internal IReadOnlyList<OwnItem> Own { get; private set; } = [];

    internal IReadOnlyList<Gateway> Gateways { get; private set; } = [];

    public IReadOnlyList<SelectItem> AgencyItems { get; private set; } = [];

    public IReadOnlyList<SelectItem> CategoryItems { get; private set; } = [];

    public int Longest { get; private set; }

    internal DisclosurePreview? Preview { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Own = await OwnItem.ListAsync(Db, Id);
        if (Own.Count > 0)
            await Db.LookedAtAsync([Id], [.. Own.Select(item => item.Category).Distinct()], "what could be shared");
        Gateways = [.. (await Throughline.Sharing.Agreements.Gateway.AllAsync(Db)).Where(gateway => gateway.Kind != "figures-only" && gateway.EffectiveFrom <= Act.On && (gateway.EffectiveTo ?? Act.On) >= Act.On)];
        AgencyItems = [.. (await Party.ListAsync(Db)).Where(party => party.Id != Viewer.Agency).Select(party => new SelectItem { Value = party.Id.ToString(), Text = party.Name })];
        CategoryItems = [.. Own.Select(item => item.Category).Distinct().Select(category => new SelectItem { Value = category, Text = category })];
        Longest = await Db.NumberAsync(DisclosureNumbers.LongestDays);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Step == "change")
        {
            ModelState.Clear();
            await LoadAsync();
            return Page();
        }

        if (Read() is not { } asked)
            return await AgainAsync();
        if (Step == "share")
        {
            await DiscloseItems.DoAsync(Db, Id, asked);
            return Done("Shared. It is in the ledger, and you can end it early there.", $"/people/{Id}/sharing");
        }

        var preview = await DiscloseItems.PreviewAsync(Db, Id, asked);
        await Db.LookedAtAsync([Id], [.. preview.Items.Select(item => item.Category).Distinct()], "what is about to be shared", [.. preview.Items.Select(item => item.Id)]);
        Preview = preview;
        return Page();
    }

    private DisclosureAsked? Read()
    {
        var items = Items.Select(OwnItem.Parse).ToList();
        if (items.Any(item => item is null))
            throw new NotThere("The item");
        if (items.Count == 0 && string.IsNullOrEmpty(Category))
            ModelState.AddModelError(nameof(Items), "Choose what you want to share");
        else if (items.Count > 0 && !string.IsNullOrEmpty(Category))
            ModelState.AddModelError(nameof(Category), "Choose either items or a whole category");
        if (!Guid.TryParse(ToAgency, out var to))
            ModelState.AddModelError(nameof(ToAgency), "Choose the agency that you want to share with");
        if (Level is not ("full" or "summary"))
            ModelState.AddModelError(nameof(Level), "Choose all of it or a summary");
        if (string.IsNullOrEmpty(Gateway))
            ModelState.AddModelError(nameof(Gateway), "Choose the power under which you share it");
        if (string.IsNullOrWhiteSpace(Purpose))
            ModelState.AddModelError(nameof(Purpose), "Say what they need it for");
        if (string.IsNullOrWhiteSpace(Necessity))
            ModelState.AddModelError(nameof(Necessity), "Say why nothing less would do");
        if (Until is null)
            ModelState.AddModelError(nameof(Until), "Enter the last day on which they may see it");
        return !ModelState.IsValid ? null : new DisclosureAsked
        {
            Items = [.. items.Select(item => item!.Value)], Category = Category, ToAgency = new AgencyId(to), Level = Level == "full" ? Throughline.Sharing.Level.Full : Throughline.Sharing.Level.Summary,
            Gateway = Gateway!, Purpose = Purpose!, Necessity = Necessity!, Until = Until!.Value,
        };
    }
}
