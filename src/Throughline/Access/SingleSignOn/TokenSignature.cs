using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Throughline.Access.SingleSignOn;

/// <summary>
/// Whether an ID token is signed by one of its issuer's keys (RFC 7515, RFC 7517, RFC 7518): RS256, PS256 and ES256. "none", and the
/// algorithms that sign with a shared secret, are no signature here, whatever the token says of itself.
/// </summary>
internal static class TokenSignature
{
    private const int LeastBits = 2048;

    /// <summary>What is wrong with it, in a sentence; null when nothing is.</summary>
    /// <param name="keys">What the issuer publishes: {"keys": [...]}.</param>
    public static string? Problem(string? token, string keys)
    {
        const string Unsigned = "the ID token is not signed by the issuer's keys";
        try
        {
            if (token?.Split('.') is not [var head, var payload, var signature])
                return "no ID token, or not one that can be read";
            var header = JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(head));
            var signed = Encoding.ASCII.GetBytes(head + "." + payload);
            var given = Base64Url.DecodeFromChars(signature);
            using var published = JsonDocument.Parse(keys);
            var candidates = published.RootElement.GetProperty("keys").EnumerateArray().Where(key => IsFor(key, header)).ToList();
            return candidates.Any(key => IsSignedBy(key, Text(header, "alg"), signed, given)) ? null : Unsigned;
        }
        catch (Exception failure) when (failure is FormatException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or CryptographicException)
        {
            return Unsigned;
        }
    }

    /// <summary>The key that the token names; every signing key when it names none.</summary>
    private static bool IsFor(JsonElement key, JsonElement header) =>
        Text(key, "use") is "" or "sig" && (Text(header, "kid").Length == 0 || Text(header, "kid") == Text(key, "kid")) && (Text(key, "alg").Length == 0 || Text(key, "alg") == Text(header, "alg"));

    private static bool IsSignedBy(JsonElement key, string algorithm, byte[] signed, byte[] signature) => (algorithm, Text(key, "kty")) switch
    {
        ("RS256", "RSA") => IsSignedByRsa(key, signed, signature, RSASignaturePadding.Pkcs1),
        ("PS256", "RSA") => IsSignedByRsa(key, signed, signature, RSASignaturePadding.Pss),
        ("ES256", "EC") when Text(key, "crv") == "P-256" => IsSignedByCurve(key, signed, signature),
        _ => false,
    };

    private static bool IsSignedByRsa(JsonElement key, byte[] signed, byte[] signature, RSASignaturePadding padding)
    {
        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") });
        return rsa.KeySize >= LeastBits && rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, padding);
    }

    private static bool IsSignedByCurve(JsonElement key, byte[] signed, byte[] signature)
    {
        using var curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } });
        return curve.VerifyData(signed, signature, HashAlgorithmName.SHA256);
    }

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(Text(key, name));

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
