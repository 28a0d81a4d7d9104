using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Throughline.Tests.House;

/// <summary>Rules of the house that the compiler does not keep.</summary>
public sealed partial class SourceRulesTests
{
    [Fact]
    public void BannedSymbols_AreConfiguredForEveryProject()
    {
        var props = Checkout.Read("Directory.Build.props");
        props.ShouldContain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
        props.ShouldContain("<AdditionalFiles Include=\"$(MSBuildThisFileDirectory)BannedSymbols.txt\" />");
        props.ShouldContain("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        var banned = Checkout.Read("BannedSymbols.txt");
        foreach (var symbol in new[] { "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.UtcNow", "Random.Shared", "Thread.Sleep", "IHtmlHelper.Raw", "Guid.NewGuid" })
            banned.ShouldContain(symbol);
        Checkout.Read(".editorconfig").ShouldNotContain("RS0030");
    }

    [Fact]
    public void Source_NowhereSwitchesTheBanOff() =>
        Checkout.Files("src", ".cs", ".cshtml", ".csproj").Where(file => file.Text.Contains("RS0030", StringComparison.Ordinal)).Select(file => file.Path).ShouldBeEmpty();

    [Fact]
    public void Files_HoldNoMarksOfAMerge() =>
        new[] { "src", "docs", "tests", "frontend", "demo", "bench" }.SelectMany(folder => Checkout.Files(folder, ".cs", ".cshtml", ".md", ".sql", ".json", ".csproj", ".mjs", ".scss").Select(file => (Path: $"{folder}/{file.Path}", file.Text)))
            .Where(file => MergeMark().IsMatch(file.Text)).Select(file => file.Path).ShouldBeEmpty();

    [Theory]
    [InlineData("a\n<<<<<<< HEAD\nb", true)]
    [InlineData("a\n>>>>>>> f303062\n", true)]
    [InlineData("a <<<<<<< b\n=======\n", false)]
    public void MergeMark_IsKnown(string text, bool isOne) => MergeMark().IsMatch(text).ShouldBe(isOne);

    [Fact]
    public void Pages_HoldNoInlineScriptOrStyleAndEncodeEverything() =>
        Checkout.Files("src/Throughline", ".cshtml").SelectMany(file => Refused(file.Text).Select(found => $"{file.Path}: {found}")).ShouldBeEmpty();

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<script type=\"module\">go()</script>")]
    [InlineData("<p style=\"color:red\">")]
    [InlineData("<style>p { }</style>")]
    [InlineData("<button onclick=\"go()\">")]
    [InlineData("@Html.Raw(Model.Name)")]
    public void InlineThing_Planted_IsFound(string markup) => Refused("<main>\n" + markup + "\n</main>").ShouldHaveSingleItem();

    [Fact]
    public void ScriptWithASource_IsLeftAlone() => Refused("<script type=\"module\" src=\"~/app.js\"></script>").ShouldBeEmpty();

    private static IEnumerable<string> Refused(string markup) => Inline().Matches(markup).Select(match => match.Value);

    [GeneratedRegex("^(<{7}|>{7}) ", RegexOptions.Multiline)]
    private static partial Regex MergeMark();

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=""|Html\.Raw", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
