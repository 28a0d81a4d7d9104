using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Throughline.Access.SecondFactors;

/// <summary>
/// Time-based one-time passwords (RFC 6238): HMAC-SHA-1, six figures, steps of thirty seconds, as every authenticator app
/// has them. Written here because the framework's own reads the machine's clock, tolerates two steps and forgets which it has seen.
/// </summary>
internal static class Totp
{
    public const int StepSeconds = 30;

    public const int Figures = 6;

    /// <summary>How many steps the clocks of server and telephone may differ, to either side (RFC 6238 5.2 recommends one).</summary>
    public const int Skew = 1;

    /// <summary>160 bits: the length of the hash (RFC 4226, R6).</summary>
    public const int SecretBytes = 20;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    public static long StepAt(DateTimeOffset at) => Math.DivRem(at.ToUnixTimeSeconds(), StepSeconds).Quotient;

    public static string CodeAt(byte[] secret, long step, int figures = Figures)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & int.MaxValue;
        var modulus = (int)Math.Pow(10, figures);
        return (number % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(figures, '0');
    }

    /// <summary>The step whose code this is, among now and its neighbours; null when it is none of them. Every candidate is compared, in constant time.</summary>
    public static long? Match(byte[] secret, string code, DateTimeOffset now)
    {
        var given = Encoding.ASCII.GetBytes(code);
        long? match = null;
        for (var step = StepAt(now) - Skew; step <= StepAt(now) + Skew; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeAt(secret, step)), given))
                match = step;
        }

        return match;
    }

    /// <summary>Base 32 (RFC 4648) without padding: how apps take a key that is typed.</summary>
    public static string ToText(byte[] secret)
    {
        var text = new StringBuilder();
        int bits = 0, held = 0;
        foreach (var one in secret)
        {
            held = (held << 8) | one;
            for (bits += 8; bits >= 5; bits -= 5)
                text.Append(Alphabet[(held >> (bits - 5)) & 31]);
            held &= (1 << bits) - 1;
        }

        if (bits > 0)
            text.Append(Alphabet[(held << (5 - bits)) & 31]);
        return text.ToString();
    }

    public static byte[] FromText(string text)
    {
        var secret = new List<byte>();
        int bits = 0, held = 0;
        foreach (var letter in text.Where(letter => !char.IsWhiteSpace(letter)))
        {
            held = (held << 5) | Alphabet.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal);
            bits += 5;
            if (bits < 8)
                continue;
            bits -= 8;
            secret.Add((byte)(held >> bits));
            held &= (1 << bits) - 1;
        }

        return [.. secret];
    }

    /// <summary>What the picture says to the app: whose key it is, for what.</summary>
    public static string AddressOf(byte[] secret, string userName) =>
        $"otpauth://totp/Throughline:{Uri.EscapeDataString(userName)}?secret={ToText(secret)}&issuer=Throughline&algorithm=SHA1&digits={Figures}&period={StepSeconds}";
}
