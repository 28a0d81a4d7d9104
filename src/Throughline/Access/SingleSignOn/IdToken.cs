using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Throughline.Access.SingleSignOn;

/// <summary>
/// What an ID token must say (OpenID Connect Core 1.0, 3.1.3.7). Whether the issuer signed it, <see cref="TokenSignature"/> says.
/// </summary>
internal static class IdToken
{
    /// <summary>How much the two clocks may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Whose it is, or what is wrong with it.</summary>
    public static (string? Subject, string? Problem) Read(string? token, string issuer, string client, string nonce, DateTimeOffset now)
    {
        if (Claims(token) is not { } claims)
            return (null, "no ID token, or not one that can be read");
        if (Text(claims, "iss") != issuer)
            return (null, "the ID token is another issuer's");
        if (!IsFor(claims, client))
            return (null, "the ID token is for another client");
        if (!claims.TryGetProperty("exp", out var exp) || !exp.TryGetInt64(out var until) || DateTimeOffset.FromUnixTimeSeconds(until) + Skew <= now)
            return (null, "the ID token has run out");
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Text(claims, "nonce")), Encoding.UTF8.GetBytes(nonce)))
            return (null, "the ID token answers another request");
        return Text(claims, "sub") is { Length: > 0 } subject ? (subject, null) : (null, "the ID token names nobody");
    }

    private static bool IsFor(JsonElement claims, string client)
    {
        if (!claims.TryGetProperty("aud", out var audience))
            return false;
        var all = audience.ValueKind == JsonValueKind.Array ? audience.EnumerateArray().Select(one => one.ToString()).ToList() : [audience.ToString()];
        return all.Contains(client) && (all.Count == 1 || Text(claims, "azp") == client);
    }

    private static JsonElement? Claims(string? token)
    {
        try
        {
            return token?.Split('.') is [_, var payload, _] ? JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(payload)) is { ValueKind: JsonValueKind.Object } claims ? claims : null : null;
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
