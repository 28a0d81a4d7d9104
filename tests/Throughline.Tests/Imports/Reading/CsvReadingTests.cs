using System.Globalization;
using System.Text;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Throughline.Platform;
using Throughline.Imports.Reading;
using Xunit;
using static Throughline.Tests.Imports.ImportTesting;

namespace Throughline.Tests.Imports.Reading;

public sealed class CsvReadingTests
{
    [Fact]
    public void Read_QuotesLineEndsAndEmptyCells_AreRfc4180()
    {
        var rows = Rows(Open("a,b,c\r\n1,\"x, \"\"y\"\"\nz\",\r\n\r\n,,\n\"\",5\" pipe,\"q\"\n"u8.ToArray()));
        rows.ShouldBe([["a", "b", "c"], ["1", "x, \"y\"\nz", ""], ["", "5\" pipe", "q"]]);
    }

    [Fact]
    public void Line_AfterCellsWithLineEndsAndBlankRows_IsWhatAPersonSees()
    {
        using var reader = Open("a,b\n\"1\n2\n3\",x\n\n,\nlast,row"u8.ToArray());
        var lines = new List<(long, long)>();
        while (reader.Read()) lines.Add((reader.Line, reader.LastLine));
        lines.ShouldBe([(1, 1), (2, 4), (7, 7)]);
        reader.BlankRows.ShouldBe(2);
        reader.EndedWithoutLineEnd.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Read_AnyLineEnd_GivesTheSameRows(string end)
    {
        Rows(Open(Encoding.UTF8.GetBytes($"a,b{end}1,2{end}3,4{end}"))).ShouldBe([["a", "b"], ["1", "2"], ["3", "4"]]);
    }

    [Theory]
    [InlineData(',', "comma")]
    [InlineData(';', "semicolon")]
    [InlineData('\t', "tab")]
    [InlineData('|', "bar")]
    public void Open_Delimiter_IsFound(char delimiter, string name)
    {
        using var reader = Open(Encoding.UTF8.GetBytes($"\uFEFFa{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3\n"));
        reader.Format.ShouldBe($"CSV, {name}, UTF-8 with byte order mark");
        Rows(reader)[0].ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void Read_RowsLargerThanTheBuffer_AreWhole()
    {
        var text = new StringBuilder("a,b\n");
        for (var i = 0; i < 40_000; i++) text.Append(CultureInfo.InvariantCulture, $"\"row {i} é “quoted”\",{new string('x', i % 97)}\n");
        var rows = Rows(Open(Encoding.UTF8.GetBytes(text.ToString())));
        rows.Count.ShouldBe(40_001);
        for (var i = 0; i < 40_000; i++) rows[i + 1].ShouldBe([$"row {i} é “quoted”", new string('x', i % 97)]);
    }

    [Fact]
    public void Read_CharacterSplitBetweenReads_IsWhole()
    {
        var bytes = Encoding.UTF8.GetBytes("a,b\n€,é\n😀,x\n");
        using var reader = RowSource.Open(new OneByteAtATime(bytes), ReadLimits.Standard, n => n.Count);
        Rows(reader).ShouldBe([["a", "b"], ["€", "é"], ["😀", "x"]]);
    }

    [Fact]
    public void Read_WrittenRows_ComeBackTheSame()
    {
        var cell = Gen.OneOf(
            Gen.Elements("", "plain", "a,b", "say \"x\"", "two\nlines", "=1+1", "é€😀", " space ", "'", "\"", ";|\t", "@cmd", "-", "-5", "+44"),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => new string([.. s.Get.Where(c => !char.IsControl(c))])).Where(WellFormed));
        var table = Gen.Choose(2, 6).SelectMany(width => cell.ArrayOf(width).ListOf()).ToArbitrary();
        Prop.ForAll(table, rows =>
        {
            var kept = rows.Where(r => r.Any(c => c.Length > 0)).ToList();
            if (kept.Count == 0) return true;
            using var text = new StringWriter();
            var writer = new Throughline.Platform.CsvWriter(text);
            writer.WriteRow(Enumerable.Range(0, kept[0].Length).Select(i => $"column {i}"));
            foreach (var row in kept) writer.WriteRow(row);
            var back = Rows(Open(Encoding.UTF8.GetBytes(text.ToString()))).Skip(1).ToList();
            return back.Count == kept.Count && back.Zip(kept).All(p => p.First.SequenceEqual(p.Second.Select(CsvSafe.Neutralise)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_WellFormedFiles_AgreesWithCsvHelper()
    {
        var cell = Gen.Elements("", "a", "b c", "x,y", "say \"x\"", "two\nlines", "three\r\nlines", "é€😀", "\"\"", ",", "\n");
        var table = cell.ArrayOf(4).NonEmptyListOf().ToArbitrary();
        Prop.ForAll(table, rows =>
        {
            var text = "h1,h2,h3,h4\r\n" + string.Concat(rows.Select(r => string.Join(',', r.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
            using var parser = CsvReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)), new CsvReaderOptions { HasHeader = false });
            var theirs = new List<string[]>();
            while (parser.Read()) theirs.Add([.. Enumerable.Range(0, parser.FieldCount).Select(parser.GetString)]);
            var ours = Rows(Open(Encoding.UTF8.GetBytes(text)));
            // a row of empty cells is a blank row to us
            theirs.RemoveAll(r => r.All(c => c.Length == 0));
            return ours.Count == theirs.Count && ours.Zip(theirs).All(p => p.First.SequenceEqual(p.Second));
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Why the reader is ours: CsvHelper's limit is on the record and ends the file, so the good rows after it are lost.</summary>
    [Fact]
    public void CsvHelper_RecordOverItsLimit_EndsTheFile_OursGoesOn()
    {
        var text = Encoding.UTF8.GetBytes($"a,b\n1,{new string('x', 1_000_000)}\n2,good\n");
        Should.Throw<CsvFormatException>(() =>
        {
            using var parser = CsvReader.Create(new MemoryStream(text), new CsvReaderOptions { MaxRecordSize = 65_536 });
            while (parser.Read()) _ = parser.GetString(0);
        });
        using var ours = Open(text);
        var rows = new List<(long Line, int Faults)>();
        while (ours.Read()) rows.Add((ours.Line, ours.Faults.Count));
        rows.ShouldBe([(1, 0), (2, 1), (3, 0)]);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "'\rx")]
    [InlineData("-0.1127", "-0.1127")]
    [InlineData("+447700900123", "+447700900123")]
    [InlineData("O'Neill", "O'Neill")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Neutralise_Text_CannotBeAFormula(string? text, string safe) => CsvSafe.Neutralise(text).ShouldBe(safe);

    private static bool WellFormed(string s)
    {
        for (var i = 0; i < s.Length; i++)
        {
            if (char.IsHighSurrogate(s[i]) && i + 1 < s.Length && char.IsLowSurrogate(s[i + 1])) i++;
            else if (char.IsSurrogate(s[i])) return false;
        }
        return true;
    }

    private sealed class OneByteAtATime(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
