using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.WebEncoders;
using Throughline.Ui.Errors;
using Throughline.Ui.Forms;

namespace Throughline.Ui;

/// <summary>What the program calls so that pages work: services first, then the pipeline.</summary>
internal static class UiSetup
{
    /// <summary>Razor Pages from the content root, forms that read dates and times as people write them, and the frame.</summary>
    public static IMvcBuilder AddUi(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<Navigation>();
        services.TryAddScoped<IPageFrame, NobodysPageFrame>();
        // names are in many scripts; UTF-8 carries them, so only what HTML needs is escaped
        services.Configure<WebEncoderOptions>(o => o.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "throughline-form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.Configure<CookieTempDataProviderOptions>(o =>
        {
            o.Cookie.Name = "throughline-notice";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        return services.AddRazorPages().WithRazorPagesAtContentRoot().AddMvcOptions(UseForms);
    }

    /// <summary>
    /// Headers, friendly errors, then the built files. Call it first in the pipeline, before routing and sign-in, so that
    /// whatever fails afterwards still answers with a page that says what to do.
    /// </summary>
    public static WebApplication UseUi(this WebApplication app)
    {
        app.UseMiddleware<CookiePrefixes>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseWhen(context => !IsApi(context), pages =>
        {
            pages.UseExceptionHandler(Failures.ForPages);
            pages.UseStatusCodePagesWithReExecute("/error/{0}");
            pages.UseMiddleware<PageVerbs>();
        });
        app.UseWhen(IsApi, api =>
        {
            api.UseExceptionHandler(Failures.ForApi);
            api.UseStatusCodePages(context => Failures.AnswerAsync(context.HttpContext));
        });
        app.UseStaticFiles();
        return app;
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    internal static void UseForms(MvcOptions options)
    {
        options.ModelBinderProviders.Insert(0, new DateAndTimeBinderProvider());
        options.ModelMetadataDetailsProviders.Add(new PlainRequiredMessages());
        PlainMessages.Use(options.ModelBindingMessageProvider);
    }
}
