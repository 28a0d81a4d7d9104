using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Throughline.Ui.Components;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.IdentityBar;

/// <summary>What every page about a person says first, so that nobody acts on the wrong one.</summary>
public sealed record IdentityBarModel
{
    public required string Name { get; init; }

    /// <summary>Aliases and former names that help to recognise the person.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    public DateOnly? DateOfBirth { get; init; }

    /// <summary>The day on which the age is reckoned.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>"Red", "Amber", "Green", "Blue", "White", or null when none has been decided.</summary>
    public string? Status { get; init; }

    /// <summary>True statutory, false non-statutory, null not known.</summary>
    public bool? IsStatutory { get; init; }

    /// <summary>"In custody, HMP Northshire", "In the community", or null when not known.</summary>
    public string? Whereabouts { get; init; }

    /// <summary>What somebody who is about to meet the person must know ("Weapons", "Self-harm").</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>"Priya Shah, Probation Service".</summary>
    public string? LeadProfessional { get; init; }

    /// <summary>The person's own page, or null when this is it.</summary>
    public string? Url { get; init; }

    /// <summary>Where each fact of the bar is said to be whose, and why it is shown; null for whoever works with no names.</summary>
    public string? SharingUrl { get; init; }
}

/// <summary>How a page says that it is about a person.</summary>
internal static class PersonPages
{
    /// <summary>Has the layout show the identity bar, and under it the person's other pages.</summary>
    public static void IsAbout(this ViewDataDictionary viewData, IdentityBarModel person, IReadOnlyList<SubNavigationItem>? pages = null)
    {
        viewData[IdentityBar.Key] = person;
        if (pages is not null) viewData[SubNavigation.Key] = pages;
    }
}

/// <summary>The bar itself.</summary>
internal static class IdentityBar
{
    /// <summary>The key in <c>ViewData</c> under which a page leaves the model for the layout.</summary>
    public const string Key = "IdentityBar";

    public static IHtmlContent Render(IdentityBarModel person) => El("section")
        .Class("moj-identity-bar tl-identity", "tl-identity--" + StatusTag.Suffix(person.Status)).Attr("aria-label", "Person")
        .Add(El("div").Class("govuk-width-container")
            .Add(El("div").Class("tl-identity__top")
                .Add(El("p").Class("tl-identity__name").Add(person.Url is null
                    ? Text(person.Name)
                    : El("a").Class("govuk-link govuk-link--no-visited-state").Attr("href", person.Url).Text(person.Name)))
                .Add(StatusTag.Render(person.Status)))
            .Add(El("dl").Class("tl-identity__facts")
                .Add(person.OtherNames.Count == 0 ? null : Fact("Also known as", string.Join(", ", person.OtherNames)))
                .Add(Fact("Date of birth", Born(person)))
                .Add(Fact("Order", person.IsStatutory switch { true => "Statutory", false => "Non-statutory", null => "Not known" }))
                .Add(Fact("Where", person.Whereabouts ?? "Not known"))
                .Add(Fact("Lead professional", person.LeadProfessional ?? "None yet")))
            .Add(person.SharingUrl is null ? null : El("p").Class("govuk-body-s tl-identity__why tl-no-print").Add(El("a").Class("govuk-link").Attr("href", person.SharingUrl).Text("Why am I seeing this?")
                .Add(Hidden(" What each agency holds about " + person.Name))))
            .Add(person.Warnings.Count == 0 ? null : El("div").Class("tl-identity__warnings")
                .Add(El("p").Class("tl-identity__warnings-title").Text(person.Warnings.Count == 1 ? "Warning:" : "Warnings:"))
                .Add(El("ul").Class("tl-identity__warnings-list")
                    .Add(person.Warnings.Select(w => El("li").Class("tl-identity__warning").Text(w))))));

    private static string Born(IdentityBarModel person) => person.DateOfBirth is not { } born
        ? "Not known"
        : born > person.Today ? born.ToWords() : $"{born.ToWords()} (age {Dates.AgeOn(born, person.Today)})";

    private static Element Fact(string name, string value) => El("div").Class("tl-identity__fact")
        .Add(El("dt").Text(name)).Add(El("dd").Text(value));
}
