using System.Globalization;

namespace Throughline.Imports;

/// <summary>What a sender calls a file: shown, and given back when its rows are downloaded. Never a path, never anything that a header or a reader could stumble over.</summary>
internal static class SentName
{
    private const int Longest = 120;

    public static string Of(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        // a direction mark makes fdp.exe look like exe.pdf
        var visible = new string([.. last.Where(letter => char.GetUnicodeCategory(letter) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate))]).Trim();
        if (visible.Length == 0)
            return "file";
        var ending = Path.GetExtension(visible) is { Length: < 10 } extension ? extension : "";
        return visible.Length <= Longest ? visible : visible[..(Longest - ending.Length)] + ending;
    }
}
