using System.Globalization;

namespace Throughline.Demo;

/// <summary>Identifiers of the right shape and with the right check letters, from ranges that are not given to anybody.</summary>
public static class Identities
{
    private const string CheckLetters = "ZABCDEFGHJKLMNPQRTUVWXY";

    /// <summary>YYYY/NNNNNNNL: the letter is the two-digit year followed by the seven-digit serial, modulo 23.</summary>
    public static string Pncid(int year, int serial) => string.Create(CultureInfo.InvariantCulture, $"{year:0000}/{serial:0000000}{CheckLetters[(int)((((year % 100) * 10_000_000L) + serial) % 23)]}");

    /// <summary>NNNNNN/YYL: the letter is the two-digit year followed by the six-digit serial, modulo 23.</summary>
    public static string Cro(int serial, int year) => string.Create(CultureInfo.InvariantCulture, $"{serial:000000}/{year % 100:00}{CheckLetters[(int)((((year % 100) * 1_000_000L) + serial) % 23)]}");

    public static string Crn(char region, int serial) => string.Create(CultureInfo.InvariantCulture, $"{region}{serial:000000}");

    /// <summary>A0000AA onwards; the letters count in 26s.</summary>
    public static string PrisonNumber(char first, int serial)
    {
        var letters = serial / 10_000;
        return string.Create(CultureInfo.InvariantCulture, $"{first}{serial % 10_000:0000}{(char)('A' + (letters / 26 % 26))}{(char)('A' + (letters % 26))}");
    }

    /// <summary>An NHS number of the range 999, which is kept for tests; null for a serial whose check digit would be 10.</summary>
    public static string? NhsNumber(int serial)
    {
        var nine = string.Create(CultureInfo.InvariantCulture, $"999{serial:000000}");
        var sum = 0;
        for (var i = 0; i < 9; i++)
            sum += (nine[i] - '0') * (10 - i);
        var check = 11 - (sum % 11);
        return check == 10 ? null : nine + (check == 11 ? 0 : check).ToString(CultureInfo.InvariantCulture);
    }
}
