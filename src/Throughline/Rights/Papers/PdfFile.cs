using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Throughline.Rights.Papers;

/// <summary>The objects of a PDF 1.7 file (ISO 32000-1), numbered as they are asked for and written with their table of places.</summary>
internal sealed class PdfFile
{
    private readonly List<byte[]?> objects = [];

    /// <summary>The number of an object that is written later.</summary>
    public int Reserve()
    {
        objects.Add(null);
        return objects.Count;
    }

    public int Add(string body)
    {
        var number = Reserve();
        Write(number, body);
        return number;
    }

    public void Write(int number, string body) => objects[number - 1] = Encoding.Latin1.GetBytes(body);

    public int AddStream(byte[] content, string entries = "")
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        var number = Reserve();
        objects[number - 1] = [.. Encoding.Latin1.GetBytes($"<< /Length {packed.Length} /Filter /FlateDecode {entries}>>\nstream\n"), .. packed.ToArray(), .. "\nendstream"u8];
        return number;
    }

    public byte[] Finish(int catalogue, int information)
    {
        using var file = new MemoryStream();
        void Put(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        Put("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        var places = new List<long>();
        foreach (var (index, body) in objects.Index())
        {
            places.Add(file.Length);
            Put($"{index + 1} 0 obj\n");
            file.Write(body ?? throw new InvalidOperationException($"Object {index + 1} was never written."));
            Put("\nendobj\n");
        }

        var table = file.Length;
        Put($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            Put(place.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n");
        Put($"trailer\n<< /Size {objects.Count + 1} /Root {catalogue} 0 R /Info {information} 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();
    }

    /// <summary>Text outside of page content: UTF-16 with its mark, in hexadecimal.</summary>
    public static string Text(string text) => "<FEFF" + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text)) + ">";

    public static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The font with what a reader needs to show it, and to read it out and search it.</summary>
    public int AddFont(PdfFont font)
    {
        var file = AddStream(font.Subset(), "");
        var name = "TLNFNT+" + font.Name;
        var describes = Add($"<< /Type /FontDescriptor /FontName /{name} /Flags 32 /FontBBox [-1021 -463 1793 1233] /ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight 729 /StemV 80 /FontFile2 {file} 0 R >>");
        var widths = string.Concat(font.Used.Keys.Order().Select(glyph => $"{glyph} [{font.Advance(glyph)}] "));
        var descendant = Add($"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {describes} 0 R /W [{widths}] /DW 600 /CIDToGIDMap /Identity >>");
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
        foreach (var chunk in font.Used.OrderBy(pair => pair.Key).Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{chunk.Length} beginbfchar\n");
            foreach (var (glyph, letter) in chunk)
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(new Rune(letter).ToString()))}>\n");
            map.Append("endbfchar\n");
        }

        map.Append("endcmap CMapName currentdict /CMap defineresource pop end end");
        var letters = AddStream(Encoding.ASCII.GetBytes(map.ToString()));
        return Add($"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {letters} 0 R >>");
    }
}
