using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access.SecondFactors;

/// <summary>A passkey of an account, as its owner sees it.</summary>
internal sealed record Passkey(string Id, string Name, DateTimeOffset MadeAt);

/// <summary>
/// Passkeys (WebAuthn), through ASP.NET Core Identity's handler. The question that a passkey answers is remembered in the
/// session, not in the browser, and is taken out when it is answered: one question, one answer, in one session.
/// </summary>
internal sealed class Passkeys(IPasskeyHandler<AppUser> handler, UserManager<AppUser> users, NpgsqlDataSource source, IDataProtectionProvider protection, TimeProvider clock)
{
    public const int LongestName = 60;

    /// <summary>How long a question may wait for its answer (WebAuthn level 3, 15.1: five minutes for ceremonies with user verification).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly IDataProtector protector = protection.CreateProtector("passkey question");

    public async Task<IReadOnlyList<Passkey>> OfAsync(UserId user) =>
        [.. (await users.GetPasskeysAsync(await AccountAsync(user))).Select(key => new Passkey(Convert.ToHexStringLower(key.CredentialId), key.Name ?? "Passkey", key.CreatedAt)).OrderBy(key => key.MadeAt)];

    /// <summary>The question that makes a new passkey, as JSON for the browser.</summary>
    public async Task<string> AskForNewAsync(HttpContext context, Somebody who)
    {
        var question = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = who.User.ToString(), Name = who.UserName, DisplayName = who.FullName }, context);
        await RememberAsync(who, "new:" + question.AttestationState);
        return question.CreationOptionsJson;
    }

    /// <summary>The question to a passkey that exists, as JSON for the browser.</summary>
    public async Task<string> AskAsync(HttpContext context, Somebody who)
    {
        var question = await handler.MakeRequestOptionsAsync(await AccountAsync(who.User), context);
        await RememberAsync(who, "get:" + question.AssertionState);
        return question.RequestOptionsJson;
    }

    /// <returns>What is wrong, in a sentence; null when the passkey is kept.</returns>
    public async Task<string?> AddAsync(HttpContext context, Somebody who, string? credential, string? name)
    {
        if (string.IsNullOrWhiteSpace(credential) || await TakeAsync(who, "new:") is not { } state)
            return "The passkey was not made. Try again";
        var made = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = credential, AttestationState = state });
        if (!made.Succeeded || made.UserEntity.Id != who.User.ToString())
            return "The passkey was not accepted. Try again, or use another";
        if (await users.FindByPasskeyIdAsync(made.Passkey.CredentialId) is not null)
            return "This passkey is in use already";
        var label = string.IsNullOrWhiteSpace(name) ? "Passkey" : name.Trim();
        made.Passkey.Name = label.Length > LongestName ? label[..LongestName] : label;
        return (await users.AddOrUpdatePasskeyAsync(await AccountAsync(who.User), made.Passkey)).Succeeded ? null : "The passkey was not kept. Try again";
    }

    /// <summary>Whether the answer is right: this account's passkey, to this session's question.</summary>
    public async Task<bool> IsAnsweredAsync(HttpContext context, Somebody who, string credential)
    {
        if (await TakeAsync(who, "get:") is not { } state)
            return false;
        var given = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = credential, AssertionState = state });
        if (!given.Succeeded || given.User.Id != who.User.Value)
            return false;
        // the counter shows a copied key. The framework writes the whole account with it: when somebody has changed the account since
        // it was read (disabled, moved, a new password), its stamp differs, nothing is written and nobody is let in
        return (await users.AddOrUpdatePasskeyAsync(given.User, given.Passkey)).Succeeded;
    }

    /// <returns>Its name; null when the account has no such passkey.</returns>
    public async Task<string?> RemoveAsync(UserId user, string id)
    {
        var account = await AccountAsync(user);
        if ((await users.GetPasskeysAsync(account)).FirstOrDefault(key => Convert.ToHexStringLower(key.CredentialId) == id) is not { } key)
            return null;
        await users.RemovePasskeyAsync(account, key.CredentialId);
        return key.Name ?? "Passkey";
    }

    private async Task<AppUser> AccountAsync(UserId user) => await users.FindByIdAsync(user.ToString()) ?? throw new InvalidOperationException("A session without an account.");

    private async Task RememberAsync(Somebody who, string state)
    {
        var until = (clock.GetUtcNow() + Patience).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("update session set passkey_question = @question where id = @SessionId", new { who.SessionId, question = protector.Protect($"{until}:{state}") });
    }

    private async Task<string?> TakeAsync(Somebody who, string kind)
    {
        await using var connection = await source.OpenConnectionAsync();
        var question = await connection.QueryFirstOrDefaultAsync<string>(
            """
            with asked as (select id, passkey_question from session where id = @SessionId for update)
            update session s set passkey_question = null from asked where s.id = asked.id returning asked.passkey_question
            """, new { who.SessionId });
        if (question is null)
            return null;
        var parts = protector.Unprotect(question).Split(':', 2);
        return long.Parse(parts[0], CultureInfo.InvariantCulture) >= clock.GetUtcNow().ToUnixTimeSeconds() && parts[1].StartsWith(kind, StringComparison.Ordinal) ? parts[1][kind.Length..] : null;
    }
}
