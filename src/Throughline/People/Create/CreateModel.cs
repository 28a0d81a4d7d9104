using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People.Items;
using Throughline.People.Search;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Sharing.Markings;

namespace Throughline.People.Create;

/// <summary>Reached from a search only, and shows once more whom the new person is like.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker)]
[RecordsLooks("records the people who are like the new one")]
public sealed class CreateModel : ThroughlinePage, IAsksWhoMaySee
{
    [BindProperty]
    public MarkingInput Who { get; set; } = new();

    /// <summary>"who" when the author asks who will see it, without saving.</summary>
    [BindProperty]
    public string? Step { get; set; }

    public MarkingQuestion Question { get; private set; } = null!;

    [FromRoute]
    public Guid Search { get; init; }

    [BindProperty]
    [Display(Name = "Family name")]
    public string? Surname { get; set; }

    [BindProperty]
    [Display(Name = "Given names")]
    public string? Forenames { get; set; }

    [BindProperty]
    [Display(Name = "Date of birth")]
    public DateOnly? DateOfBirth { get; set; }

    [BindProperty]
    [Display(Name = "Sex")]
    public string? Sex { get; set; }

    [BindProperty]
    [Display(Name = "Kind of identifier")]
    public string? IdentifierType { get; set; }

    [BindProperty]
    [Display(Name = "Identifier")]
    public string? Identifier { get; set; }

    [BindProperty]
    [Display(Name = "How you know of this person")]
    public string? Source { get; set; }

    [BindProperty]
    public bool NoneOfThem { get; set; }

    public IReadOnlyList<FoundPerson> Near { get; private set; } = [];

    public PersonHeader? Holder { get; private set; }

    private NewPerson Typed => new(Surname, Forenames, DateOfBirth, Sex, IdentifierType, Identifier, Source);

    public async Task OnGetAsync()
    {
        var terms = await SearchTerms.FindAsync(Db, Search) ?? throw new NotThere("The search");
        Prefill(terms);
        await LoadAsync();
    }

    public override async Task LoadAsync()
    {
        if (await SearchTerms.FindAsync(Db, Search) is null)
            throw new NotThere("The search");
        Question = await MarkingQuestion.LoadAsync(Db, default, "identity", Who, Act.User);
        var name = $"{Forenames} {Surname}".Trim();
        Near = name.Length < 2 ? [] : await PersonSearch.NearAsync(Db, name, DateOfBirth);
        var read = CreatePerson.Read(Typed, Act.On);
        if (read.Values["value"] is string value && read.Values["type"] is string type && await CreatePerson.HolderAsync(Db, type, value) is { } holder)
            Holder = await PersonHeader.FindAsync(Db, holder, Act.On);
        var shown = Near.Select(person => person.Id).Concat(Holder is null ? [] : [Holder.Id]).Distinct().ToList();
        if (shown.Count > 0)
            await Db.LookedAtAsync(shown, ["identity"], "people like a new one");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var who = Question.Check(ModelState, Who);
        if (Step == "who")
            return Page();
        var read = CreatePerson.Read(Typed, Act.On);
        foreach (var problem in read.Problems)
            ModelState.AddModelError(problem.Field, problem.Sentence);
        if (CreatePerson.TheIdentifierIsNobodyElses((string?)read.Values["type"], (string?)read.Values["value"], Holder?.Id) is { Holds: false } taken)
            ModelState.AddModelError(nameof(Identifier), taken.Sentence);
        if (CreatePerson.SearchedBefore(NoneOfThem, Near.Count) is { Holds: false } unseen)
            ModelState.AddModelError(nameof(NoneOfThem), unseen.Sentence);
        if (!ModelState.IsValid)
            return Page();
        var id = await CreatePerson.DoAsync(Db, Typed, NoneOfThem, who);
        return Done("Recorded. Add what else your agency knows.", $"/people/{id}");
    }

    private void Prefill(SearchTerms terms)
    {
        var (born, rest) = terms.Anything is null ? (null, "") : SearchTerms.TakeDate(terms.Anything);
        var name = (terms.Name ?? (rest.Any(char.IsAsciiDigit) ? "" : rest)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        DateOfBirth = terms.DateOfBirth ?? born;
        if (name.Length > 0)
            (Forenames, Surname) = (string.Join(' ', name[..^1]), name[^1]);
        if ((terms.Identifier ?? (rest.Any(char.IsAsciiDigit) ? rest : null)) is { } text && IdentifierTypes.Readings(text, Act.On.Year).FirstOrDefault() is { Type: not null } found)
            (IdentifierType, Identifier) = found;
    }
}
