using Shouldly;
using Throughline.Selection.ScoreFiles;
using Xunit;

namespace Throughline.Tests.Selection;

public sealed class CsvTextTests
{
    private static List<string> Read(string text)
    {
        using var csv = new CsvText(new StringReader(text));
        var records = new List<string>();
        while (csv.Read() is { } record)
            records.Add($"{csv.Line}{(csv.Malformed ? "!" : ":")}{string.Join('|', record)}");
        return records;
    }

    [Theory]
    [InlineData("a,b\r\n1,2\r\n", "1:a|b 2:1|2")]
    [InlineData("a,b\n\n1,\n", "1:a|b 3:1|")]
    [InlineData("a\rb", "1:a 2:b")]
    [InlineData("\"a,\"\"b\"\"\",c", "1:a,\"b\"|c")]
    [InlineData("\"a\nb\",c\nd,e", "1:a\nb|c 3:d|e")]
    [InlineData("a\"b,c", "1!a\"b|c")]
    [InlineData("\"a\"b,c\nd", "1!ab|c 2:d")]
    [InlineData("\"a", "1!a")]
    [InlineData(",", "1:|")]
    [InlineData("\"\"", "1:")]
    [InlineData("", "")]
    public void Read_EachForm_GivesFieldsAndLines(string text, string expected) =>
        string.Join(' ', Read(text)).ShouldBe(expected);

    [Fact]
    public void Read_RecordsAcrossTheBuffer_AreWhole()
    {
        var line = new string('x', 1000) + ",\"y\"\r\n";
        Read(string.Concat(Enumerable.Repeat(line, 500))).ShouldAllBe(r => r.EndsWith("x|y", StringComparison.Ordinal));
    }
}
