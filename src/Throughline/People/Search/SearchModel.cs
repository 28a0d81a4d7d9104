using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.People.Search;

/// <summary>The search form as it was filled in.</summary>
public sealed class SearchForm
{
    [Display(Name = "Find a person by anything you know")]
    public string? Anything { get; set; }

    [Display(Name = "Name")]
    public string? Name { get; set; }

    [Display(Name = "Date of birth")]
    public DateOnly? DateOfBirth { get; set; }

    [Display(Name = "Identifier")]
    public string? Identifier { get; set; }

    [Display(Name = "Telephone number")]
    public string? Phone { get; set; }

    [Display(Name = "Vehicle registration")]
    public string? Vehicle { get; set; }

    [Display(Name = "Address or postcode")]
    public string? Address { get; set; }

    [Display(Name = "Associate's name")]
    public string? Associate { get; set; }

    public bool HasParticulars => ToTerms().HasParticulars;

    public SearchTerms ToTerms() => new SearchTerms
    {
        Anything = Anything, Name = Name, DateOfBirth = DateOfBirth, Identifier = Identifier, Phone = Phone, Vehicle = Vehicle, Address = Address, Associate = Associate,
    }.Tidy();

    public static SearchForm Of(SearchTerms terms) => new()
    {
        Anything = terms.Anything, Name = terms.Name, DateOfBirth = terms.DateOfBirth, Identifier = terms.Identifier, Phone = terms.Phone, Vehicle = terms.Vehicle, Address = terms.Address, Associate = terms.Associate,
    };
}

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[RecordsLooks("shows nobody; the page of results records whom it shows")]
public sealed class SearchModel : ThroughlinePage
{
    public SearchForm Terms { get; private set; } = new();

    public void OnGet()
    {
    }

    /// <summary>The terms stay on the server (ASVS 14.2.1: no personal data in addresses); the results have an address of their own.</summary>
    public async Task<IActionResult> OnPostAsync(SearchForm form)
    {
        Terms = form;
        var terms = form.ToTerms();
        if (ModelState.IsValid)
        {
            foreach (var problem in terms.Problems())
                ModelState.AddModelError(problem.Field, problem.Sentence);
        }

        return ModelState.IsValid ? LocalRedirect($"/people/search/{await terms.KeepAsync(Db)}") : Page();
    }
}

[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[RecordsLooks("records the people on the page of results")]
public sealed class ResultsModel : ThroughlinePage
{
    [FromRoute]
    public Guid Search { get; init; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public SearchForm Terms { get; private set; } = new();

    public SearchResults Found { get; private set; } = null!;

    public bool MayCreate => Viewer.Has(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker);

    public async Task OnGetAsync()
    {
        var terms = await SearchTerms.FindAsync(Db, Search) ?? throw new NotThere("The search");
        Terms = SearchForm.Of(terms);
        Found = await PersonSearch.FindAsync(Db, terms, Math.Max(1, Number));
        await Db.LookedAtAsync([.. Found.People.Select(person => person.Id)], Found.Categories, "search of people");
    }
}
