using Shouldly;
using Throughline.Scoring;
using Throughline.Selection.ScoreFiles;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class ShippedMatricesTests
{
    public static TheoryData<string> Names =>
        [.. typeof(ScoreCommand).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("Reference/matrix-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(ScoreCommand).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Matrix_AsShipped_IsValidAndSourced(string name)
    {
        var matrix = SelectionMatrixJson.Read(Text(name));
        matrix.Factors.ShouldAllBe(f => f.Source.Length > 0);
        matrix.Inclusions.ShouldAllBe(r => r.Sentence.StartsWith("To be considered whatever the score", StringComparison.Ordinal));
        matrix.Exclusions.ShouldAllBe(r => r.Sentence.StartsWith("Not for this list, because", StringComparison.Ordinal));
        SelectionMatrixJson.Write(SelectionMatrixJson.Read(SelectionMatrixJson.Write(matrix))).ShouldBe(SelectionMatrixJson.Write(matrix));
    }

    [Fact]
    public void BurglaryWeighted_ABurglar_RanksAboveAShoplifterWithTwiceTheEvents()
    {
        var asOf = new DateOnly(2026, 11, 20);
        var input = new ScoringInput();
        var burglary = input.AddPerson(new ScoredPerson { PersonId = "B" });
        var shops = input.AddPerson(new ScoredPerson { PersonId = "A" });
        for (var i = 0; i < 3; i++)
        {
            input.AddEvent(burglary, EventKind.Conviction, OffenceGroup.BurglaryResidential, asOf.AddDays(-60 * i));
            input.AddEvent(shops, EventKind.Conviction, OffenceGroup.Shoplifting, asOf.AddDays(-60 * i));
            input.AddEvent(shops, EventKind.Conviction, OffenceGroup.Shoplifting, asOf.AddDays((-60 * i) - 7));
        }

        var table = new Scorer(SelectionMatrixJson.Read(Text("Reference/matrix-burglary-weighted.json"))).Score(input, asOf);
        table.Rank(burglary).ShouldBe(1);
        table.Total(burglary).ShouldBe(38);
        table.Total(shops).ShouldBe(6);
    }

    [Fact]
    public void FixedFlexFree_ItsThresholds_SayTheyAreNotOfficial() =>
        SelectionMatrixJson.Read(Text("Reference/matrix-fixed-flex-free.json")).Thresholds.Source.ShouldContain("not official");
}
