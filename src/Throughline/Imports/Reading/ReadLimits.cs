namespace Throughline.Imports.Reading;

/// <summary>How large a file, a row and a cell may be. What is larger is refused or set aside; it is never cut silently.</summary>
internal sealed record ReadLimits
{
    public static readonly ReadLimits Standard = new();

    /// <summary>Characters in one cell: 64 Ki is fifty times the longest free text an extract should hold.</summary>
    public int MaxCellCharacters { get; init; } = 65_536;

    public int MaxRowCharacters { get; init; } = 1_048_576;

    public int MaxColumns { get; init; } = 512;

    public long MaxRows { get; init; } = 10_000_000;

    /// <summary>Bytes of text after any decompression.</summary>
    public long MaxTextBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Bytes of a workbook as sent: it has to be held whole, because its directory is at its end. This and the three below: security.md 5.8.</summary>
    public long MaxWorkbookBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>Bytes of all parts of a workbook after unpacking.</summary>
    public long MaxUnpackedBytes { get; init; } = 200L * 1024 * 1024;

    public int MaxWorkbookParts { get; init; } = 200;

    /// <summary>Unpacked bytes for each packed byte of a part, or of a compressed CSV. Real ones stay under about 40; a bomb is near 1,000.</summary>
    public int MaxExpansion { get; init; } = 100;

    /// <summary>A part smaller than this may expand as it likes: it can do no harm.</summary>
    public long ExpansionCountsFromBytes { get; init; } = 4 * 1024 * 1024;
}
