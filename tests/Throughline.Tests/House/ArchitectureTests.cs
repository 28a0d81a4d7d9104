using Shouldly;
using Xunit;

namespace Throughline.Tests.House;

public sealed class ArchitectureTests
{
    /// <summary>Arrows that stand for now: file, the stage it should not know, since when and why.</summary>
    private static readonly (string Path, string To, string Because)[] Standing =
    [
        ("Ui/Errors/ErrorPage.cs", "Access", "20 November 2026: [OpenToAll] belongs to Access, and Ui's own pages must carry it; it could live in Ui"),
        ("Ui/About/Accessibility.cshtml", "Access", "20 November 2026: as above"),
        ("Ui/Words/OpenPages.cs", "Access", "20 November 2026: as above"),
    ];

    private static List<(string Path, string Text)> Source() => [.. Checkout.Files("src/Throughline", ".cs", ".cshtml")];

    [Fact]
    public void Stages_NameOnlyStagesBelowThem()
    {
        var source = Source();
        source.Count.ShouldBeGreaterThan(100, "the source was not found");
        StageLadder.WrongArrows(source).Where(arrow => !Standing.Any(one => one.Path == arrow.Path && one.To == arrow.To)).ShouldBeEmpty();
    }

    [Fact]
    public void Folders_AllHaveAPlaceOnTheLadder() => StageLadder.Unplaced(Source().Select(file => file.Path)).ShouldBeEmpty();

    [Theory]
    [InlineData("People/PersonPage.cs", "using Throughline.Review;", "Review")]
    [InlineData("People/Timeline/Timeline.cshtml", "@using Throughline.Work.Today", "Work")]
    [InlineData("Access/Gates.cs", "    await Review.SetStatus.DoAsync(db);", "Review")]
    [InlineData("Access/Gates.cs", "    var x = $\"{Review.SetStatus.Words}\";", "Review")]
    [InlineData("Selection/Panel.cs", "using static Throughline.Imports.ImportFile;", "Imports")]
    [InlineData("Platform/Rule.cs", "using Throughline.Ui;", "Ui")]
    [InlineData("Ui/Navigation.cs", "using Person = Throughline.People.PersonHeader;", "People")]
    [InlineData("Review/Daily/ReviewList.cs", "using Throughline.Cli;", "Cli")]
    [InlineData("Meetings/Agenda.cs", "namespace Throughline.Review;", "Review")]
    [InlineData("_ViewImports.cshtml", "@using Throughline.People", "People")]
    public void WrongArrow_Planted_IsFound(string path, string line, string to)
    {
        (string, string)[] files = [("Review/SetStatus.cs", "public static class SetStatus { }"), (path, "// first line\n" + line)];
        StageLadder.WrongArrows(files).ShouldHaveSingleItem().ShouldBe(new WrongArrow(path, 2, path.Contains('/') ? path.Split('/')[0] : "Ui", to));
    }

    [Theory]
    [InlineData("Review/SetStatus.cs", "using Throughline.Access; using Throughline.People; using Throughline.Selection;")]
    [InlineData("Imports/ImportCommand.cs", "using Throughline.Cli;")]
    [InlineData("Access/Gates.cs", "/// <see cref=\"Throughline.Review.SetStatus\"/>")]
    [InlineData("Access/Gates.cs", "var text = Review.Length;")]
    [InlineData("Server.cs", "using Throughline.Work;")]
    [InlineData("Cli/Commands.cs", "Selection.ScoreCommand.Build()")]
    public void RightArrow_Planted_IsLeftAlone(string path, string line)
    {
        (string, string)[] files = [("Selection/ScoreCommand.cs", "internal static class ScoreCommand { }"), (path, line)];
        StageLadder.WrongArrows(files).ShouldBeEmpty();
    }

    [Fact]
    public void Folder_WithoutAPlace_IsFound() => StageLadder.Unplaced(["Housing/Waiting.cs", "People/PersonPage.cs", "Schema/0001.sql"]).ShouldBe(["Housing"]);
}
