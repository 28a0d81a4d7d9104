using System.Text;
using Shouldly;
using Throughline.Platform;
using Throughline.Selection;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class CaseStateTests
{
    private static readonly CaseState[] All = Enum.GetValues<CaseState>();

    [Fact]
    public void Moves_EveryPair_AreAsTheReferencePageSays()
    {
        var path = Path.Combine(Home.Folder, "docs/reference/case-states.md");
        var now = Page();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, now);
        }

        File.Exists(path).ShouldBeTrue("run the tests with UPDATE_DOCS=1 to write " + path);
        File.ReadAllText(path).ShouldBe(now, "the table of moves has changed: read the change, then run the tests with UPDATE_DOCS=1");
    }

    [Fact]
    public void Moves_EveryPair_HoldOrSayWhyNot()
    {
        foreach (var from in All)
        {
            foreach (var to in All)
            {
                var rule = CaseMoves.MayMove(from, to);
                rule.Holds.ShouldBe(CaseMoves.Table.Any(move => move.From == from && move.To == to));
                rule.Sentence.ShouldContain(from.Words().ToLowerInvariant());
            }
        }
    }

    [Fact]
    public void Codes_EveryState_AreReadBack()
    {
        foreach (var state in All)
            CaseStates.Parse(state.Code()).ShouldBe(state);
    }

    private static string Page()
    {
        var page = new StringBuilder("# States of a case\n\nGenerated from the table of moves (`src/Throughline/Selection/CaseState.cs`) by a test. A case moves by an act of a named person and in no other way; a score moves nothing.\n\n");
        page.Append("| from \\ to |").AppendJoin('|', All.Select(to => $" {to.Words()} ")).Append("|\n|---|").AppendJoin('|', All.Select(_ => "---")).Append("|\n");
        foreach (var from in All)
            page.Append($"| **{from.Words()}** |").AppendJoin('|', All.Select(to => CaseMoves.Find(from, to) is { } move ? $" {move.By}{(move.OpensNewCase ? " (a new case)" : "")} " : " no ")).Append("|\n");
        page.Append("\n| act | who |\n|---|---|\n");
        foreach (var move in CaseMoves.Table.DistinctBy(move => (move.By, move.Who)))
            page.Append($"| {move.By} | {move.Who} |\n");
        return page.ToString();
    }
}
