using Microsoft.AspNetCore.Http;

namespace Throughline.Access.SecondFactors;

/// <summary>What the form that asks for a second factor shows.</summary>
/// <param name="Action">Where it is sent.</param>
/// <param name="ReturnName">The name of the field that keeps where to go afterwards.</param>
internal sealed record GiveFactorForm(string Action, string ReturnName, string Return, FactorsOfUser Has);

/// <summary>Somebody gives a second factor: a code of the app, a recovery code, or a passkey. The same for signing in and for stepping up.</summary>
internal sealed class GiveFactor(Factors factors, Passkeys passkeys, LockOut lockOut, Sessions sessions, AccountEvents events)
{
    public const string Refusal = "The code is wrong or was used before, or the account is locked for 15 minutes after five wrong tries";

    public async Task<GiveFactorForm> FormAsync(Somebody who, string action, string returnName, string @return) => new(action, returnName, @return, await factors.OfAsync(who.User));

    /// <summary>The question for the browser's passkey, as JSON; remembered in the session, and good for one answer.</summary>
    public Task<string> PasskeyQuestionAsync(HttpContext context, Somebody who) => passkeys.AskAsync(context, who);

    /// <summary>Takes the factor, and gives the session a new key when it is right.</summary>
    /// <returns>What is wrong, in a sentence; null when the factor was taken.</returns>
    public async Task<string?> GiveAsync(HttpContext context, Somebody who, string? code, string? credential)
    {
        if (string.IsNullOrWhiteSpace(code) && string.IsNullOrWhiteSpace(credential))
            return "Enter the code that your app shows, or a recovery code";
        var isLocked = await lockOut.IsLockedAsync(who.User, Guess.Inside);
        var how = isLocked ? null : await HowAsync(context, who, code, credential);
        var address = context.Connection.RemoteIpAddress?.ToString();
        if (how is null)
        {
            if (!isLocked && await lockOut.FailedAsync(who.User, Guess.Inside))
                await events.RecordAsync("account locked", who.User, who.UserName, address, "five wrong tries");
            await events.RecordAsync("second factor refused", who.User, who.UserName, address, isLocked ? "locked" : credential is null ? "wrong or used code" : "passkey not accepted");
            return Refusal;
        }

        await sessions.SecondFactorGivenAsync(context, who, how);
        await events.RecordAsync("second factor given", who.User, who.UserName, address, how);
        return null;
    }

    private async Task<string?> HowAsync(HttpContext context, Somebody who, string? code, string? credential)
    {
        if (!string.IsNullOrWhiteSpace(credential))
            return await passkeys.IsAnsweredAsync(context, who, credential) ? "passkey" : null;
        // six figures are the app's; anything else can only be a recovery code
        var isAppCode = code!.Count(char.IsAsciiDigit) == Totp.Figures && !code!.Any(char.IsAsciiLetter);
        if (isAppCode)
            return await factors.IsCodeAsync(who.User, code) ? "authenticator" : null;
        return await factors.IsRecoveryCodeAsync(who.User, code) ? "recovery code" : null;
    }
}
