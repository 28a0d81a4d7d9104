using System.IO.Compression;
using Shouldly;
using Throughline.Imports.Checking;
using Throughline.Imports.Reading;
using Xunit;
using static Throughline.Tests.Imports.ImportTesting;

namespace Throughline.Tests.Imports.Reading;

public sealed class XlsxTests
{
    [Fact]
    public void Read_DatesNumbersTextAndFormulas_AreTheTextAPersonSees()
    {
        var sheet = Workbooks.Row(1, "a", "b", "c", "d", "e", "f", "g")
            + Workbooks.Row(2, """<c r="@" s="1"><v>46095</v></c>""", """<c r="@"><v>12345.5</v></c>""", "00123", """<c r="@" s="2"><v>2801</v></c>""",
                """<c r="@"><f>1+1</f><v>2</v></c>""", """<c r="@" t="str"><f>UPPER("x")</f><v>X</v></c>""", """<c r="@" t="b"><v>1</v></c>""");
        Rows(Open(Workbooks.Of(sheet)))[1].ShouldBe(["2026-03-14", "12345.5", "00123", "02801", "2", "X", "true"]);
    }

    [Fact]
    public void Check_Workbook_GivesRowsWithTheSheetsRowNumbers()
    {
        var sheet = Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on") + Workbooks.Row(2, "E1", "P1", "arrest", """<c r="@" s="1"><v>46095</v></c>""") + Workbooks.Row(5, "E2", "P1", "nonsense", "2026-03-14");
        var results = Check("police-events", Workbooks.Of(sheet));
        results.OfType<FileOpened>().Single().Format.ShouldBe("Excel workbook, sheet “Extract”");
        results.Good().Single().Line.ShouldBe(2);
        results.Bad().Single().Line.ShouldBe(5);
        results.End().Blank.ShouldBe(2);
    }

    [Fact]
    public void Check_FormulaError_IsSetAsideAndNeverABlank()
    {
        var sheet = Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on", "offence_code") + Workbooks.Row(2, "E1", "P1", "arrest", "2026-03-14", """<c r="@" t="e"><f>NA()</f><v>#N/A</v></c>""");
        var results = Check("police-events", Workbooks.Of(sheet));
        results.Good().ShouldBeEmpty();
        results.Bad().Single().Problems[0].Field.ShouldBe("offence_code");
    }

    [Fact]
    public void Check_FormulaLikeText_IsKeptAsText()
    {
        var sheet = Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on", "place") + Workbooks.Row(2, "E1", "P1", "arrest", "2026-03-14", "=cmd|x");
        Check("police-events", Workbooks.Of(sheet)).Good().Single().Values.ShouldContain("=cmd|x");
    }

    [Fact]
    public void Open_BombInTheSheet_IsRefusedBeforeItIsParsed()
    {
        var bomb = Workbooks.Of("", also: zip => Pad(zip, "xl/worksheets/sheet2.xml", 64 * 1024 * 1024));
        bomb.Length.ShouldBeLessThan(200_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Check("police-events", bomb).Problem().ShouldContain("which no real sheet does");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 * 1024 * 1024);
    }

    [Fact]
    public void Open_BombThatLiesAboutItsSize_IsRefused()
    {
        var bomb = Workbooks.Of("", also: zip => Pad(zip, "xl/worksheets/sheet2.xml", 64 * 1024 * 1024));
        Deceive(bomb, "xl/worksheets/sheet2.xml", 1_000);
        Check("police-events", bomb).Problem().ShouldNotBeEmpty();
    }

    [Fact]
    public void Open_ManySmallPartsTogetherTooLarge_AreRefused()
    {
        var limits = new ReadLimits { MaxUnpackedBytes = 1024 * 1024 };
        var bomb = Workbooks.Of("", also: zip =>
        {
            for (var i = 0; i < 20; i++) Pad(zip, $"xl/media/{i}.bin", 100_000);
        });
        Should.Throw<FileRefused>(() => Open(bomb, limits)).Message.ShouldContain("unpacks to more than 1 MB");
    }

