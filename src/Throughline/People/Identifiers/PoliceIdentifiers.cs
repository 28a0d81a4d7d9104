using System.Globalization;

namespace Throughline.People.Identifiers;

/// <summary>The check letter shared by PNCID and CRO: no I, O or S, so that it cannot be read as a digit.</summary>
internal static class PoliceCheckLetter
{
    private const string Letters = "ZABCDEFGHJKLMNPQRTUVWXY";

    public static char Of(string digits) =>
        Letters[(int)(long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) % Letters.Length)];
}

/// <summary>
/// Police National Computer identifier: year, serial of up to seven digits, check letter. Canonical <c>YYYY/NNNNNNNL</c>;
/// the short form <c>YY/N…L</c> belongs to the latest century in which that year is not in the future.
/// </summary>
/// <remarks>Rule verified against the public samples 81/34U, 02/73319Z, 79/163001B and 67/9893091D.</remarks>
internal static class Pncid
{
    /// <param name="text">As typed or sent: long or short, with or without the slash.</param>
    /// <param name="thisYear">Decides the century of a two-digit year.</param>
    public static Identifier Parse(string? text, int thisYear)
    {
        var compact = IdentifierText.Compact(text, keep: "/");
        if (compact is null) return Identifier.Bad(IdentifierFault.WrongShape);
        if (compact.Length == 0) return Identifier.Bad(IdentifierFault.Blank);

        var slash = compact.IndexOf('/', StringComparison.Ordinal);
        // without a slash a long number is twelve characters; anything else can only start with a two-digit year
        var yearLength = slash >= 0 ? slash : compact.Length == 12 ? 4 : 2;
        var rest = slash >= 0 ? compact[(slash + 1)..] : compact.Length > yearLength ? compact[yearLength..] : "";
        if (yearLength is not (2 or 4) || rest.Length is < 2 or > 8 || !char.IsAsciiLetter(rest[^1])
            || !IdentifierText.AllDigits(compact.AsSpan(0, yearLength)) || !IdentifierText.AllDigits(rest.AsSpan(0, rest.Length - 1)))
        {
            return Identifier.Bad(IdentifierFault.WrongShape);
        }

        var year = int.Parse(compact.AsSpan(0, yearLength), NumberStyles.None, CultureInfo.InvariantCulture);
        if (yearLength == 2) year += year > thisYear % 100 ? thisYear / 100 * 100 - 100 : thisYear / 100 * 100;
        if (year < 1900 || year > thisYear) return Identifier.Bad(IdentifierFault.NotIssued);

        var serial = rest[..^1].PadLeft(7, '0');
        var twoDigitYear = (year % 100).ToString("00", CultureInfo.InvariantCulture);
        return PoliceCheckLetter.Of(twoDigitYear + serial) == rest[^1]
            ? Identifier.Of($"{year:0000}/{serial}{rest[^1]}")
            : Identifier.Bad(IdentifierFault.WrongCheck);
    }
}

/// <summary>
/// Criminal Records Office number: <c>NNNNNN/YYL</c>, serial padded to six, or a small file <c>SFYY/N…L</c>, whose check letter
/// is worked out on the serial without padding.
/// </summary>
/// <remarks>Rule verified against 65656/91H, SF05/482703J and SF83/50058Z; 85227/65G is invalid.</remarks>
internal static class Cro
{
    public static Identifier Parse(string? text)
    {
        var compact = IdentifierText.Compact(text, keep: "/");
        if (compact is null) return Identifier.Bad(IdentifierFault.WrongShape);
        if (compact.Length == 0) return Identifier.Bad(IdentifierFault.Blank);
        return compact.StartsWith("SF", StringComparison.Ordinal) ? SmallFile(compact) : Standard(compact);
    }

    private static Identifier Standard(string compact)
    {
        var slash = compact.IndexOf('/', StringComparison.Ordinal);
        var serialLength = slash >= 0 ? slash : compact.Length - 3;
        var rest = slash >= 0 ? compact[(slash + 1)..] : compact.Length > 3 ? compact[serialLength..] : "";
        if (serialLength is < 1 or > 6 || rest.Length != 3 || !char.IsAsciiLetter(rest[2])
            || !IdentifierText.AllDigits(compact.AsSpan(0, serialLength)) || !IdentifierText.AllDigits(rest.AsSpan(0, 2)))
        {
            return Identifier.Bad(IdentifierFault.WrongShape);
        }
        var serial = compact[..serialLength].PadLeft(6, '0');
        return PoliceCheckLetter.Of(rest[..2] + serial) == rest[2]
            ? Identifier.Of($"{serial}/{rest}")
            : Identifier.Bad(IdentifierFault.WrongCheck);
    }

    private static Identifier SmallFile(string compact)
    {
        var digits = compact[2..].Replace("/", "", StringComparison.Ordinal);
        if (digits.Length is < 4 or > 9 || !char.IsAsciiLetter(digits[^1]) || !IdentifierText.AllDigits(digits.AsSpan(0, digits.Length - 1))
            || (compact.Contains('/', StringComparison.Ordinal) && compact.IndexOf('/', StringComparison.Ordinal) != 4))
        {
            return Identifier.Bad(IdentifierFault.WrongShape);
        }
        var year = digits[..2];
        var serial = digits[2..^1].TrimStart('0');
        if (serial.Length == 0) return Identifier.Bad(IdentifierFault.NotIssued);
        return PoliceCheckLetter.Of(year + serial) == digits[^1]
            ? Identifier.Of($"SF{year}/{serial}{digits[^1]}")
            : Identifier.Bad(IdentifierFault.WrongCheck);
    }
}
