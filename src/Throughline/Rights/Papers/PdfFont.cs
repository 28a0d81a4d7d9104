using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Throughline.Rights.Papers;

/// <summary>
/// A TrueType font as a PDF embeds it: which glyph a letter has, how wide it is, and a copy that holds only the glyphs that were
/// used (ISO 32000-1 9.7 and 9.9; OpenType 1.9: cmap 4 and 12, hmtx, loca, glyf). Glyph numbers stay as they are.
/// </summary>
internal sealed class PdfFont
{
    private static readonly string[] Kept = ["cvt ", "fpgm", "head", "hhea", "hmtx", "maxp", "prep"];
    private readonly byte[] file;
    private readonly Dictionary<string, (int At, int Length)> tables = [];
    private readonly Dictionary<int, ushort> glyphs = [];
    private readonly Dictionary<ushort, int> used = [];
    private readonly int unitsPerEm;
    private readonly int longMetrics;
    private readonly bool longLoca;

    public PdfFont(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Fonts/{name}.ttf") ?? throw new InvalidOperationException($"The font {name} is not in the program.");
        file = new byte[stream.Length];
        stream.ReadExactly(file);
        Name = name;
        for (var i = 0; i < U16(4); i++)
        {
            var at = 12 + 16 * i;
            tables[Encoding.ASCII.GetString(file, at, 4)] = ((int)U32(at + 8), (int)U32(at + 12));
        }

        unitsPerEm = U16(Table("head") + 18);
        longLoca = U16(Table("head") + 50) == 1;
        longMetrics = U16(Table("hhea") + 34);
        Ascent = (short)U16(Table("hhea") + 4) * 1000 / unitsPerEm;
        Descent = (short)U16(Table("hhea") + 6) * 1000 / unitsPerEm;
        ReadLetters();
    }

    public string Name { get; }

    public int Ascent { get; }

    public int Descent { get; }

    /// <summary>Glyphs that were asked for, with the letter each stands for.</summary>
    public IReadOnlyDictionary<ushort, int> Used => used;

    /// <summary>Width in points of a text at a size.</summary>
    public double Width(string text, double size) => text.EnumerateRunes().Sum(rune => Advance(Glyph(rune.Value))) * size / 1000;

    /// <summary>The text as glyph numbers, in hexadecimal; the glyphs count as used. A letter that the font lacks is its empty box.</summary>
    public string Show(string text)
    {
        var hex = new StringBuilder(text.Length * 4);
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = Glyph(rune.Value);
            used.TryAdd(glyph, rune.Value);
            hex.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }

