using Shouldly;
using Throughline.Ui.Components;
using Xunit;

namespace Throughline.Tests.Ui;

/// <summary>Our components build the same tree as govuk-frontend's own, for every case it ships.</summary>
public sealed class ComponentConformanceTests
{
    /// <summary>Cases that we do not meet, by "component: name", with the reason. It should be empty.</summary>
    private static readonly IReadOnlyDictionary<string, string> Exceptions = new Dictionary<string, string>(StringComparer.Ordinal);

    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        foreach (var fixture in ComponentFixtures.All) cases.Add(fixture.Key);
        if (cases.Count == 0) cases.Add("frontend/node_modules is absent");
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Component_GivenFixtureOptions_BuildsTheSameTree(string key)
    {
        RequireNodeModules();
        var fixture = ComponentFixtures.All.Single(f => f.Key == key);
        var same = Rendered(fixture) == Dom.Canonical(fixture.Html);

        if (Exceptions.TryGetValue(key, out var reason)) same.ShouldBeFalse($"{key} is listed as an exception ({reason}) but passes: take it off the list");
        else Rendered(fixture).ShouldBe(Dom.Canonical(fixture.Html));
    }

    [Fact]
    public void Exceptions_AllNameAFixtureThatExists()
    {
        RequireNodeModules();
        Exceptions.Keys.Except(ComponentFixtures.All.Select(f => f.Key), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Fixtures_HaveDistinctKeys() =>
        ComponentFixtures.All.GroupBy(f => f.Key).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();

    [Fact]
    public void EveryComponentOfGovukFrontend_IsPortedOrLeftOutForAReason()
    {
        RequireNodeModules();
        var shipped = Directory.EnumerateDirectories(ComponentFixtures.Folder)
            .Where(d => File.Exists(Path.Combine(d, "fixtures.json"))).Select(d => Path.GetFileName(d)!);
        shipped.Order(StringComparer.Ordinal).ShouldBe(
            ComponentFixtures.Ported.Keys.Concat(ComponentFixtures.LeftOut.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Canonical_WhenMarkupDiffers_Differs()
    {
        Dom.Canonical("<p class=\"a\">x</p>").ShouldNotBe(Dom.Canonical("<p class=\"b\">x</p>"));
        Dom.Canonical("<p>x <b>y</b></p>").ShouldNotBe(Dom.Canonical("<p>x y</p>"));
        Dom.Canonical("<p  id=1\nclass=a> x\n y</p>").ShouldBe(Dom.Canonical("<p class=\"a\" id=\"1\">x y</p>"));
    }

    [Fact]
    public void Text_IsEncoded_HtmlIsNot()
    {
        Markup.ToString(Button.Render(new() { Text = "<b>" })).ShouldContain("&lt;b&gt;");
        Markup.ToString(Button.Render(new() { Text = "x", Attributes = new() { ["data-x"] = "\"><script>" } })).ShouldNotContain("<script>");
    }

    private static string Rendered(ComponentFixtures.Fixture fixture)
    {
        var content = ComponentFixtures.Ported[fixture.Component](fixture.Options);
        return Dom.Canonical(content is null ? "" : Markup.ToString(content));
    }

    private static void RequireNodeModules() => Directory.Exists(ComponentFixtures.Folder)
        .ShouldBeTrue("frontend/node_modules is absent: run `npm ci` in frontend/ so that the design system's own cases can be read");
}
