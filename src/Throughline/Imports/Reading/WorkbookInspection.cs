using System.IO.Compression;
using System.Text;

namespace Throughline.Imports.Reading;

/// <summary>
/// Looks into a workbook's package before anything parses it: number of parts, their declared size, what they really unpack to,
/// macros, and document type definitions.
/// </summary>
internal static class WorkbookInspection
{
    public static void Inspect(Stream workbook, ReadLimits limits)
    {
        try
        {
            workbook.Position = 0;
            using var zip = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true);
            CheckDirectory(zip, limits);
            CheckKind(zip);
            Unpack(zip, limits);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or EndOfStreamException or OverflowException)
        {
            throw new FileRefused("The workbook is damaged or was cut off on its way. Open it in Excel, save it again as .xlsx and send that.", e);
        }
        finally
        {
            workbook.Position = 0;
        }
    }

    private static void CheckDirectory(ZipArchive zip, ReadLimits limits)
    {
        if (zip.Entries.Count > limits.MaxWorkbookParts)
            throw new FileRefused($"The workbook has {zip.Entries.Count:N0} parts; at most {limits.MaxWorkbookParts:N0} are opened. Save the one sheet as a new workbook or as CSV.");
        long declared = 0;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in zip.Entries)
        {
            if (!names.Add(part.FullName)) throw new FileRefused($"The workbook holds the part “{part.FullName}” twice, which Excel never writes. It is not opened.");
            declared += part.Length;
            if (part.Length < 0 || declared > limits.MaxUnpackedBytes) throw TooLarge(limits);
            if (part.Length > limits.ExpansionCountsFromBytes && part.Length / Math.Max(1, part.CompressedLength) > limits.MaxExpansion) throw Bomb(part.Length, part.CompressedLength);
        }
    }

    private static void CheckKind(ZipArchive zip)
    {
        if (zip.Entries.Any(e => e.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase) || e.FullName.Contains("macrosheets/", StringComparison.OrdinalIgnoreCase)))
            throw new FileRefused("The workbook holds macros, and files with macros are not opened. Save it as \"Excel Workbook (.xlsx)\" or CSV and send that.");
        if (zip.Entries.Any(e => e.FullName.Contains("externalLinks/", StringComparison.OrdinalIgnoreCase) || e.FullName.Contains("embeddings/", StringComparison.OrdinalIgnoreCase) || e.FullName.Contains("activeX/", StringComparison.OrdinalIgnoreCase)))
            throw new FileRefused("The workbook links to other files or holds some, and is not opened. Copy the one sheet into a new workbook, as values, and send that.");
        if (zip.GetEntry("xl/workbook.bin") is not null)
            throw new FileRefused("The file is a binary workbook (.xlsb). Save it as \"Excel Workbook (.xlsx)\" or CSV and send that.");
        if (zip.GetEntry("content.xml") is not null && zip.GetEntry("mimetype") is not null)
            throw new FileRefused("The file is an OpenDocument spreadsheet (.ods). Save it as .xlsx or CSV and send that.");
        if (zip.GetEntry("xl/workbook.xml") is null && zip.GetEntry("[Content_Types].xml") is null)
            throw new FileRefused("The file is a ZIP archive, not a workbook. Send the file inside it.");
    }

    /// <summary>What the directory declares may be a lie, so every part is unpacked once and counted, and nothing is kept.</summary>
    private static void Unpack(ZipArchive zip, ReadLimits limits)
    {
        var block = new byte[32 * 1024];
        long total = 0;
        foreach (var part in zip.Entries)
        {
            long size = 0;
            using var content = part.Open();
            int n;
            while ((n = content.Read(block, 0, block.Length)) > 0)
            {
                if (size == 0 && block.AsSpan(0, n).StartsWith("PK\u0003\u0004"u8))
                    throw new FileRefused("The workbook holds another packed file. Copy the one sheet into a new workbook and send that.");
                if (size == 0 && HasDocumentType(block.AsSpan(0, n)))
                    throw new FileRefused("The workbook holds a document type definition, which Excel never writes. It is not opened.");
                size += n;
                total += n;
                if (total > limits.MaxUnpackedBytes) throw TooLarge(limits);
                if (size > limits.ExpansionCountsFromBytes && size / Math.Max(1, part.CompressedLength) > limits.MaxExpansion) throw Bomb(size, part.CompressedLength);
            }
        }
    }

    private static bool HasDocumentType(ReadOnlySpan<byte> start) =>
        start.IndexOf("<!DOCTYPE"u8) >= 0 || start.IndexOf(Encoding.Unicode.GetBytes("<!DOCTYPE")) >= 0 || start.IndexOf(Encoding.BigEndianUnicode.GetBytes("<!DOCTYPE")) >= 0;

    private static FileRefused TooLarge(ReadLimits limits) =>
        new($"The workbook unpacks to more than {limits.MaxUnpackedBytes / (1024 * 1024):N0} MB, the most that is opened. Save the sheet as CSV and send that.");

    private static FileRefused Bomb(long unpacked, long packed) =>
        new($"A part of the workbook grows from {packed:N0} bytes to at least {unpacked:N0} when unpacked, which no real sheet does. It is not opened.");
}
