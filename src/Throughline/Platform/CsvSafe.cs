using System.Buffers;

namespace Throughline.Platform;

/// <summary>Text that a spreadsheet will not take for a formula when it opens an export (ASVS 1.2.10).</summary>
internal static class CsvSafe
{
    private static readonly SearchValues<char> MustQuote = SearchValues.Create(",\"\r\n;\t|");

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> Dangerous = SearchValues.Create("=+-@\t\r\n\0＝＋－＠");

    /// <summary>A cell that begins like a formula is written with an apostrophe before it, and so is one that would be taken for such a cell; everything else stays as it is.</summary>
    public static string Neutralise(string? text) => string.IsNullOrEmpty(text) || !LooksLikeFormula(text) || IsPlainNumber(text) ? text ?? "" : "'" + text;

    /// <summary>What <see cref="Neutralise"/> was given: a file that went out comes in again as it was.</summary>
    public static ReadOnlySpan<char> Restored(ReadOnlySpan<char> cell) => cell is ['\'', .. var text] && LooksLikeFormula(text) ? text : cell;

    private static bool LooksLikeFormula(ReadOnlySpan<char> text) => text.TrimStart('\'') is [var first, ..] && Dangerous.Contains(first);

    // a negative coordinate or an international telephone number of digits alone cannot be a formula that does anything
    private static bool IsPlainNumber(string text) =>
        text[0] is '-' or '+' && text.Length > 1 && text.AsSpan(1).IndexOfAnyExcept(NumberCharacters) < 0;

    /// <summary>The cell quoted where RFC 4180 asks for it.</summary>
    public static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(MustQuote) < 0 && (text.Length == 0 || (text[0] != ' ' && text[^1] != ' ')) ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>Writes RFC 4180 rows with formulas made harmless: what every export and quarantine report uses.</summary>
internal sealed class CsvWriter(TextWriter output)
{
    public void WriteRow(params IEnumerable<string?> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first) output.Write(',');
            first = false;
            output.Write(CsvSafe.Quoted(CsvSafe.Neutralise(cell)));
        }
        output.Write("\r\n");
    }
}
