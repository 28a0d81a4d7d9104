using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Throughline.Access.Audit;
using Throughline.Access.Keeping;
using Throughline.Access.Standing;
using Throughline.Access.Password;
using Throughline.Access.SecondFactors;
using Throughline.Access.SignIn;
using Throughline.Access.SingleSignOn;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;
using Throughline.Ui;

namespace Throughline.Access;

internal static class Stage
{
    public static IServiceCollection AddAccess(this IServiceCollection services, DatabaseServer database, bool demo, SignInSettings settings, SignOnSettings signOn, IReadOnlyList<X509Certificate2> keysUnder)
    {
        services.AddSingleton(new DemoMode(demo));
        var protection = services.AddDataProtection().SetApplicationName("throughline");
        if (keysUnder.Count > 0)
            protection.ProtectKeysWithCertificate(keysUnder[0]).UnprotectKeysWithAnyCertificate([.. keysUnder]);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(_ => new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = new KeyRing(database.Source)));
        services.AddDbContext<AccountsContext>(options => options.UseNpgsql(database.Source));
        // accounts and passkeys; passwords, codes and lock-out are our own, because theirs reads the machine's clock
        services.AddSingleton<IPasswordHasher<AppUser>, PasswordHasher<AppUser>>();
        services.AddIdentityCore<AppUser>(options =>
        {
            options.User.RequireUniqueEmail = false;
            // addresses are checked when accounts are made; the framework's own list of letters has no apostrophe, and o'brien no passkey
            options.User.AllowedUserNameCharacters = "";
        }).AddEntityFrameworkStores<AccountsContext>();
        services.AddSingleton(settings);
        services.AddSingleton(signOn);
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<Discovery>();
        services.AddSingleton<SignOn>();
        services.AddSingleton<Bindings>();
        services.AddNavigation("Signing in", "/signing-in", 92, user => user.Is(Role.Administrator));
        services.AddSingleton<LockOut>();
        services.AddSingleton<SignInDoors>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<Factors>();
        services.AddScoped<Look>();
        services.AddScoped<Passkeys>();
        services.AddScoped<GiveFactor>();
        services.AddScoped<IPasskeyHandler<AppUser>, PasskeyHandler<AppUser>>();
        // the authenticator asks for the finger, face or PIN: a stolen key alone opens nothing
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.UserVerificationRequirement = "required";
            // our referrer policy makes browsers send no origin with a form: the address asked for is what the key must be for
            options.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && Uri.TryCreate(context.Origin, UriKind.Absolute, out var origin)
                && origin.Scheme == context.HttpContext.Request.Scheme && string.Equals(origin.Authority, context.HttpContext.Request.Host.Value, StringComparison.OrdinalIgnoreCase));
        });
        services.AddSingleton<Sessions>();
        services.AddSingleton<ApiTokens>();
        services.AddScoped<IJob, KeepAccountsJob>();
        services.AddHostedService<KeepAccountsDaily>();
        services.AddAudit();
        services.AddSingleton<AccountEvents>();
        services.AddSingleton<RefusedRequests>();
        services.AddScoped<IPageFrame, PageFrame>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "throughline-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        return services;
    }

    /// <summary>Finds out who is looking. The API takes tokens only, so that no other site can act with a user's cookie.</summary>
    public static void UseAccess(this WebApplication app) => app.Use(async (context, next) =>
    {
        // what failed may be the finding out: the page that says so must not ask again
        if (context.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            await next(context);
            return;
        }

        var viewer = context.Request.Path.StartsWithSegments("/api")
            ? await context.RequestServices.GetRequiredService<ApiTokens>().FindAsync(context, context.RequestAborted)
            : await FindAsync(context);
        // a last day that has passed ends the session at the next request, whether or not anybody has closed the account yet
        if (viewer is not null && viewer.NotInOrder is not (AccountProblem.Closed or AccountProblem.Suspended))
        {
            context.Features.Set(viewer);
            context.User = viewer.AsPrincipal();
        }

        await next(context);
    });

    private static async Task<Viewer?> FindAsync(HttpContext context)
    {
        if (await context.RequestServices.GetRequiredService<Sessions>().FindAsync(context, context.RequestAborted) is not { } session)
            return null;
        if (session.Viewer?.NotInOrder is AccountProblem.Closed or AccountProblem.Suspended)
            return null;
        context.Features.Set(session.Who);
        return session.Viewer;
    }

    /// <summary>Who sends the API no token is told so before what they sent is read: the gate itself comes after the reading.</summary>
    public static void UseApiSignIn(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/api") && context.GetEndpoint()?.Metadata.GetMetadata<AllowAttribute>() is not null && Viewer.Of(context) is null)
        {
            RefusedRequests.Note(context, GateVerdict.SignIn, null);
            await ApiGate.TokenNeeded().ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    public static void MapAccess(this WebApplication app)
    {
        Api.Map(app);
        Keeping.Api.Map(app);
        app.MapAudit();
    }
}

/// <summary>Whether this is a demonstration with invented people. Its one-click sign-in exists nowhere else.</summary>
public sealed record DemoMode(bool On);
