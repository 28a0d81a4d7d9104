using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Throughline.Access;
using Throughline.People;
using Throughline.Platform;
using Throughline.Evaluation;
using Throughline.Imports;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;
using Throughline.Review;
using Throughline.Selection;
using Throughline.Ui;

namespace Throughline;

/// <summary>The web program: the stages, listed.</summary>
internal static class Server
{
    public static WebApplication Build(DatabaseServer database, string urls, bool demo, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Server).Assembly.GetName().Name,
            ContentRootPath = ContentRoot,
            WebRootPath = Path.Combine(ContentRoot, "wwwroot"),
            // settings are read once: watching files costs an inotify instance for each server, and a machine has few
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Configuration["urls"] = urls;
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        var services = builder.Services;
        services.AddSingleton(clock);
        services.AddSingleton(database);
        services.AddSingleton(database.Source);
        services.AddScoped<Db>();
        services.AddAccess(database, demo);
        services.AddImports();
        services.AddHostedService<JobRunner>();
        services.AddReview();
        services.AddPeople();
        services.AddSelection();
        services.AddEvaluation();
        services.AddOpenApi("v1");
        services.AddUi().AddMvcOptions(options => options.Filters.Add<PageGate>());

        var app = builder.Build();
        app.UseUi();
        app.UseAccess();
        app.UseRouting();
        app.MapRazorPages();
        app.MapAccess(demo);
        app.MapReview();
        app.MapPeople();
        app.MapSelection();
        app.MapImports();
        app.MapOpenApi("/api/{documentName}/openapi.json").WithMetadata(new OpenToAllAttribute("what the API can do; it holds nobody's data"));
        EndpointCensus.Check(app);
        return app;
    }

    private static string ContentRoot =>
        Directory.Exists(Path.Combine(Home.Folder, "src/Throughline/wwwroot")) ? Path.Combine(Home.Folder, "src/Throughline") : AppContext.BaseDirectory;
}
