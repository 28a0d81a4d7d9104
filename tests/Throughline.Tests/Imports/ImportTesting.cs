using System.IO.Compression;
using System.Text;
using Throughline.Imports;
using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Imports.Reading;

namespace Throughline.Tests.Imports;

/// <summary>Short ways to check a file written in a test.</summary>
internal static class ImportTesting
{
    public static readonly DateOnly AsOf = new(2026, 11, 20);

    public static readonly CheckOptions Options = new(AsOf);

    public static List<ReadResult> Check(string profile, string text, ColumnMapping? mapping = null, CheckOptions? options = null) =>
        Check(profile, Encoding.UTF8.GetBytes(text), mapping, options);

    public static List<ReadResult> Check(string profile, byte[] file, ColumnMapping? mapping = null, CheckOptions? options = null, long startAfterLine = 0) =>
        [.. ImportFile.Check(new MemoryStream(file), "test.csv", ImportProfiles.Find(profile)!, mapping, options ?? Options, startAfterLine)];

    public static string Problem(this List<ReadResult> results) => results.OfType<FileProblem>().Single().Sentence;

    public static List<CheckedRow> Good(this List<ReadResult> results) => [.. results.OfType<CheckedRow>()];

    public static List<QuarantinedRow> Bad(this List<ReadResult> results) => [.. results.OfType<QuarantinedRow>()];

    public static FileChecked End(this List<ReadResult> results) => results.OfType<FileChecked>().Single();

    public static byte[] Gzip(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(text);
        return packed.ToArray();
    }

    /// <summary>Source folder of the clone, found from the test's own folder.</summary>
    public static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Throughline.slnx"))) return at.FullName;
        throw new DirectoryNotFoundException("No Throughline.slnx above the tests");
    }

    /// <summary>A third-party file beside the project in <c>shared/data</c>, or null when this machine has none.</summary>
    public static string? SharedData(string path)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, "shared", "data", path);
            if (File.Exists(file)) return file;
        }
        return Environment.GetEnvironmentVariable("THROUGHLINE_SHARED_DATA") is { } folder && File.Exists(Path.Combine(folder, path)) ? Path.Combine(folder, path) : null;
    }

    public static List<string[]> Rows(RowReader reader)
    {
        var rows = new List<string[]>();
        using (reader)
            while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.Count).Select(i => reader.Field(i).ToString())]);
        return rows;
    }

    public static RowReader Open(byte[] file, ReadLimits? limits = null) => RowSource.Open(new MemoryStream(file), limits ?? ReadLimits.Standard, names => names.Count);
}

/// <summary>Workbooks made by hand, so that a test can make bad ones.</summary>
internal static class Workbooks
{
    public static byte[] Of(string sheetData, string shared = "", Action<ZipArchive>? also = null, string? prolog = null)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml", """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""");
            Add(zip, "_rels/.rels", """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Add(zip, "xl/workbook.xml", """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Extract" sheetId="1" r:id="rId1"/></sheets></workbook>""");
            Add(zip, "xl/_rels/workbook.xml.rels", """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>""");
            Add(zip, "xl/styles.xml", """<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" xfId="0"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>""");
            Add(zip, "xl/sharedStrings.xml", $"""<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{shared}</sst>""");
            Add(zip, "xl/worksheets/sheet1.xml", $"""{prolog ?? """<?xml version="1.0"?>"""}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheetData}</sheetData></worksheet>""");
            also?.Invoke(zip);
        }
        return file.ToArray();
    }

    public static string Row(int row, params string[] cells) => $"""<row r="{row}">{string.Concat(cells.Select((c, i) => c.StartsWith('<') ? c.Replace("@", $"{(char)('A' + i)}{row}", StringComparison.Ordinal) : $"""<c r="{(char)('A' + i)}{row}" t="inlineStr"><is><t>{c}</t></is></c>"""))}</row>""";

    public static void Add(ZipArchive zip, string name, string content)
    {
        using var part = new StreamWriter(zip.CreateEntry(name).Open());
        part.Write(content);
    }
}