        return hex.ToString();
    }

    /// <summary>Advance in thousandths of the size.</summary>
    public int Advance(ushort glyph) => U16(Table("hmtx") + 4 * Math.Min(glyph, longMetrics - 1)) * 1000 / unitsPerEm;

    /// <summary>The font with the outlines of the used glyphs alone.</summary>
    public byte[] Subset()
    {
        var wanted = new SortedSet<int> { 0 };
        foreach (var glyph in used.Keys)
            Want(glyph, wanted);
        var count = U16(Table("maxp") + 4);
        var loca = new byte[4 * (count + 1)];
        using var outlines = new MemoryStream();
        for (var glyph = 0; glyph <= count; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(loca.AsSpan(4 * glyph), (uint)outlines.Length);
            if (glyph == count || !wanted.Contains(glyph))
                continue;
            var (at, length) = Outline(glyph);
            outlines.Write(file, at, length);
            while (outlines.Length % 4 != 0)
                outlines.WriteByte(0);
        }

        var parts = Kept.Where(tables.ContainsKey).ToDictionary(tag => tag, tag => file.AsSpan(tables[tag].At, tables[tag].Length).ToArray());
        parts["loca"] = loca;
        parts["glyf"] = outlines.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(parts["head"].AsSpan(50), 1);
        return Assemble(parts);
    }

    private static byte[] Assemble(Dictionary<string, byte[]> parts)
    {
        using var font = new MemoryStream();
        var header = new byte[12 + 16 * parts.Count];
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)parts.Count);
        var log = (int)Math.Log2(parts.Count);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)(16 << log));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(8), (ushort)log);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), (ushort)(16 * parts.Count - (16 << log)));
        font.Write(header);
        foreach (var (place, (tag, bytes)) in parts.OrderBy(part => part.Key, StringComparer.Ordinal).Index())
        {
            var at = 12 + 16 * place;
            Encoding.ASCII.GetBytes(tag, header.AsSpan(at));
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(at + 4), Checksum(bytes));
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(at + 8), (uint)font.Length);
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(at + 12), (uint)bytes.Length);
            font.Write(bytes);
            while (font.Length % 4 != 0)
                font.WriteByte(0);
        }

        font.Position = 0;
        font.Write(header);
        return font.ToArray();
    }

    private static uint Checksum(byte[] bytes)
    {
        var sum = 0u;
        for (var i = 0; i < bytes.Length; i += 4)
        {
            for (var j = 0; j < 4; j++)
                sum = unchecked(sum + ((i + j < bytes.Length ? (uint)bytes[i + j] : 0u) << (24 - 8 * j)));
        }

        return sum;
    }

    // a composite glyph needs the glyphs it is made of
    private void Want(int glyph, SortedSet<int> wanted)
    {
        if (!wanted.Add(glyph) && glyph != 0)
            return;
        var (at, length) = Outline(glyph);
        if (length == 0 || (short)U16(at) >= 0)
            return;
        at += 10;
        ushort flags;
        do
        {
            flags = U16(at);
            Want(U16(at + 2), wanted);
            at += 4 + ((flags & 1) != 0 ? 4 : 2) + ((flags & 8) != 0 ? 2 : (flags & 0x40) != 0 ? 4 : (flags & 0x80) != 0 ? 8 : 0);
        }
        while ((flags & 0x20) != 0);
    }

    private (int At, int Length) Outline(int glyph)
    {
        var loca = Table("loca");
        var (from, to) = longLoca ? ((int)U32(loca + 4 * glyph), (int)U32(loca + 4 * glyph + 4)) : (2 * U16(loca + 2 * glyph), 2 * U16(loca + 2 * glyph + 2));
        return (Table("glyf") + from, to - from);
    }

    private ushort Glyph(int letter) => glyphs.GetValueOrDefault(letter);

    private void ReadLetters()
    {
        var cmap = Table("cmap");
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var at = cmap + (int)U32(cmap + 4 + 8 * i + 4);
            if (U16(at) == 4)
                ReadSegments(at);
            else if (U16(at) == 12)
                ReadGroups(at);
        }
    }

    private void ReadSegments(int at)
    {
        var segments = U16(at + 6) / 2;
        for (var i = 0; i < segments; i++)
        {
            var (end, start, delta) = (U16(at + 14 + 2 * i), U16(at + 16 + 2 * segments + 2 * i), U16(at + 16 + 4 * segments + 2 * i));
            var offsetAt = at + 16 + 6 * segments + 2 * i;
            var offset = U16(offsetAt);
            for (int letter = start; letter <= end && letter != 0xFFFF; letter++)
            {
                var glyph = offset == 0 ? letter : U16(offsetAt + offset + 2 * (letter - start));
                if (glyph != 0)
                    glyphs.TryAdd(letter, (ushort)(glyph + delta));
            }
        }
    }

    private void ReadGroups(int at)
    {
        for (var i = 0; i < U32(at + 12); i++)
        {
            var group = at + 16 + 12 * i;
            for (var letter = U32(group); letter <= U32(group + 4); letter++)
                glyphs.TryAdd((int)letter, (ushort)(U32(group + 8) + letter - U32(group)));
        }
    }

    private int Table(string tag) => tables[tag].At;

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
}
