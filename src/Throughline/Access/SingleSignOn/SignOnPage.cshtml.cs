using Microsoft.AspNetCore.Mvc;

namespace Throughline.Access.SingleSignOn;

/// <summary>How an agency signs in, kept by its own administrator.</summary>
[Allow(Role.Administrator)]
[RecordsLooks("shows how an agency signs in, and nobody; each change is an account event")]
internal sealed class SignOnPageModel(SignOn signOn, Discovery discovery, SignOnSettings settings) : ThroughlinePage
{
    [BindProperty]
    public string? Issuer { get; set; }

    [BindProperty]
    public string? ClientId { get; set; }

    [BindProperty]
    public string? ClientSecret { get; set; }

    [BindProperty]
    public string? NameClaim { get; set; }

    [BindProperty]
    public string? Authorisation { get; set; }

    [BindProperty]
    public string? Token { get; set; }

    [BindProperty]
    public string? Userinfo { get; set; }

    [BindProperty]
    public string? Keys { get; set; }

    [BindProperty]
    public string? State { get; set; }

    public AgencySignOn? Now { get; private set; }

    public IReadOnlyList<string> Allowed => [.. settings.Allowed.Select(one => one.ToString().TrimEnd('/'))];

    public string BackPath => SignOn.BackPath(Viewer.Agency);

    public override async Task LoadAsync() => Now = await SetSignOn.FindAsync(Db);

    public async Task OnGetAsync()
    {
        await LoadAsync();
        (Issuer, ClientId, NameClaim, State) = (Now?.Issuer, Now?.ClientId, Now?.NameClaim ?? "email", Now?.IsOn == false ? "off" : "on");
        (Authorisation, Token, Userinfo, Keys) = (Now?.AuthorisationEndpoint, Now?.TokenEndpoint, Now?.UserinfoEndpoint, Now?.KeysAddress);
    }

    [StepUp]
    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (settings.Problem(Issuer?.Trim()) is { } problem)
            ModelState.AddModelError(nameof(Issuer), problem);
        if (string.IsNullOrWhiteSpace(ClientId))
            ModelState.AddModelError(nameof(ClientId), "Enter the client ID that the provider gave you");
        if (string.IsNullOrWhiteSpace(ClientSecret) && Now is null)
            ModelState.AddModelError(nameof(ClientSecret), "Enter the client secret that the provider gave you");
        if (string.IsNullOrWhiteSpace(NameClaim))
            ModelState.AddModelError(nameof(NameClaim), "Enter which claim holds the user's name");
        if (!ModelState.IsValid || await EndpointsAsync() is not { } endpoints)
            return Page();
        await SetSignOn.DoAsync(Db, new NewSignOn(Issuer!.Trim(), endpoints, ClientId!.Trim(), ClientSecret, NameClaim!.Trim(), State != "off"), signOn);
        return Done("Saved. Try it with one account before you invite the others.", "/single-sign-on");
    }

    /// <summary>Those that were entered, or the issuer's own when none was.</summary>
    private async Task<Endpoints?> EndpointsAsync()
    {
        var isByHand = !string.IsNullOrWhiteSpace(Authorisation + Token + Userinfo + Keys);
        var (found, problem) = await discovery.FetchAsync(Issuer!.Trim(), HttpContext.RequestAborted);
        // by hand is for issuers without a description; what one says about itself still counts
        var endpoints = isByHand ? new Endpoints(Authorisation?.Trim() ?? "", Token?.Trim() ?? "", Userinfo?.Trim() ?? "", string.IsNullOrWhiteSpace(Keys) ? found?.Keys ?? "" : Keys.Trim(), found?.SaysIssuer ?? false) : found;
        if (isByHand)
            problem = discovery.Problem(endpoints!) ?? Discovery.Elsewhere(Issuer!.Trim(), endpoints!, found);
        if (problem is null)
            return endpoints;
        ModelState.AddModelError(isByHand ? nameof(Authorisation) : nameof(Issuer), problem);
        return null;
    }
}
