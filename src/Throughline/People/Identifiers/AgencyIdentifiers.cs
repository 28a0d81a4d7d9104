namespace Throughline.People.Identifiers;

/// <summary>Prison (NOMS) number: letter, four digits, two letters. No check rule is public, so only the shape is checked.</summary>
internal static class PrisonNumber
{
    public static Identifier Parse(string? text)
    {
        var compact = IdentifierText.Compact(text, drop: " \t\u00A0");
        if (compact is null) return Identifier.Bad(IdentifierFault.WrongShape);
        if (compact.Length == 0) return Identifier.Bad(IdentifierFault.Blank);
        return compact.Length == 7 && char.IsAsciiLetter(compact[0]) && IdentifierText.AllDigits(compact.AsSpan(1, 4))
            && char.IsAsciiLetter(compact[5]) && char.IsAsciiLetter(compact[6])
            ? Identifier.Of(compact)
            : Identifier.Bad(IdentifierFault.WrongShape);
    }
}

/// <summary>Probation case reference number: letter and six digits. No check rule is public.</summary>
internal static class Crn
{
    public static Identifier Parse(string? text)
    {
        var compact = IdentifierText.Compact(text, drop: " \t\u00A0");
        if (compact is null) return Identifier.Bad(IdentifierFault.WrongShape);
        if (compact.Length == 0) return Identifier.Bad(IdentifierFault.Blank);
        return compact.Length == 7 && char.IsAsciiLetter(compact[0]) && IdentifierText.AllDigits(compact.AsSpan(1))
            ? Identifier.Of(compact)
            : Identifier.Bad(IdentifierFault.WrongShape);
    }
}

/// <summary>NHS number: ten digits, the last a modulus 11 check with weights 10 to 2. 943 476 5919 is valid.</summary>
internal static class NhsNumber
{
    public static Identifier Parse(string? text)
    {
        var compact = IdentifierText.Compact(text);
        if (compact is null) return Identifier.Bad(IdentifierFault.WrongShape);
        if (compact.Length == 0) return Identifier.Bad(IdentifierFault.Blank);
        if (compact.Length != 10 || !IdentifierText.AllDigits(compact)) return Identifier.Bad(IdentifierFault.WrongShape);

        var sum = 0;
        for (var i = 0; i < 9; i++) sum += (compact[i] - '0') * (10 - i);
        var check = 11 - (sum % 11);
        if (check == 11) check = 0;
        return check == compact[9] - '0' ? Identifier.Of(compact) : Identifier.Bad(IdentifierFault.WrongCheck);
    }
}
