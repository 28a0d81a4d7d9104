namespace Throughline.Imports.Reading;

/// <summary>Tells what a file is by its first bytes, never by its name, and opens the right reader.</summary>
internal static class RowSource
{
    private const int LookedAt = 8;

    /// <param name="file">The file as sent; disposed with the reader. It need not be seekable.</param>
    /// <param name="limits">Sizes.</param>
    /// <param name="recognise">How many of these header names are known; decides the delimiter.</param>
    /// <exception cref="FileRefused">The file is not one that can be read.</exception>
    public static RowReader Open(Stream file, ReadLimits limits, Func<IReadOnlyList<string>, int> recognise)
    {
        var first = new byte[LookedAt];
        var n = file.ReadAtLeast(first, LookedAt, throwOnEndOfStream: false);
        if (n == 0) throw new FileRefused("The file is empty.");
        var start = first.AsSpan(0, n);
        var whole = new PutBackStream(first.AsMemory(0, n), file);

        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return OpenGzip(whole, limits, recognise);
        if (start.StartsWith("PK"u8) && n > 3 && start[2] < 9) return XlsxRowReader.Open(Held(whole, limits), limits);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) throw OldOrEncrypted(whole);
        RefuseKnownOthers(start);
        return CsvRowReader.Open(whole, limits, recognise);
    }

    private static CsvRowReader OpenGzip(Stream packed, ReadLimits limits, Func<IReadOnlyList<string>, int> recognise)
    {
        var text = new GzipText(packed, limits);
        var first = new byte[LookedAt];
        var n = text.ReadAtLeast(first, LookedAt, throwOnEndOfStream: false);
        var start = first.AsSpan(0, n);
        if (start.StartsWith("PK"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw new FileRefused("The compressed file holds another packed file. Only a compressed CSV is opened.");
        return CsvRowReader.Open(new PutBackStream(first.AsMemory(0, n), text), limits, recognise);
    }

    private static void RefuseKnownOthers(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("%PDF"u8)) throw new FileRefused("The file is a PDF. Send the extract as CSV in UTF-8 or as an Excel workbook (.xlsx).");
        if (start.StartsWith("<?xml"u8) || start.StartsWith("<html"u8) || start.StartsWith("<!DOC"u8) || start.StartsWith("<HTML"u8))
            throw new FileRefused("The file is a web page or XML, not a table. Send the extract as CSV in UTF-8 or as an Excel workbook (.xlsx).");
        if (start.StartsWith("7z"u8) || start.StartsWith("Rar!"u8)) throw new FileRefused("The file is a packed archive. Send the file inside it.");
    }

    /// <summary>A workbook's directory is at its end, so it is held whole, within a limit.</summary>
    private static MemoryStream Held(Stream file, ReadLimits limits)
    {
        var held = new MemoryStream();
        var block = new byte[64 * 1024];
        int n;
        while ((n = file.Read(block, 0, block.Length)) > 0)
        {
            if (held.Length + n > limits.MaxWorkbookBytes)
                throw new FileRefused($"The workbook is larger than {limits.MaxWorkbookBytes / (1024 * 1024):N0} MB. Save the sheet as CSV and send that; CSV may be far larger.");
            held.Write(block, 0, n);
        }
        file.Dispose();
        held.Position = 0;
        return held;
    }

    // an encrypted .xlsx is an OLE container whose directory names a stream "EncryptedPackage" in UTF-16
    private static FileRefused OldOrEncrypted(Stream file)
    {
        var block = new byte[256 * 1024];
        var marker = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"u8;
        var kept = 0;
        for (var blocks = 0; blocks < 400; blocks++)
        {
            var n = file.Read(block, kept, block.Length - kept);
            if (n <= 0) break;
            var seen = block.AsSpan(0, kept + n);
            if (seen.IndexOf(marker) >= 0)
                return new FileRefused("The workbook is protected by a password and cannot be opened. Remove the password (File, Info, Protect Workbook) and send it by the secure upload.");
            kept = Math.Min(seen.Length, marker.Length - 1);
            seen[^kept..].CopyTo(block);
        }
        return new FileRefused("The file is an old Excel workbook (.xls). Save it as \"Excel Workbook (.xlsx)\" or as \"CSV UTF-8\" and send that.");
    }
}
