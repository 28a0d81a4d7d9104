using Microsoft.AspNetCore.Http;
using Throughline.Platform;

namespace Throughline.Access;

/// <summary>What still stands between a session and the pages, in the order in which it is asked.</summary>
public enum SessionNeed
{
    Nothing,

    /// <summary>The password was right; the account's second factor has not been given.</summary>
    SecondFactor,

    /// <summary>The password was given by an administrator and must be changed.</summary>
    NewPassword,

    /// <summary>The installation requires a second factor and the account has none.</summary>
    SettingUp,
}

/// <summary>
/// Whoever the cookie points at, though something may still stand between them and the pages. Only when nothing does is
/// there a <see cref="Viewer"/>; a half signed-in session can open nothing but the page that asks for what is missing.
/// </summary>
public sealed record Somebody
{
    public required Guid SessionId { get; init; }

    public required UserId User { get; init; }

    public required string UserName { get; init; }

    public required string FullName { get; init; }

    public required SessionNeed Need { get; init; }

    public required bool HasSecondFactor { get; init; }

    /// <summary>How the session last gave a second factor: "authenticator", "passkey", "recovery code", "demonstration"; null when it never did.</summary>
    public string? SecondFactor { get; init; }

    public DateTimeOffset? SecondFactorAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When the session ends if nothing more happens in it.</summary>
    public required DateTimeOffset IdleEndsAt { get; init; }

    public required int StepUpMinutes { get; init; }

    /// <summary>Whether a second factor was given within the last minutes that step-up allows.</summary>
    public bool IsSteppedUpAt(DateTimeOffset now) => SecondFactorAt is { } at && now - at <= TimeSpan.FromMinutes(StepUpMinutes);

    public static Somebody? Of(HttpContext context) => context.Features.Get<Somebody>();

    /// <summary>The page that asks for what is missing; then it leads on.</summary>
    public string NextPage(string then)
    {
        var page = Need switch
        {
            SessionNeed.SecondFactor => "/sign-in/second-factor",
            SessionNeed.NewPassword => "/account/password",
            SessionNeed.SettingUp => "/account/second-factor",
            _ => then,
        };
        return Need == SessionNeed.Nothing || then == "/" ? page : page + "?then=" + Uri.EscapeDataString(then);
    }
}
