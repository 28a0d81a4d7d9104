using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Sharing.Markings;

namespace Throughline.Selection.SendLetter;

[Allow(Role.Coordinator, Role.OffenderManager, Role.LinkWorker, Role.PartnerWorker, Role.Chair)]
[AboutPerson("id", "identity", "contact details", "plan")]
public sealed class LetterModel : PersonPage, IAsksWhoMaySee
{
    [BindProperty]
    public MarkingInput Who { get; set; } = new();

    /// <summary>"who" when the author asks who will see it, without saving.</summary>
    [BindProperty]
    public string? Step { get; set; }

    public MarkingQuestion Question { get; private set; } = null!;

    [BindProperty]
    public string? SendTo { get; set; }

    [BindProperty]
    public string? ContactName { get; set; }

    [BindProperty]
    public string? ContactPhone { get; set; }

    [FromQuery(Name = "printed")]
    public Guid? Printed { get; set; }

    /// <summary>The letter that was just recorded, to print; null while it is being prepared.</summary>
    public Letter? ToPrint { get; private set; }

    public IReadOnlyList<Letter> Earlier { get; private set; } = [];

    public IReadOnlyList<string> Closed { get; private set; } = [];

    public IReadOnlyList<string> Draft { get; private set; } = [];

    public override async Task LoadAsync()
    {
        Question = await MarkingQuestion.OfCaseRowAsync(Db, Id, Who, "plan", "contacts and attendance");
        Earlier = await Letter.OfAsync(Db, Id);
        ToPrint = Earlier.FirstOrDefault(letter => letter.Id == Printed);
        if (Printed is not null && ToPrint is null)
            throw new NotThere("The letter");
        var @case = await IomCase.LatestAsync(Db, Id);
        Closed = [.. PrintLetter.Rules(@case, Person.IsStatutory, "", "", "").Where(rule => rule.Field.Length == 0 && !rule.Rule.Holds).Select(rule => rule.Rule.Sentence)];
        ContactName ??= @case?.LeadName;
        ContactPhone ??= await Db.FirstAsync<string>("select a.contact from agency a where a.id = @lead", new { lead = @case?.LeadAgencyId });
        var home = await Db.FirstAsync<string>(
            """
            select concat_ws(E'\n', i.address, i.town, i.postcode) from person_address i where i.person_id = @Id and i.superseded_at is null and i.withdrawn_at is null and i.category <> 'protected address'
              and coalesce(i.from_on, '-infinity') <= @On and coalesce(i.to_on, 'infinity') >= @On order by i.from_on desc nulls last, i.received_at desc limit 1
            """, new { Id, Act.On });
        SendTo ??= home;
        Look.Showed("contact details", home is not null || ToPrint is not null);
        Look.Showed("plan", Earlier.Count > 0 || @case is not null);
        Draft = PrintLetter.Body(Viewer.Brand, await SelectionSettings.LoadAsync(Db), ContactName ?? "your worker", ContactPhone ?? "the number below");
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var who = Question.Check(ModelState, Who);
        if (Step == "who")
            return Page();
        var rules = PrintLetter.Rules(await IomCase.LatestAsync(Db, Id), Person.IsStatutory, SendTo, ContactName, ContactPhone);
        if (!rules.ShowIn(ModelState))
            return Page();
        var letter = await PrintLetter.DoAsync(Db, Id, SendTo!, ContactName!, ContactPhone!);
        await NarrowWhatIsNew.DoAsync(Db, Id, ["letter"], who);
        return Done("The letter is recorded. Print it and sign it.", $"/people/{Id}/letter?printed={letter}");
    }
}
