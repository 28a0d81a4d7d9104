using System.Runtime.CompilerServices;
using Shouldly;
using Throughline.Scoring;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class SelectionMatrixDocumentTests
{
    private static string Document([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/engines/selection-matrix.md"));

    [Fact]
    public void Example_InTheDocument_IsAValidMatrix()
    {
        var text = Document();
        var from = text.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        var matrix = SelectionMatrixJson.Read(text[from..text.IndexOf("```", from, StringComparison.Ordinal)]);
        matrix.Factors.Count.ShouldBe(4);
    }

    [Fact]
    public void Vocabulary_InTheDocument_IsComplete()
    {
        var text = Document();
        foreach (var word in OffenceGroups.Ids.Concat(EventKinds.Ids))
            text.ShouldContain($"`{word}`");
    }
}
