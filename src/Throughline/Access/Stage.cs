using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Access;

internal static class Stage
{
    /// <summary>Five bad passwords lock an account for fifteen minutes (security.md 1.2, after CJIS AC-7).</summary>
    private const int BadPasswordsAllowed = 5;

    public static IServiceCollection AddAccess(this IServiceCollection services, DatabaseServer database, bool demo)
    {
        services.AddSingleton(new DemoMode(demo));
        services.AddDataProtection().SetApplicationName("throughline");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(_ => new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = new KeyRing(database.Source)));
        services.AddDbContext<AccountsContext>(options => options.UseNpgsql(database.Source));
        services.AddIdentityCore<AppUser>(options =>
        {
            options.Lockout.MaxFailedAccessAttempts = BadPasswordsAllowed;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            options.Password.RequiredLength = 12;
            options.Password.RequireDigit = false;
            options.Password.RequireLowercase = false;
            options.Password.RequireUppercase = false;
            options.Password.RequireNonAlphanumeric = false;
            options.User.RequireUniqueEmail = false;
        }).AddEntityFrameworkStores<AccountsContext>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<ApiTokens>();
        services.AddScoped<AccountEvents>();
        services.AddScoped<IPageFrame, PageFrame>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "throughline-form";
            options.Cookie.SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict;
        });
        return services;
    }

    /// <summary>Finds out who is looking. The API takes tokens only, so that no other site can act with a user's cookie.</summary>
    public static void UseAccess(this WebApplication app) => app.Use(async (context, next) =>
    {
        var viewer = context.Request.Path.StartsWithSegments("/api")
            ? await context.RequestServices.GetRequiredService<ApiTokens>().FindAsync(context, context.RequestAborted)
            : await context.RequestServices.GetRequiredService<Sessions>().FindAsync(context, context.RequestAborted);
        if (viewer is not null)
        {
            context.Features.Set(viewer);
            context.User = viewer.AsPrincipal();
        }

        await next(context);
    });

    public static void MapAccess(this WebApplication app, bool demo)
    {
    }
}

/// <summary>Whether this is a demonstration with invented people. Its one-click sign-in exists nowhere else.</summary>
public sealed record DemoMode(bool On);
