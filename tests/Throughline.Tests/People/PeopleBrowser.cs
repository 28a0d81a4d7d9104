using System.Net;
using Shouldly;
using Throughline.Platform;
using Throughline.Testing;

namespace Throughline.Tests.People;

/// <summary>What a user does on the pages about people.</summary>
internal static class PeopleBrowser
{
    public static async Task<Answer> SearchAsync(this Browser browser, string? anything = null, Dictionary<string, string?>? particulars = null)
    {
        var fields = new Dictionary<string, string?>(particulars ?? []);
        if (anything is not null)
            fields["Anything"] = anything;
        return await browser.SubmitAsync(await browser.GetAsync("/people"), "form#search", fields);
    }

    /// <summary>The search, the link from the results, the form.</summary>
    public static async Task<Answer> TryToCreateAsync(this Browser browser, string forenames, string surname, string? born = null, Dictionary<string, string?>? more = null)
    {
        var found = await browser.SearchAsync($"{forenames} {surname}");
        found.Status.ShouldBe(HttpStatusCode.OK, found.Path + " " + found.Main);
        var page = await browser.GetAsync(found.Page.QuerySelector("a[href^='/people/new/']")!.GetAttribute("href")!);
        page.Status.ShouldBe(HttpStatusCode.OK);
        var fields = new Dictionary<string, string?>(more ?? []) { ["Forenames"] = forenames, ["Surname"] = surname };
        fields.TryAdd("Source", "Named at the daily meeting");
        if (born?.Split('/') is [var day, var month, var year])
            (fields["DateOfBirth.Day"], fields["DateOfBirth.Month"], fields["DateOfBirth.Year"]) = (day, month, year);
        return await browser.SubmitAsync(page, "main form", fields);
    }

    public static async Task<PersonId> CreateAsync(this Browser browser, string forenames, string surname, string? born = null, Dictionary<string, string?>? more = null)
    {
        var answer = await browser.TryToCreateAsync(forenames, surname, born, more);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Main);
        answer.Path.ShouldStartWith("/people/");
        return PersonId.Parse(answer.Path["/people/".Length..], null);
    }

    public static async Task<Answer> AddAsync(this Browser browser, PersonId person, string kind, Dictionary<string, string?> fields) =>
        await browser.SubmitAsync(await browser.GetAsync($"/people/{person}/items/{kind}/add"), "main form", fields.ToDictionary(field => "Input." + field.Key, field => field.Value));

    public static IEnumerable<string> FoundNames(this Answer answer) => answer.Page.QuerySelectorAll("tbody th[scope=row] a").Select(link => link.TextContent);
}
