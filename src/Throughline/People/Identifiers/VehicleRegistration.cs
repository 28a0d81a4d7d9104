namespace Throughline.People.Identifiers;

/// <summary>
/// United Kingdom vehicle registration without spaces: current (<c>AB12CDE</c>, since September 2001), prefix (<c>A123BCD</c>),
/// suffix (<c>ABC123D</c>), Northern Ireland and dateless marks.
/// </summary>
internal static class VehicleRegistration
{
    public static Identifier Parse(string? text)
    {
        var compact = IdentifierText.Compact(text);
        if (compact is null) return Identifier.Bad(IdentifierFault.WrongShape);
        if (compact.Length == 0) return Identifier.Bad(IdentifierFault.Blank);
        if (compact.Length > 7) return Identifier.Bad(IdentifierFault.WrongShape);

        Span<char> shape = stackalloc char[compact.Length];
        for (var i = 0; i < shape.Length; i++) shape[i] = char.IsAsciiDigit(compact[i]) ? '9' : 'A';
        return shape switch
        {
            "AA99AAA" => Current(compact),
            "A9AAA" or "A99AAA" or "A999AAA" => Prefix(compact),
            "AAA9A" or "AAA99A" or "AAA999A" => Suffix(compact),
            "A9" or "A99" or "A999" or "A9999" or "AA9" or "AA99" or "AA999" or "AA9999" or "AAA9" or "AAA99" or "AAA999" or "AAA9999"
                or "9A" or "99A" or "999A" or "9999A" or "9AA" or "99AA" or "999AA" or "9999AA" or "9AAA" or "99AAA" or "999AAA" => Dateless(compact),
            _ => Identifier.Bad(IdentifierFault.WrongShape),
        };
    }

    // year ids run 02 to 50 for March and 51 to 99 for September; I and Q are not used in an area, nor in the last three letters
    private static Identifier Current(string mark)
    {
        var year = ((mark[2] - '0') * 10) + (mark[3] - '0');
        return year < 2 || mark[0] is 'I' or 'Q' or 'Z' || mark[1] is 'I' or 'Q' || mark.AsSpan(4).IndexOfAny('I', 'Q') >= 0
            ? Identifier.Bad(IdentifierFault.NotIssued)
            : Identifier.Of(mark);
    }

    // Q marks kits and vehicles of unknown age
    private static Identifier Prefix(string mark) =>
        mark[0] is 'I' or 'O' or 'U' or 'Z' || mark.AsSpan(mark.Length - 3).IndexOf('Q') >= 0 || mark[1] == '0'
            ? Identifier.Bad(IdentifierFault.NotIssued)
            : Identifier.Of(mark);

    private static Identifier Suffix(string mark) =>
        mark[^1] is 'I' or 'O' or 'Q' or 'U' or 'Z' || mark.AsSpan(0, 3).IndexOf('Q') >= 0 || mark[3] == '0'
            ? Identifier.Bad(IdentifierFault.NotIssued)
            : Identifier.Of(mark);

    private static Identifier Dateless(string mark)
    {
        var digits = mark.AsSpan().IndexOfAnyInRange('0', '9');
        return mark.Contains('Q', StringComparison.Ordinal) || mark[digits] == '0'
            ? Identifier.Bad(IdentifierFault.NotIssued)
            : Identifier.Of(mark);
    }
}
