using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using Throughline.Access.Password;
using Throughline.Access.SingleSignOn;
using Throughline.Platform;

namespace Throughline.Access.SignIn;

[OpenToAll("signing in comes before being known")]
internal sealed class SignInModel(Passwords passwords, Sessions sessions, AccountEvents events, NpgsqlDataSource source, SignOn signOn, DemoMode demo, SignInDoors doors) : PageModel
{
    /// <summary>Said whatever was wrong, so that the answer tells nobody which addresses have accounts.</summary>
    public const string Refusal = "The email address or the password is wrong, or the account is locked for 15 minutes after five wrong tries";

    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Then { get; set; }

    public string? Ended { get; private set; }

    public string Onward => LocalAddress.Or(Then, "/");

    public bool IsDemo => demo.On;

    public bool AgenciesSignIn { get; private set; }

    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        AgenciesSignIn = (await signOn.AllAsync()).Count > 0;
        await next();
    }

    public async Task OnGetAsync() => Ended = await sessions.WhyEndedAsync(HttpContext) switch
    {
        null or "signed out" => null,
        "idle" => "You were signed out because nothing happened for a while. Sign in to go on where you were.",
        "too long" => "You were signed out because your session had lasted as long as one may. Sign in to go on where you were.",
        _ => "Your session was ended. Sign in to go on.",
    };

    public async Task<IActionResult> OnPostAsync()
    {
        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (string.IsNullOrWhiteSpace(UserName) || string.IsNullOrEmpty(Password))
            return Refuse("Enter your email address and your password");
        if (!doors.MayTry(HttpContext.Connection.RemoteIpAddress))
            return TooMany();
        var (verdict, user) = await passwords.CheckAsync(UserName, Password, address);
        if (verdict is PasswordVerdict.Right or PasswordVerdict.RanOut)
            doors.WasRight(HttpContext.Connection.RemoteIpAddress);
        if (verdict == PasswordVerdict.RanOut)
            return Refuse("The password that you were given was good for three days, and they are over. Ask your agency's administrator for another");
        if (verdict != PasswordVerdict.Right)
            return Refuse(Refusal);

        await using var connection = await source.OpenConnectionAsync();
        var partnership = await connection.QueryFirstOrDefaultAsync<PartnershipId?>("select partnership_id from user_role where user_id = @user order by granted_at, partnership_id limit 1", new { user });
        if (partnership is null)
            return Refuse("Your account has no role in any partnership yet. Ask your agency's administrator");
        await sessions.StartAsync(HttpContext, user!.Value, partnership.Value);
        await events.RecordAsync("signed in", user, UserName.Trim(), address, "password");
        // the gate asks for what is still missing, and for nothing when nothing is
        return LocalRedirect(Onward);
    }

    /// <summary>Many wrong tries came from one address of the network: no password is worked on until some of them are a quarter of an hour old.</summary>
    private PageResult TooMany()
    {
        Response.StatusCode = StatusCodes.Status429TooManyRequests;
        Response.Headers.RetryAfter = ((int)SignInDoors.Window.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Refuse("Too many wrong passwords came from your network. Wait a quarter of an hour, or sign in from elsewhere");
    }

    private PageResult Refuse(string sentence)
    {
        ModelState.AddModelError(nameof(UserName), sentence);
        return Page();
    }
}
