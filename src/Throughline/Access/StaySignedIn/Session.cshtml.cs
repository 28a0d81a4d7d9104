using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Throughline.Access.StaySignedIn;

/// <summary>
/// How long the session lasts, and staying signed in. Without scripts it is a page to leave open beside one's work, which
/// looks again by itself; with scripts every page asks it shortly before the end. Looking does not prolong the session.
/// </summary>
[OpenToAll("shows nobody but when one's own session ends; without a session it leads to signing in")]
internal sealed class SessionModel(TimeProvider clock) : SomebodysPage
{
    /// <summary>How long before the end people are warned: WCAG 2.2, 2.2.1 asks for twenty seconds at least.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromMinutes(2);

    public int SecondsLeft => Math.Max(0, (int)(Who.IdleEndsAt - clock.GetUtcNow()).TotalSeconds);

    public bool IsEndingSoon => SecondsLeft <= Warning.TotalSeconds;

    /// <summary>When the warning is due; then when the session has ended, and the answer is the page to sign in.</summary>
    private int LooksAgainIn => IsEndingSoon ? SecondsLeft + 1 : SecondsLeft - (int)Warning.TotalSeconds + 1;

    public void OnGet() => Response.Headers["Refresh"] = LooksAgainIn.ToString(CultureInfo.InvariantCulture);

    public IActionResult OnPost() => LocalRedirect("/session");
}
