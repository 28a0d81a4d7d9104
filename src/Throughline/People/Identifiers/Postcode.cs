using System.Buffers;

namespace Throughline.People.Identifiers;

/// <summary>
/// United Kingdom postcode, upper case with one space. Checks the six published shapes and the letters that Royal Mail does not
/// use in each place; it cannot know whether the postcode is in use.
/// </summary>
internal static class Postcode
{
    private static readonly SearchValues<char> NeverInward = SearchValues.Create("CIKMOV");

    public static Identifier Parse(string? text)
    {
        var compact = IdentifierText.Compact(text, drop: " \t\u00A0");
        if (compact is null) return Identifier.Bad(IdentifierFault.WrongShape);
        if (compact.Length == 0) return Identifier.Bad(IdentifierFault.Blank);
        if (compact == "GIR0AA") return Identifier.Of("GIR 0AA");
        if (compact.Length is < 5 or > 7) return Identifier.Bad(IdentifierFault.WrongShape);

        var outward = compact.AsSpan(0, compact.Length - 3);
        var inward = compact.AsSpan(compact.Length - 3);
        if (!char.IsAsciiDigit(inward[0]) || !char.IsAsciiLetter(inward[1]) || !char.IsAsciiLetter(inward[2]) || !OutwardHasAShape(outward))
            return Identifier.Bad(IdentifierFault.WrongShape);
        if (inward[1..].IndexOfAny(NeverInward) >= 0 || !OutwardLettersAreIssued(outward))
            return Identifier.Bad(IdentifierFault.NotIssued);
        return Identifier.Of($"{outward} {inward}");
    }

    // A9, A99, A9A, AA9, AA99, AA9A
    private static bool OutwardHasAShape(ReadOnlySpan<char> o)
    {
        if (!char.IsAsciiLetter(o[0])) return false;
        var letters = char.IsAsciiLetter(o[1]) ? 2 : 1;
        var rest = o[letters..];
        return rest.Length switch
        {
            1 => char.IsAsciiDigit(rest[0]),
            2 => char.IsAsciiDigit(rest[0]),
            _ => false,
        };
    }

    private static bool OutwardLettersAreIssued(ReadOnlySpan<char> o)
    {
        if ("QVX".Contains(o[0], StringComparison.Ordinal)) return false;
        var two = char.IsAsciiLetter(o[1]);
        if (two && "IJZ".Contains(o[1], StringComparison.Ordinal)) return false;
        if (!char.IsAsciiLetter(o[^1])) return true;
        return (two ? "ABEHMNPRVWXY" : "ABCDEFGHJKPSTUW").Contains(o[^1], StringComparison.Ordinal);
    }
}
