using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Shouldly;
using Throughline.Imports;
using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Imports.Reading;
using Throughline.Tests.Imports;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Abuse;

/// <summary>
/// Files made to hurt whoever opens them: each is refused, or read to its end with its bad rows set aside, in bounded time and memory
/// (security.md 5.8; ASVS 5.2.1 to 5.2.3, 1.5.1). The times are printed: on a quiet machine each is under a second.
/// </summary>
public sealed class UploadBombTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private const long MostAllocated = 64L << 20;
    private const string Header = "event_id,person_ref,kind,occurred_on,offence_code\n";

    /// <summary>The sentence of the refusal, or null when the file was read to its end.</summary>
    private string? Outcome(byte[] file, string name = "bomb")
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var results = ImportFile.Check(new MemoryStream(file), name, ImportProfiles.Find("police-events")!, null, ImportTesting.Options).ToList();
        var (took, allocated) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);
        var refusal = results.OfType<FileProblem>().SingleOrDefault()?.Sentence;
        output.WriteLine($"{name}: {file.Length:N0} bytes sent, {took.TotalMilliseconds:N0} ms, {allocated:N0} bytes allocated; {refusal ?? "read to its end"}");
        took.ShouldBeLessThan(Bound);
        allocated.ShouldBeLessThan(MostAllocated);
        return refusal;
    }

    private static byte[] Packed(Action<ZipArchive> parts)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            parts(zip);
        return file.ToArray();
    }

    private static void Fill(ZipArchive zip, string name, long bytes, ReadOnlySpan<byte> start = default, byte with = 0)
    {
        using var part = zip.CreateEntry(name, bytes < 100 << 20 ? CompressionLevel.SmallestSize : CompressionLevel.Fastest).Open();
        part.Write(start);
        var block = new byte[1 << 20];
        block.AsSpan().Fill(with);
        for (var left = bytes; left > 0; left -= block.Length)
            part.Write(block, 0, (int)Math.Min(block.Length, left));
    }

    [Fact]
    public void Workbook_WhoseSheetUnpacksToAGibibyte_IsRefused() => Outcome(Workbooks.Of("", also: zip => Fill(zip, "xl/worksheets/sheet2.xml", 1L << 30, "<worksheet>"u8, (byte)' '))).ShouldNotBeNull();

    [Theory]
    [InlineData(101, true)]
    [InlineData(100, false)]
    public void Workbook_GrowingAHundredfold_IsTheLimit(int fold, bool isRefused)
    {
        // random bytes do not shrink and noughts nearly vanish: together they grow by as much as the test says
        var noise = new byte[64 * 1024];
        new Random(5).NextBytes(noise);
        byte[] Made(long padding) => Workbooks.Of(Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on") + Workbooks.Row(2, "E1", "P1", "arrest", "2026-03-14"), also: zip => Fill(zip, "xl/media/image1.bin", padding, noise));
        var (less, more) = (5L << 20, 32L << 20);
        while (more - less > 32 * 1024)
        {
            var middle = (less + more) / 2;
            (less, more) = Fold(Made(middle)) > 100 ? (less, middle) : (middle, more);
        }

        Fold(Made(isRefused ? more : less)).ShouldBe(fold);
        (Outcome(Made(isRefused ? more : less)) is not null).ShouldBe(isRefused);
    }

    private static long Fold(byte[] workbook)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        var part = zip.GetEntry("xl/media/image1.bin")!;
        return part.Length / part.CompressedLength;
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(201, true)]
    public void Workbook_Of200Parts_IsTheLimit(int parts, bool isRefused)
    {
        var own = new ZipArchive(new MemoryStream(Workbooks.Of(""))).Entries.Count;
        var refusal = Outcome(Workbooks.Of(Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on") + Workbooks.Row(2, "E1", "P1", "arrest", "2026-03-14"), also: zip =>
        {
            for (var number = own; number < parts; number++)
                Workbooks.Add(zip, $"customXml/{number}.xml", "<x/>");
        }));
        (refusal is not null).ShouldBe(isRefused);
    }

    [Theory]
    [InlineData(20 << 20, false)]
    [InlineData((20 << 20) + 1, true)]
    public void Workbook_Of20MegabytesAsSent_IsTheLimit(int bytes, bool isRefused)
    {
        var workbook = Workbooks.Of(Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on") + Workbooks.Row(2, "E1", "P1", "arrest", "2026-03-14"));
        // a comment at the end of a ZIP may be 64 KB; anything before the first part may be any length
        var padded = new byte[bytes];
        workbook.AsSpan(0, 4).CopyTo(padded);
        var watch = Stopwatch.StartNew();
        var refusal = Should.Throw<FileRefused>(() => RowSource.Open(new MemoryStream(padded), ReadLimits.Standard, names => names.Count)).Message;
        refusal.Contains("larger than 20 MB", StringComparison.Ordinal).ShouldBe(isRefused, refusal);
        watch.Elapsed.ShouldBeLessThan(Bound);
    }

    [Fact]
    public void Workbook_Unpacking200Megabytes_IsTheLimit()
    {
        ReadLimits.Standard.MaxUnpackedBytes.ShouldBe(200L << 20);
        // noise that shrinks tenfold only, so that it is the sum that refuses it
        var line = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 4000).Select(number => (number * 7919 % 10007).ToString(System.Globalization.CultureInfo.InvariantCulture))));
        var workbook = Workbooks.Of("", also: zip =>
        {
            using var part = zip.CreateEntry("xl/worksheets/sheet2.xml", CompressionLevel.Fastest).Open();
            for (long written = 0; written <= 201L << 20; written += line.Length)
                part.Write(line);
        });
        Outcome(workbook)!.ShouldContain("unpacks to more than 200 MB");
    }

    [Theory]
    [InlineData("""<c r="XFE1" t="inlineStr"><is><t>x</t></is></c>""")]
    [InlineData("""<c r="ZZZZZZZ1" t="inlineStr"><is><t>x</t></is></c>""")]
    public void Workbook_OfMillionsOfColumns_IsRefused(string cell) => Outcome(Workbooks.Of($"""<row r="1">{cell}</row>""")).ShouldNotBeNull();

    [Theory]
    [InlineData("1048577")]
    [InlineData("2147483647")]
    [InlineData("0")]
    public void Workbook_WithARowNoSheetHas_IsRefused(string row) => Outcome(Workbooks.Of($"""<row r="{row}"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>""")).ShouldNotBeNull();

    [Fact]
    public void Workbook_WithAHugeCell_SetsTheRowAside()
    {
        var results = ImportFile.Check(new MemoryStream(Workbooks.Of(Workbooks.Row(1, "event_id", "person_ref", "kind", "occurred_on", "place") + Workbooks.Row(2, "E1", "P1", "arrest", "2026-03-14", new string('x', 3 << 20)))), "x", ImportProfiles.Find("police-events")!, null, ImportTesting.Options).ToList();
        results.OfType<CheckedRow>().ShouldBeEmpty();
    }

    [Fact]
    public void Workbook_WithDeepXml_IsReadOrRefused() =>
        Outcome(Workbooks.Of(string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000)))).ShouldNotBeNull();

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>""")]
    [InlineData("""<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">""")]
    [InlineData("""<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]>""")]
    public void Workbook_WithADocumentType_IsRefused(string type)
    {
        Outcome(Workbooks.Of(Workbooks.Row(1, "&e;"), prolog: """<?xml version="1.0"?>""" + type)).ShouldNotBeNull();
        // past the first block, where a look at the beginning does not find it
        Outcome(Workbooks.Of(Workbooks.Row(1, "&a;"), prolog: """<?xml version="1.0"?><!--""" + new string('x', 100_000) + "-->" + type)).ShouldNotBeNull();
        Outcome(Workbooks.Of(Workbooks.Row(1, "x"), shared: "", also: zip => Workbooks.Add(zip, "docProps/core.xml", """<?xml version="1.0"?>""" + type + "<x/>"))).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("xl/externalLinks/externalLink1.xml", "<x/>")]
    [InlineData("xl/embeddings/oleObject1.bin", "x")]
    [InlineData("xl/activeX/activeX1.bin", "x")]
    [InlineData("xl/vbaProject.bin", "x")]
    [InlineData("xl/macrosheets/sheet1.xml", "<x/>")]
    [InlineData("xl/media/inner.zip", "PK\u0003\u0004inside")]
    public void Workbook_WithLinksFilesOrMacros_IsRefused(string part, string content) => Outcome(Workbooks.Of(Workbooks.Row(1, "event_id"), also: zip => Workbooks.Add(zip, part, content)), part).ShouldNotBeNull();

    [Theory]
    [InlineData("../../../../tmp/evil.csv")]
    [InlineData("/etc/cron.d/evil")]
    [InlineData("..\\..\\evil.csv")]
    public void Archive_WithPathsInIt_IsRefusedAndWritesNothing(string name)
    {
        Outcome(Packed(zip => Workbooks.Add(zip, name, "x")), name).ShouldNotBeNull();
        File.Exists("/tmp/evil.csv").ShouldBeFalse();
    }

    [Fact]
    public void Gzip_OfAGibibyteOfNothing_IsRefused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Header));
            var block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'\n');
            for (var written = 0; written < 1024; written++)
                gzip.Write(block);
        }

        Outcome(packed.ToArray())!.ShouldContain("which no real extract does");
    }

    [Fact]
    public void Gzip_OfARealExtract_IsRead()
    {
        var text = new StringBuilder(Header);
        for (var row = 0; row < 150_000; row++)
            text.Append($"E{row},P{row % 900},arrest,2026-03-{1 + (row % 28):00},28E\n");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        (text.Length / packed.Length).ShouldBeInRange(5, 99);
        using var rows = RowSource.Open(new MemoryStream(packed.ToArray()), ReadLimits.Standard, names => names.Count);
        var read = 0;
        while (rows.Read())
            read++;
        read.ShouldBe(150_001);
    }

    [Fact]
    public void Gzip_InsideGzip_IsRefused() => Outcome(ImportTesting.Gzip(ImportTesting.Gzip(Encoding.UTF8.GetBytes(Header))))!.ShouldContain("another packed file");

    [Fact]
    public void File_OfNothing_IsRefused() => Outcome([])!.ShouldBe("The file is empty.");

    [Theory]
    [InlineData("people.csv", "\u0089PNG\r\n\u001a\n")]
    [InlineData("people.csv", "%PDF-1.7\n")]
    [InlineData("people.csv", "MZ\u0090\u0000\u0003")]
    [InlineData("people.csv", "\u007fELF\u0002\u0001")]
    [InlineData("people.xlsx", "PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("people.xlsx", "<html><script>alert(1)</script>")]
    [InlineData("people.csv", "#!/bin/sh\nrm -rf /\n")]
    [InlineData("people.csv", "Rar!\u001a\u0007\0")]
    public void File_OfAnotherKindThanItsName_IsRefused(string name, string content) => Outcome(Encoding.Latin1.GetBytes(content), name).ShouldNotBeNull();

    [Theory]
    [InlineData(512, false)]
    [InlineData(513, true)]
    public void Csv_Of512Columns_IsTheLimit(int columns, bool isRefused)
    {
        var more = string.Concat(Enumerable.Range(4, columns - 4).Select(number => $",c{number}"));
        var file = Encoding.UTF8.GetBytes($"event_id,person_ref,kind,occurred_on{more}\nE1,P1,arrest,2026-03-14{new string(',', columns - 4)}\n");
        (Outcome(file) is not null).ShouldBe(isRefused);
    }

    [Fact]
    public void Csv_OfAMillionColumns_IsRefused() => Outcome(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 1_000_000)) + "\n" + new string(',', 1_000_000) + "\n")).ShouldNotBeNull();

    [Theory]
    [InlineData(65_536, false)]
    [InlineData(65_537, true)]
    public void Csv_CellOf65536Characters_IsTheLimit(int characters, bool isTooLong)
    {
        var results = ImportFile.Check(new MemoryStream(Encoding.UTF8.GetBytes(Header + $"E1,P1,arrest,2026-03-14,{new string('x', characters)}\n")), "x", ImportProfiles.Find("police-events")!, null, ImportTesting.Options).ToList();
        results.OfType<QuarantinedRow>().Single().Problems.Any(problem => problem.Sentence.Contains("65,536", StringComparison.Ordinal) || problem.Sentence.Contains("65,537 characters", StringComparison.Ordinal)).ShouldBe(isTooLong || characters == 65_536);
    }

    [Fact]
    public void Csv_OfQuotesNeverClosed_IsReadInBoundedMemory()
    {
        // read to its end, with the row set aside, or refused: never held whole
        Outcome(Encoding.UTF8.GetBytes(Header + "E1,P1,arrest,2026-03-14,\"" + new string('x', 30 << 20)));
        Outcome(Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Repeat("\"\"", 5 << 20))));
    }
}
