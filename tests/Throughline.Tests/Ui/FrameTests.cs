using System.Security.Claims;
using AngleSharp.Html.Parser;
using Shouldly;
using Throughline.Ui;
using Throughline.Ui.Components;
using Throughline.Ui.IdentityBar;
using Xunit;

namespace Throughline.Tests.Ui;

public sealed class FrameTests
{
    private static readonly ClaimsPrincipal Somebody = new(new ClaimsIdentity("test"));

    private readonly Navigation navigation = new(
    [
        new("Plans", "/people/plans", 30, _ => true),
        new("People", "/people", 20, _ => true),
        new("Today", "/", 10, _ => true),
        new("Users", "/users", 90, user => user.IsInRole("administrator")),
    ]);

    [Fact]
    public void Navigation_IsInOrderAndOnlyWhatMayBeSeen() =>
        navigation.For(Somebody, "/").Select(i => i.Text).ShouldBe(["Today", "People", "Plans"]);

    [Theory]
    [InlineData("/", "Today", true)]
    [InlineData("/people", "People", true)]
    [InlineData("/people/7", "People", false)]
    [InlineData("/people/plans/7", "Plans", false)]
    [InlineData("/peoples", null, false)]
    public void Navigation_MarksThePartThatHoldsThePage(string path, string? label, bool isThePageItself)
    {
        var marked = navigation.For(Somebody, path).SingleOrDefault(i => i.Current || i.Active);
        marked?.Text.ShouldBe(label);
        if (marked is null) label.ShouldBeNull();
        else marked.Current.ShouldBe(isThePageItself);
    }

    [Fact]
    public void IdentityBar_SaysWhoThePersonIs()
    {
        var bar = Render(new()
        {
            Name = "Daniel <Okafor>", OtherNames = ["Danny", "Dan O"], DateOfBirth = new(1994, 2, 3), Today = new(2026, 11, 20), Status = "Amber",
            IsStatutory = false, Whereabouts = "In custody, HMP Northshire", Warnings = ["Weapons"], LeadProfessional = "Priya Shah, Probation Service",
        });
        bar.ShouldContain("Daniel <Okafor>");
        bar.ShouldContain("Danny, Dan O");
        bar.ShouldContain("3 February 1994 (age 32)");
        bar.ShouldContain("Status: Amber");
        bar.ShouldContain("Non-statutory");
        bar.ShouldContain("In custody, HMP Northshire");
        bar.ShouldContain("Warning:Weapons");
        bar.ShouldContain("Priya Shah, Probation Service");
    }

    [Fact]
    public void IdentityBar_SaysWhatIsNotKnown()
    {
        var bar = Render(new() { Name = "Unknown", Today = new(2026, 11, 20) });
        bar.ShouldContain("Date of birthNot known");
        bar.ShouldContain("OrderNot known");
        bar.ShouldContain("WhereNot known");
        bar.ShouldContain("Lead professionalNone yet");
        bar.ShouldContain("No status");
        bar.ShouldNotContain("Warning");
    }

    [Fact]
    public void IdentityBar_WithABirthInTheFuture_ShowsItWithoutAnAge() =>
        Render(new() { Name = "Typo", DateOfBirth = new(2094, 2, 3), Today = new(2026, 11, 20) }).ShouldNotContain("age");

    private static string Render(IdentityBarModel person) => new HtmlParser()
        .ParseDocument("<!doctype html><body>" + Markup.ToString(IdentityBar.Render(person))).Body!.TextContent;
}
