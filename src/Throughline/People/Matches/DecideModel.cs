using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People.Record;
using Throughline.Platform;

namespace Throughline.People.Matches;

[AboutPerson("id", "identity")]
public sealed class DecideModel : RecordPage
{
    protected override string Tab => "/matches";

    [FromRoute]
    public Guid Match { get; init; }

    [BindProperty]
    public string? Decision { get; set; }

    [BindProperty]
    [Display(Name = "Why")]
    public string? Reason { get; set; }

    public PossibleMatch Other { get; private set; } = null!;

    public IReadOnlyList<string> Identifiers { get; private set; } = [];

    public override async Task LoadAsync()
    {
        Other = (await PossibleMatch.ListAsync(Db, Id)).FirstOrDefault(match => match.Id == Match) ?? throw new NotThere("The possible match");
        Identifiers = await Db.ListAsync<string>("select value from person_identifier where person_id = @Id and superseded_at is null and withdrawn_at is null and type not like 'ref:%' order by type", new { Id });
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Decision is not ("same" or "different"))
            ModelState.AddModelError(nameof(Decision), "Choose whether they are the same person");
        if (string.IsNullOrWhiteSpace(Reason))
            ModelState.AddModelError(nameof(Reason), "Say why: what you compared, and with whom you checked");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await DecideMatch.DoAsync(Db, Id, Match, Decision == "same", Reason!);
        return Done(Decision == "same" ? "Recorded: the same person. The two records are not joined; look at both." : "Recorded: different people.", $"/people/{Id}/matches");
    }
}
