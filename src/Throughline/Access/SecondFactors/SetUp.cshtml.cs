using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QRCoder;

namespace Throughline.Access.SecondFactors;

/// <summary>One's own second factors: set up, removed, with recovery codes. After the password this is where an account without one is led.</summary>
[OpenToAll("shows nobody but oneself; without a session it leads to signing in, and each change is an account event")]
internal sealed class SetUpModel(Factors factors, Passkeys passkeys, LockOut lockOut, Sessions sessions, AccountEvents events, TimeProvider clock) : SomebodysPage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    [BindProperty]
    public string? KeyName { get; set; }

    [BindProperty]
    public string? Key { get; set; }

    /// <summary>Whether removing a factor also ends the sessions on other devices.</summary>
    [BindProperty]
    public bool EndOthers { get; set; }

    public FactorsOfUser Has { get; private set; } = null!;

    public IReadOnlyList<Passkey> Keys { get; private set; } = [];

    public IReadOnlyList<string>? Codes { get; private set; }

    public string KeyInFours { get; private set; } = "";

    public string Picture { get; private set; } = "";

    /// <summary>Whoever has a factor gives it before changing anything; a session that still needs something else goes there first.</summary>
    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        base.OnPageHandlerExecuting(context);
        if (context.Result is not null)
            return;
        if (Who.Need is SessionNeed.SecondFactor or SessionNeed.NewPassword)
            context.Result = new LocalRedirectResult(Who.NextPage(Onward));
        else if (Who.HasSecondFactor && HttpContext.Request.Method == "POST" && !Who.IsSteppedUpAt(clock.GetUtcNow()))
            context.Result = new LocalRedirectResult("/step-up?return=" + Uri.EscapeDataString("/account/second-factor"));
    }

    public override async Task LoadAsync()
    {
        Has = await factors.OfAsync(Who.User);
        Keys = await passkeys.OfAsync(Who.User);
        if (Has.HasAuthenticator)
            return;
        var key = await factors.WaitingKeyAsync(Who.User);
        KeyInFours = string.Join(' ', Totp.ToText(key).Chunk(4).Select(four => new string(four)));
        using var code = QRCodeGenerator.GenerateQrCode(Totp.AddressOf(key, Who.UserName), QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(code);
        Picture = "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg.GetGraphic(4)));
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAppAsync()
    {
        if (string.IsNullOrWhiteSpace(Code))
            return await RefuseAsync(nameof(Code), "Enter the six figures that the app shows");
        if (await lockOut.IsLockedAsync(Who.User, Guess.Inside) || !await factors.IsCodeAsync(Who.User, Code, isConfirming: true))
        {
            await lockOut.FailedAsync(Who.User, Guess.Inside);
            return await RefuseAsync(nameof(Code), "The code is wrong. Enter the one that the app shows now, and see that the telephone's clock is right");
        }

        return await AddedAsync("authenticator", "authenticator set up");
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => Content(await passkeys.AskForNewAsync(HttpContext, Who), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        if (await passkeys.AddAsync(HttpContext, Who, Credential, KeyName) is { } problem)
            return await RefuseAsync(nameof(KeyName), problem);
        return await AddedAsync("passkey", "passkey added");
    }

    /// <summary>A factor was just shown to work: the session has given it. The first one comes with recovery codes.</summary>
    private async Task<IActionResult> AddedAsync(string how, string kind)
    {
        await sessions.SecondFactorGivenAsync(HttpContext, Who, how);
        await lockOut.ForgetAsync(Who.User);
        await events.RecordAsync(kind, Who.User, Who.UserName, Address);
        if ((await factors.OfAsync(Who.User)).RecoveryCodes > 0)
            return Done(how == "passkey" ? "The passkey is added." : "The app is set up.", Onward == "/" ? "/account/second-factor" : Onward);
        return await ShowCodesAsync();
    }

    public Task<IActionResult> OnPostCodesAsync() => ShowCodesAsync();

    private async Task<IActionResult> ShowCodesAsync()
    {
        Codes = await factors.NewRecoveryCodesAsync(Who.User);
        await events.RecordAsync("recovery codes made", Who.User, Who.UserName, Address);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAppAsync()
    {
        await factors.RemoveAuthenticatorAsync(Who.User);
        await events.RecordAsync("authenticator removed", Who.User, Who.UserName, Address);
        return Done("The app is removed: its codes work no longer." + await EndOthersAsync(), "/account/second-factor");
    }

    public async Task<IActionResult> OnPostRemovePasskeyAsync()
    {
        if (await passkeys.RemoveAsync(Who.User, Key ?? "") is not { } name)
            return NotFound();
        await events.RecordAsync("passkey removed", Who.User, Who.UserName, Address, name);
        return Done($"The passkey “{name}” is removed." + await EndOthersAsync(), "/account/second-factor");
    }

    /// <summary>Whoever had the factor may be signed in with it elsewhere (ASVS 5.0, 7.4.3). It was ticked, unless they said otherwise.</summary>
    private async Task<string> EndOthersAsync()
    {
        if (!EndOthers)
            return "";
        var ended = await sessions.EndAllOfAsync(Who.User, "second factor removed", except: Who.SessionId);
        if (ended > 0)
            await events.RecordAsync("sessions ended", Who.User, Who.UserName, Address, $"all {ended} others, with the factor");
        return ended == 0 ? "" : " Your other devices are signed out.";
    }
}
