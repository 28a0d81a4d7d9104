using System.Text.Json;

namespace Throughline.Access.SingleSignOn;

/// <summary>Where an issuer's endpoints are.</summary>
/// <param name="SaysIssuer">It names itself in the answer that the browser brings back (RFC 9207).</param>
/// <param name="Keys">Where it publishes the keys that sign its ID tokens.</param>
internal sealed record Endpoints(string Authorisation, string Token, string Userinfo, string Keys, bool SaysIssuer);

/// <summary>Reads an issuer's own description of itself (OpenID Connect Discovery 1.0).</summary>
internal sealed class Discovery(GuardedHttp http, SignOnSettings settings)
{
    /// <summary>The endpoints, or what is wrong in a sentence.</summary>
    public async Task<(Endpoints? Found, string? Problem)> FetchAsync(string issuer, CancellationToken cancel = default)
    {
        if (settings.Problem(issuer) is { } wrong)
            return (null, wrong);
        try
        {
            using var answer = await http.Client.GetAsync(new Uri(issuer.TrimEnd('/') + "/.well-known/openid-configuration"), cancel);
            if (!answer.IsSuccessStatusCode)
                return (null, $"The issuer answered {(int)answer.StatusCode} when it was asked for its description. Check the address, or enter the endpoints by hand");
            using var described = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancel));
            return Read(described.RootElement, issuer);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return (null, "The issuer could not be reached, or its description could not be read. Check the address, or enter the endpoints by hand");
        }
    }

    private (Endpoints?, string?) Read(JsonElement described, string issuer)
    {
        // an issuer that calls itself otherwise is a mistake, or somebody in between
        if (Text(described, "issuer") != issuer)
            return (null, "The issuer calls itself by another address. Enter exactly the one that it uses");
        var found = new Endpoints(
            Text(described, "authorization_endpoint"), Text(described, "token_endpoint"), Text(described, "userinfo_endpoint"), Text(described, "jwks_uri"),
            described.TryGetProperty("authorization_response_iss_parameter_supported", out var says) && says.ValueKind == JsonValueKind.True);
        return Problem(found) is { } wrong ? (null, wrong) : (found, null);
    }

    public string? Problem(Endpoints endpoints) =>
        new[] { ("authorisation", endpoints.Authorisation), ("token", endpoints.Token), ("userinfo", endpoints.Userinfo), ("keys", endpoints.Keys) }
            .Select(one => settings.Problem(one.Item2) is { } wrong ? $"The {one.Item1} endpoint cannot be used: {wrong}" : null).FirstOrDefault(wrong => wrong is not null);

    /// <summary>
    /// The endpoints that the program itself asks, and the keys that it believes, are on the issuer's own host, or where the issuer says
    /// that they are: another host that the installation allows is another agency's, perhaps. What is wrong, in a sentence; null when nothing is.
    /// </summary>
    public static string? Elsewhere(string issuer, Endpoints endpoints, Endpoints? described) =>
        new[] { ("token", endpoints.Token, described?.Token), ("userinfo", endpoints.Userinfo, described?.Userinfo), ("keys", endpoints.Keys, described?.Keys) }
            .Where(one => !IsSameHost(one.Item2, issuer) && !IsSameHost(one.Item2, one.Item3))
            .Select(one => $"The {one.Item1} endpoint must be on the issuer's own host, or where the issuer's description says it is").FirstOrDefault();

    private static bool IsSameHost(string address, string? other) =>
        other is not null && string.Equals(new Uri(address).GetLeftPart(UriPartial.Authority), new Uri(other).GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    private static string Text(JsonElement described, string name) =>
        described.ValueKind == JsonValueKind.Object && described.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
