using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;

namespace Throughline.Sharing.Agreements.Read;

[Allow(Role.InformationGovernanceOfficer, Role.Coordinator)]
[RecordsLooks("shows nobody")]
public sealed class ReviewModel : AgreementPage
{
    [BindProperty]
    public string? Words { get; set; }

    public IReadOnlyList<Past> Reviews { get; private set; } = [];

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        if (!IsOwn || State != AgreementState.InForce)
            throw new NotThere("The agreement");
        ViewData["Title"] = $"Review {Title}";
        Reviews = await Db.ListAsync<Past>("select r.reviewed_on, r.words, r.next_on, u.full_name as by from agreement_review r join app_user u on u.id = r.reviewed_by where r.agreement_id = @Id order by r.reviewed_on desc, r.id desc", new { Id });
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Words))
            ModelState.AddModelError(nameof(Words), "Say what was looked at and what was found");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await MoveAgreement.ReviewAsync(Db, Id, Words);
        return Done("The review is on record.", $"/sharing/agreements/{Id}");
    }

    public sealed class Past
    {
        public required DateOnly ReviewedOn { get; init; }

        public required string Words { get; init; }

        public required DateOnly NextOn { get; init; }

        public required string By { get; init; }
    }
}
