namespace Throughline.People.Identifiers;

/// <summary>Why a value is not the identifier it should be. Each has a sentence that a person can act on.</summary>
internal enum IdentifierFault
{
    /// <summary>The value is good.</summary>
    None,
    /// <summary>Nothing but spaces.</summary>
    Blank,
    /// <summary>The letters and digits are not in the places where this identifier has them.</summary>
    WrongShape,
    /// <summary>The check letter or digit does not follow from the rest: usually one mistyped character.</summary>
    WrongCheck,
    /// <summary>A letter or area that is never issued.</summary>
    NotIssued,
    /// <summary>A telephone number of another country.</summary>
    NotBritish,
}

/// <summary>An identifier in its one canonical spelling, or the reason why it is not one.</summary>
internal readonly record struct Identifier(string? Canonical, IdentifierFault Fault)
{
    public bool IsValid => Fault == IdentifierFault.None;

    internal static Identifier Of(string canonical) => new(canonical, IdentifierFault.None);

    internal static Identifier Bad(IdentifierFault fault) => new(null, fault);

    /// <summary>Says what is wrong, to follow the name of the identifier: "The PNCID …".</summary>
    public string Because => Fault switch
    {
        IdentifierFault.None => "is valid",
        IdentifierFault.Blank => "is blank",
        IdentifierFault.WrongShape => "does not have the right letters and digits in the right places",
        IdentifierFault.WrongCheck => "has a check character that does not follow from the rest, so something in it is mistyped",
        IdentifierFault.NotIssued => "uses a letter or area that is never issued",
        IdentifierFault.NotBritish => "is not a United Kingdom number",
        _ => throw new InvalidOperationException($"No sentence for {Fault}"),
    };
}

/// <summary>The characters of an identifier without the spaces and marks people put between them.</summary>
internal static class IdentifierText
{
    private const int LongestAnyoneTypes = 64;

    /// <summary>Copies the letters and digits (upper case) and the characters of <paramref name="keep"/>; null when it is too long to be an identifier.</summary>
    public static string? Compact(string? text, string keep = "", string drop = " -.\t\u00A0")
    {
        if (text is null || text.Length > LongestAnyoneTypes) return text is null ? "" : null;
        Span<char> kept = stackalloc char[text.Length];
        var n = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || keep.Contains(c, StringComparison.Ordinal)) kept[n++] = char.ToUpperInvariant(c);
            else if (!drop.Contains(c, StringComparison.Ordinal)) return null;
        }
        return new string(kept[..n]);
    }

    public static bool AllDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
