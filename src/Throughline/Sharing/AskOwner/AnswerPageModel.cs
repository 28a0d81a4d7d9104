using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Sharing.Agreements;
using Throughline.Sharing.Disclose;
using Throughline.Ui.Components;

namespace Throughline.Sharing.AskOwner;

/// <summary>One question: both sides read it, the owner answers it.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.InformationGovernanceOfficer)]
[RecordsLooks("records the person whom the question is about")]
[Opens]
public sealed class AnswerPageModel : ThroughlinePage
{
    [FromRoute(Name = "question")]
    public Guid Id { get; init; }

    [BindProperty]
    [Display(Name = "How much do you share?")]
    public string? Answer { get; set; }

    [BindProperty]
    [Display(Name = "Why?")]
    public string? Reason { get; set; }

    [BindProperty]
    [Display(Name = "Under which power?")]
    public string? Gateway { get; set; }

    [BindProperty]
    [Display(Name = "Until when?")]
    public DateOnly? Until { get; set; }

    public Question Question { get; private set; } = null!;

    public string? MayNot { get; private set; }

    public IReadOnlyList<OwnItem> Items { get; private set; } = [];

    public IReadOnlyList<SelectItem> GatewayItems { get; private set; } = [];

    public bool IsToAnswer => Question.Answer is null && Question.OwnerAgencyId == Viewer.Agency;

    public bool MayOpenPeople => Viewer.Has(Roles.WithPeople);

    public bool MaySeeLedger => Viewer.Has([.. DiscloseItems.Disclosers, Role.InformationGovernanceOfficer]);

    /// <summary>Those who asked may take the question back while nobody has answered it.</summary>
    public bool MayWithdraw => Question.Answer is null && Question.FromAgencyId == Viewer.Agency && Viewer.Has(AskTheOwner.Askers);

    [BindProperty]
    [Display(Name = "Why do you withdraw it?")]
    public string? WithdrawnBecause { get; set; }

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        Question = await AskOwner.Question.FindAsync(Db, Id);
        await Db.LookedAtAsync([Question.PersonId], ["identity", Question.Category], "question to the owner");
        if (!IsToAnswer)
            return;
        var rule = await AnswerQuestion.MayAnswerAsync(Db, Question);
        MayNot = rule.Holds ? null : rule.Sentence;
        Items = [.. (await OwnItem.ListAsync(Db, Question.PersonId)).Where(item => item.Category == Question.Category)];
        GatewayItems = [.. (await Agreements.Gateway.AllAsync(Db)).Where(gateway => gateway.Kind != "figures-only").Select(gateway => new SelectItem { Value = gateway.Code, Text = $"{gateway.Name} ({gateway.Statute})" })];
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Answer is not ("full" or "summary" or "refuse"))
            ModelState.AddModelError(nameof(Answer), "Choose all of it, a summary or nothing");
        if (AnswerQuestion.ReasonMustSayWhy(Reason) is { Holds: false } tooShort)
            ModelState.AddModelError(nameof(Reason), tooShort.Sentence);
        if (Answer is "full" or "summary" && string.IsNullOrEmpty(Gateway))
            ModelState.AddModelError(nameof(Gateway), "Choose the power under which you share it");
        if (Answer is "full" or "summary" && Until is null)
            ModelState.AddModelError(nameof(Until), "Enter the last day on which they may see it");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await AnswerQuestion.DoAsync(Db, Id, new Answer(Answer != "refuse", Answer == "full" ? Level.Full : Level.Summary, Gateway, Until, Reason!));
        return Done(Answer == "refuse" ? "Refused. They see your reason." : "Answered. They see it now, and it is in the ledger.", "/sharing/questions");
    }

    public async Task<IActionResult> OnPostWithdrawAsync()
    {
        if (!Viewer.Has(AskTheOwner.Askers))
            throw new NotThere("The question");
        if (string.IsNullOrWhiteSpace(WithdrawnBecause))
        {
            ModelState.AddModelError(nameof(WithdrawnBecause), "Say why it is withdrawn");
            return await AgainAsync();
        }

        await WithdrawQuestion.DoAsync(Db, Id, WithdrawnBecause);
        return Done("Withdrawn. You may ask again.", "/sharing/questions");
    }
}
