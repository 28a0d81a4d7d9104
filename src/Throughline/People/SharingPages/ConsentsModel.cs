using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing;
using Throughline.Sharing.Consent;
using Throughline.Sharing.Disclose;

namespace Throughline.People.SharingPages;

/// <summary>A person's consents, and a form for a new one at a service that can rest on it.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker)]
[AboutPerson("id", "identity", AndOthers = true)]
public sealed class ConsentsModel : PersonPage
{
    protected override string? Tab => "/sharing";

    [BindProperty]
    [Display(Name = "What may be shared?")]
    public string[] Categories { get; set; } = [];

    [BindProperty]
    [Display(Name = "With which agencies?")]
    public string[] Agencies { get; set; } = [];

    [BindProperty]
    [Display(Name = "How did the person agree?")]
    public string? How { get; set; }

    [BindProperty]
    [Display(Name = "The words that the person agreed to")]
    public string? Words { get; set; }

    [BindProperty]
    [Display(Name = "When did they agree?")]
    public DateOnly? GivenOn { get; set; }

    [BindProperty]
    [Display(Name = "Until when does it last?")]
    public DateOnly? ExpiresOn { get; set; }

    public IReadOnlyList<ConsentOnRecord> List { get; private set; } = [];

    public IReadOnlyList<Party> Parties { get; private set; } = [];

    public string? MayNot { get; private set; }

    public int Longest { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        List = await ConsentOnRecord.ListAsync(Db, Id);
        Look.Showed(List.SelectMany(consent => consent.Categories));
        Parties = [.. (await Party.ListAsync(Db)).Where(party => party.Id != Viewer.Agency)];
        var rule = await RecordConsent.MayRestOnItAsync(Db);
        MayNot = rule.Holds ? null : rule.Sentence;
        Longest = await Db.NumberAsync(DisclosureNumbers.LongestConsentDays);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Categories.Length == 0)
            ModelState.AddModelError(nameof(Categories), "Choose what the person agreed to share");
        var agencies = Agencies.Select(text => Guid.TryParse(text, out var agency) ? new AgencyId(agency) : default).ToList();
        if (agencies.Count == 0)
            ModelState.AddModelError(nameof(Agencies), "Choose the agencies that the person named");
        if (string.IsNullOrEmpty(How))
            ModelState.AddModelError(nameof(How), "Choose how the person agreed");
        if (string.IsNullOrWhiteSpace(Words))
            ModelState.AddModelError(nameof(Words), "Write the words that the person agreed to");
        if (GivenOn is null)
            ModelState.AddModelError(nameof(GivenOn), "Enter the day on which they agreed");
        if (ExpiresOn is null)
            ModelState.AddModelError(nameof(ExpiresOn), "Enter the last day on which it holds");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await RecordConsent.DoAsync(Db, Id, new ConsentGiven(Categories, agencies, GivenOn!.Value, ExpiresOn!.Value, How!, Words!));
        return Done("The consent is recorded.", $"/people/{Id}/consents");
    }
}

/// <summary>The person takes a consent back.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker)]
[AboutPerson("id", "identity", AndOthers = true)]
public sealed class WithdrawConsentModel : PersonPage
{
    protected override string? Tab => "/sharing";

    [FromRoute(Name = "consent")]
    public Guid ConsentId { get; init; }

    [BindProperty]
    [Display(Name = "How did the person withdraw it?")]
    public string? Because { get; set; }

    public ConsentOnRecord Consent { get; private set; } = null!;

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Consent = (await ConsentOnRecord.ListAsync(Db, Id)).FirstOrDefault(consent => consent.Id == ConsentId && consent.OwnerAgencyId == Viewer.Agency) ?? throw new NotThere("The consent");
        Look.Showed(Consent.Categories);
        if (Consent.WithdrawnAt is not null)
            throw new ChangedByAnother("This consent has been withdrawn since you opened it.");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Because))
        {
            ModelState.AddModelError(nameof(Because), "Say how the person withdrew it");
            return await AgainAsync();
        }

        await WithdrawConsent.DoAsync(Db, Id, ConsentId, Because);
        return Done("Withdrawn. Nothing is shared because of it any longer, and they have been told.", $"/people/{Id}/consents");
    }
}
