using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access.SingleSignOn;

/// <summary>How an agency signs in, as its administrator has set it.</summary>
internal sealed record AgencySignOn
{
    public required AgencyId AgencyId { get; init; }

    public required string AgencyName { get; init; }

    public required string Issuer { get; init; }

    public required string AuthorisationEndpoint { get; init; }

    public required string TokenEndpoint { get; init; }

    public required string UserinfoEndpoint { get; init; }

    /// <summary>Where the issuer publishes its keys; null when the provider was set before they were asked for.</summary>
    public string? KeysAddress { get; init; }

    public required bool SaysIssuer { get; init; }

    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }

    public required string NameClaim { get; init; }

    public required bool IsOn { get; init; }
}

/// <summary>Whom a provider says that somebody is.</summary>
internal sealed record SaidToBe(string Subject, string Name, string Then, string? Invitation);

/// <summary>Goes to an agency's identity provider and comes back. Who that is here, <see cref="Bindings"/> says.</summary>
internal sealed class SignOn(NpgsqlDataSource source, GuardedHttp http, SignOnSettings settings, IDataProtectionProvider protection, ILoggerFactory logger, TimeProvider clock)
{
    public const string Columns =
        """
        o.agency_id, a.name as agency_name, o.issuer, o.authorisation_endpoint, o.token_endpoint, o.userinfo_endpoint, o.keys_address, o.says_issuer, o.client_id, o.client_secret, o.name_claim, o.is_on
        """;

    private readonly IDataProtector protector = protection.CreateProtector("single sign-on secret");

    public async Task<IReadOnlyList<AgencySignOn>> AllAsync()
    {
        await using var connection = await source.OpenConnectionAsync();
        return (await connection.QueryAsync<AgencySignOn>($"select {Columns} from agency_sign_on o join agency a on a.id = o.agency_id where o.is_on order by a.name")).AsList();
    }

    public async Task<AgencySignOn?> FindAsync(Guid agency) => (await AllAsync()).FirstOrDefault(one => one.AgencyId.Value == agency);

    public string Protect(string secret) => protector.Protect(secret);

    public static string BackPath(AgencyId agency) => $"/sign-in/agency/{agency}/back";

    /// <summary>Sends the browser to the provider.</summary>
    public async Task GoAsync(HttpContext context, AgencySignOn agency, string then, string? invitation)
    {
        var handler = await HandlerAsync(context, agency, _ => { });
        var properties = new AuthenticationProperties { RedirectUri = then };
        if (invitation is not null)
            properties.Items["invitation"] = invitation;
        await handler.ChallengeAsync(properties);
    }

    /// <summary>Takes what the browser brings back: whom the provider says it is, or why not.</summary>
    public async Task<(SaidToBe? Who, string? Problem)> ReturnAsync(HttpContext context, AgencySignOn agency)
    {
        (SaidToBe?, string?) outcome = (null, "no answer");
        var handler = await HandlerAsync(context, agency, events =>
        {
            events.OnTicketReceived = ticket =>
            {
                var claims = ticket.Principal!;
                ticket.Properties!.Items.TryGetValue("invitation", out var invitation);
                outcome = (new SaidToBe(claims.FindFirst(AgencySignOnHandler.Subject)!.Value, claims.FindFirst(AgencySignOnHandler.Name)!.Value, ticket.ReturnUri ?? "/", invitation), null);
                ticket.HandleResponse();
                return Task.CompletedTask;
            };
            events.OnAccessDenied = denied =>
            {
                outcome = (null, "refused at the provider");
                denied.HandleResponse();
                return Task.CompletedTask;
            };
            events.OnRemoteFailure = failed =>
            {
                outcome = (null, failed.Failure?.Message ?? "failed");
                failed.HandleResponse();
                return Task.CompletedTask;
            };
        });
        await handler.HandleRequestAsync();
        return outcome;
    }

    private async Task<AgencySignOnHandler> HandlerAsync(HttpContext context, AgencySignOn agency, Action<OAuthEvents> listen)
    {
        var events = new OAuthEvents();
        listen(events);
        var options = new AgencySignOnOptions
        {
            Issuer = agency.Issuer,
            SaysIssuer = agency.SaysIssuer,
            KeysAddress = agency.KeysAddress,
            NameClaim = agency.NameClaim,
            AuthorizationEndpoint = agency.AuthorisationEndpoint,
            TokenEndpoint = agency.TokenEndpoint,
            UserInformationEndpoint = agency.UserinfoEndpoint,
            ClientId = agency.ClientId,
            ClientSecret = protector.Unprotect(agency.ClientSecret),
            UsePkce = true,
            // an address of its own for each provider: an answer of one cannot be taken for another's (RFC 9700, 4.4)
            CallbackPath = BackPath(agency.AgencyId),
            Backchannel = http.Client,
            TimeProvider = clock,
            Events = events,
            // and the state of one provider is not a state of another
            StateDataFormat = new PropertiesDataFormat(protection.CreateProtector("single sign-on state", agency.AgencyId.ToString(), agency.Issuer)),
            // the answer is a navigation from another site, which Lax lets through; kept until the browser closes
            CorrelationCookie = new CookieBuilder { Name = "throughline-sign-on.", HttpOnly = true, SameSite = SameSiteMode.Lax, SecurePolicy = CookieSecurePolicy.SameAsRequest, IsEssential = true },
        };
        foreach (var scope in new[] { "openid", "profile", "email" })
            options.Scope.Add(scope);
        // the list may have become shorter since an administrator chose from it
        if (new[] { agency.AuthorisationEndpoint, agency.TokenEndpoint, agency.UserinfoEndpoint, agency.KeysAddress ?? agency.Issuer }.Select(settings.Problem).FirstOrDefault(one => one is not null) is { } problem)
            throw new InvalidOperationException(problem);
        var handler = new AgencySignOnHandler(new TheseOptions(options), logger);
        await handler.InitializeAsync(new AuthenticationScheme("agency", null, typeof(AgencySignOnHandler)), context);
        return handler;
    }
}