    [Fact]
    public void Open_TooManyParts_IsRefused() =>
        Check("police-events", Workbooks.Of("", also: zip =>
        {
            for (var i = 0; i < 201; i++) zip.CreateEntry($"x/{i}");
        })).Problem().ShouldContain("parts; at most 200 are opened");

    [Fact]
    public void Open_PartTwice_IsRefused() =>
        Check("police-events", Workbooks.Of("", also: zip => Workbooks.Add(zip, "xl/workbook.xml", "<x/>"))).Problem().ShouldContain("twice");

    [Fact]
    public void Open_Macros_AreRefused() =>
        Check("police-events", Workbooks.Of("", also: zip => Workbooks.Add(zip, "xl/vbaProject.bin", "x"))).Problem().ShouldContain("macros");

    [Fact]
    public void Open_DocumentType_IsRefused()
    {
        const string Prolog = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>""";
        Check("police-events", Workbooks.Of(Workbooks.Row(1, "event_id"), prolog: Prolog)).Problem().ShouldContain("document type definition");
    }

    /// <summary>The second gate: even if the inspection missed it, the library's XmlReader forbids DTDs.</summary>
    [Fact]
    public void ExcelDataReader_DocumentType_IsForbidden()
    {
        const string Prolog = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "boom">]>""";
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        var file = Workbooks.Of(Workbooks.Row(1, "&a;"), prolog: Prolog);
        Should.Throw<System.Xml.XmlException>(() =>
        {
            using var reader = ExcelDataReader.ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(file));
            while (reader.Read()) _ = reader.GetValue(0);
        });
    }

    [Theory]
    [InlineData("""<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>""")]
    [InlineData("""<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>""")]
    public void Open_CellBeyondTheSheet_IsRefused(string sheet) => Check("police-events", Workbooks.Of(sheet)).Problem().ShouldContain("beyond the last row or column");

    [Fact]
    public void Open_OldOrProtectedWorkbook_IsRefusedWithWhatToDo()
    {
        byte[] ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]];
        Check("police-events", ole).Problem().ShouldStartWith("The file is an old Excel workbook (.xls).");
        byte[] locked = [.. ole, .. System.Text.Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[100]];
        Check("police-events", locked).Problem().ShouldStartWith("The workbook is protected by a password");
    }

    [Fact]
    public void Open_OtherKinds_AreNamed()
    {
        Check("police-events", "%PDF-1.7 xxxxxxxx"u8.ToArray()).Problem().ShouldContain("PDF");
        Check("police-events", "<?xml version='1.0'?><a/>"u8.ToArray()).Problem().ShouldContain("XML");
        using var zipped = new MemoryStream();
        using (var zip = new ZipArchive(zipped, ZipArchiveMode.Create, leaveOpen: true)) Workbooks.Add(zip, "events.csv", "event_id");
        Check("police-events", zipped.ToArray()).Problem().ShouldContain("ZIP archive");
    }

    [Fact]
    public void Open_WorkbookCutInHalf_IsRefused()
    {
        var whole = Workbooks.Of(Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on"));
        Check("police-events", whole[..(whole.Length / 2)]).Problem().ShouldContain("cut off");
    }

    [Fact]
    public void Check_LongCell_IsSetAside()
    {
        var sheet = Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on", "place") + Workbooks.Row(2, "E1", "P1", "arrest", "2026-03-14", new string('x', 100_000)) + Workbooks.Row(3, "E2", "P1", "arrest", "2026-03-14");
        var results = Check("police-events", Workbooks.Of(sheet));
        results.Bad().Single().Problems[0].Sentence.ShouldContain("100,000 characters");
        results.Good().Single().Line.ShouldBe(3);
    }

    private static void Pad(ZipArchive zip, string name, int bytes)
    {
        using var part = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
        var block = new byte[64 * 1024];
        for (var left = bytes; left > 0; left -= block.Length) part.Write(block, 0, Math.Min(block.Length, left));
    }

    /// <summary>Writes another uncompressed size into the directory entry of a part.</summary>
    private static void Deceive(byte[] file, string name, int size)
    {
        var at = file.AsSpan().LastIndexOf(System.Text.Encoding.ASCII.GetBytes(name));
        BitConverter.TryWriteBytes(file.AsSpan(at - 46 + 24), size).ShouldBeTrue();
    }
}
