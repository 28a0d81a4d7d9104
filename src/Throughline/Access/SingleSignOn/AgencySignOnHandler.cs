using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Throughline.Access.SingleSignOn;

internal sealed class AgencySignOnOptions : OAuthOptions
{
    public string Issuer { get; set; } = "";

    /// <summary>The issuer names itself in its answer, so an answer that does not is somebody else's.</summary>
    public bool SaysIssuer { get; set; }

    public string? KeysAddress { get; set; }

    public string NameClaim { get; set; } = "";
}

/// <summary>
/// OpenID Connect on the framework's OAuth handler, which brings state, the cookie that ties it to the browser, and PKCE
/// (RFC 7636). Added here: nonce and ID token, the answer's issuer (RFC 9207), and the userinfo endpoint. The framework's
/// own OpenID Connect handler is a package that the registry does not have.
/// </summary>
internal sealed class AgencySignOnHandler(IOptionsMonitor<AgencySignOnOptions> options, ILoggerFactory logger)
    : OAuthHandler<AgencySignOnOptions>(options, logger, UrlEncoder.Default)
{
    public const string Subject = "sub";
    public const string Name = "name";

    /// <summary>How long somebody may take at their provider.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const string Nonce = "nonce";

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        properties.Items[Nonce] = nonce;
        properties.IssuedUtc = TimeProvider.GetUtcNow();
        return QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), Nonce, nonce);
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        var issuer = Request.Query["iss"];
        if (issuer.Count > 0 ? issuer != Options.Issuer : Options.SaysIssuer)
            return HandleRequestResult.Fail("the answer comes from another issuer");
        return await base.HandleRemoteAuthenticateAsync();
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        if (TimeProvider.GetUtcNow() - properties.IssuedUtc > Patience)
            throw new AuthenticationFailureException("the answer came too late");
        var token = tokens.Response!.RootElement.TryGetProperty("id_token", out var value) ? value.GetString() : null;
        var (subject, problem) = IdToken.Read(token, Options.Issuer, Options.ClientId, properties.Items[Nonce] ?? "", TimeProvider.GetUtcNow());
        if (problem is not null)
            throw new AuthenticationFailureException(problem);
        if (await SignatureProblemAsync(token) is { } unsigned)
            throw new AuthenticationFailureException(unsigned);
        using var request = new HttpRequestMessage(HttpMethod.Get, Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await Backchannel.SendAsync(request, Context.RequestAborted);
        if (!answer.IsSuccessStatusCode)
            throw new AuthenticationFailureException($"the userinfo endpoint answered {(int)answer.StatusCode}");
        using var userinfo = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Context.RequestAborted));
        // OpenID Connect Core 5.3.2: or the two are about two people
        if (Text(userinfo.RootElement, Subject) != subject)
            throw new AuthenticationFailureException("userinfo is about somebody else");
        identity.AddClaim(new Claim(Subject, subject!));
        identity.AddClaim(new Claim(Name, Text(userinfo.RootElement, Options.NameClaim)));
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    /// <summary>The keys are asked for each time: an issuer that has changed them is believed at once, and one that has withdrawn one is not.</summary>
    private async Task<string?> SignatureProblemAsync(string? token)
    {
        if (Options.KeysAddress is not { Length: > 0 } address)
            return "the issuer's keys are not known: save the page about single sign-on once more";
        using var answer = await Backchannel.GetAsync(new Uri(address), Context.RequestAborted);
        return answer.IsSuccessStatusCode ? TokenSignature.Problem(token, await answer.Content.ReadAsStringAsync(Context.RequestAborted)) : $"the issuer's keys could not be had: it answered {(int)answer.StatusCode}";
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>The options of one request: which provider it is about is data, not configuration.</summary>
internal sealed class TheseOptions(AgencySignOnOptions options) : IOptionsMonitor<AgencySignOnOptions>
{
    public AgencySignOnOptions CurrentValue => options;

    public AgencySignOnOptions Get(string? name) => options;

    public IDisposable? OnChange(Action<AgencySignOnOptions, string?> listener) => null;
}
