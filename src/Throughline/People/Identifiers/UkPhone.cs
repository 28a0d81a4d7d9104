namespace Throughline.People.Identifiers;

/// <summary>
/// United Kingdom telephone number in E.164 (<c>+447700900123</c>). Accepts the national form, +44, 0044 and the written
/// "+44 (0)". Number lengths and first digits follow the national numbering plan.
/// </summary>
internal static class UkPhone
{
    public static Identifier Parse(string? text)
    {
        var compact = IdentifierText.Compact(text, keep: "+()", drop: " -./\t\u00A0");
        if (compact is null) return Identifier.Bad(IdentifierFault.WrongShape);
        compact = compact.Replace("(0)", "", StringComparison.Ordinal).Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal);
        if (compact.Length == 0) return Identifier.Bad(IdentifierFault.Blank);

        string national;
        if (compact.StartsWith("+44", StringComparison.Ordinal)) national = compact[3..];
        else if (compact.StartsWith("0044", StringComparison.Ordinal)) national = compact[4..];
        else if (compact.StartsWith('+') || compact.StartsWith("00", StringComparison.Ordinal)) return Foreign(compact);
        else if (compact.StartsWith('0')) national = compact[1..];
        // a spreadsheet takes the leading nought from a mobile number
        else if (compact.Length == 10 && compact[0] == '7') national = compact;
        else return Identifier.Bad(IdentifierFault.WrongShape);

        if (national.StartsWith('0')) national = national[1..];
        if (national.Length is not (9 or 10) || !IdentifierText.AllDigits(national)) return Identifier.Bad(IdentifierFault.WrongShape);
        // nine digits survive only in some geographic and freephone ranges
        if (national.Length == 9 && national[0] is not ('1' or '8')) return Identifier.Bad(IdentifierFault.WrongShape);
        return national[0] is '0' or '4' or '6' ? Identifier.Bad(IdentifierFault.NotIssued) : Identifier.Of("+44" + national);
    }

    private static Identifier Foreign(string compact) =>
        Identifier.Bad(IdentifierText.AllDigits(compact.AsSpan(1)) && compact.Length is >= 8 and <= 17 ? IdentifierFault.NotBritish : IdentifierFault.WrongShape);
}
