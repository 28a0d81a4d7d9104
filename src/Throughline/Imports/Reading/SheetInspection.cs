using System.IO.Compression;
using System.Xml;
using Throughline.Platform;

namespace Throughline.Imports.Reading;

/// <summary>
/// Looks through the sheets for cells that no sheet can have, and for the cells of the first visible one that hold a formula error. ExcelDataReader gives such a cell as empty, and an empty cell would
/// say that nothing is known where a calculation failed.
/// </summary>
internal static class SheetInspection
{
    private const int MostRemembered = 100_000;

    // Excel's own sizes: a cell beyond them would make the library reserve room for every cell before it
    private const int MostColumns = 16_384;
    private const long MostRows = 1_048_576;

    // rich text in a cell is the deepest that Excel writes: eight
    private const int MostDepth = 64;

    /// <returns>1-based sheet row and 0-based column of each.</returns>
    public static HashSet<(long Row, int Column)> Find(Stream workbook)
    {
        var found = new HashSet<(long, int)>();
        workbook.Position = 0;
        using (var zip = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true))
        {
            var chosen = SheetPart(zip);
            foreach (var part in zip.Entries.Where(e => e.FullName.StartsWith("xl/worksheets/", StringComparison.OrdinalIgnoreCase) && e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)))
                Collect(part, part == chosen ? found : null);
        }
        workbook.Position = 0;
        return found;
    }

    private static void Collect(ZipArchiveEntry part, HashSet<(long, int)>? found)
    {
        using var content = part.Open();
        using var xml = SafeXml.Reader(content);
        long row = 0;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.Depth > MostDepth) throw new FileRefused("The workbook is nested far deeper than Excel ever writes. It is not opened.");
            if (xml.LocalName == "row")
            {
                row = long.TryParse(xml.GetAttribute("r"), out var number) ? number : row + 1;
                if (row is < 1 or > MostRows) throw Impossible();
            }
            else if (xml.LocalName == "c" && xml.GetAttribute("r") is { } name)
            {
                var column = Column(name);
                if (column >= MostColumns) throw Impossible();
                if (found is { Count: < MostRemembered } && xml.GetAttribute("t") == "e") found.Add((row, column));
            }
            else if (xml.LocalName == "dimension" && xml.GetAttribute("ref") is { } area && area.Split(':').Any(a => Column(a) >= MostColumns || a.Length > 10)) throw Impossible();
        }
    }

    private static FileRefused Impossible() => new("The workbook names a cell beyond the last row or column that a sheet can have, which Excel never writes. It is not opened.");

    private static ZipArchiveEntry? SheetPart(ZipArchive zip)
    {
        string? id = null;
        foreach (var (_, attributes) in Elements(zip, "xl/workbook.xml", "sheet"))
        {
            if (id is null || attributes.GetValueOrDefault("state") is null or "visible") id = attributes.GetValueOrDefault("id");
            if (attributes.GetValueOrDefault("state") is null or "visible") break;
        }
        var target = Elements(zip, "xl/_rels/workbook.xml.rels", "Relationship").Where(e => e.Attributes.GetValueOrDefault("Id") == id).Select(e => e.Attributes.GetValueOrDefault("Target")).FirstOrDefault();
        if (target is null) return null;
        var path = target.StartsWith('/') ? target[1..] : "xl/" + target;
        return zip.Entries.FirstOrDefault(e => e.FullName.Equals(path, StringComparison.OrdinalIgnoreCase));
    }

    private static List<(string Name, Dictionary<string, string> Attributes)> Elements(ZipArchive zip, string part, string name)
    {
        var elements = new List<(string, Dictionary<string, string>)>();
        if (zip.Entries.FirstOrDefault(e => e.FullName.Equals(part, StringComparison.OrdinalIgnoreCase)) is not { } entry) return elements;
        using var content = entry.Open();
        using var xml = SafeXml.Reader(content);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != name) continue;
            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            while (xml.MoveToNextAttribute()) attributes[xml.LocalName] = xml.Value;
            elements.Add((name, attributes));
        }
        return elements;
    }

    // "AB12" is column 27
    private static int Column(string name)
    {
        var column = 0;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterUpper(c) || column > 100_000) break;
            column = (column * 26) + (c - 'A' + 1);
        }
        return column - 1;
    }
}
