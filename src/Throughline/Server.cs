using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Throughline.Access;
using Throughline.Access.SingleSignOn;
using Throughline.People;
using Throughline.Platform;
using Throughline.Evaluation;
using Throughline.Imports;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;
using Throughline.Review;
using Throughline.Rights;
using Throughline.Selection;
using Throughline.Sharing;
using Throughline.Ui;

namespace Throughline;

/// <summary>The web program: the stages, listed.</summary>
internal static class Server
{
    /// <param name="settings">Settings over those of the environment: for tests.</param>
    /// <param name="also">What a test listens with or counts with, added after everything else.</param>
    public static WebApplication Build(DatabaseServer database, string urls, bool demo, TimeProvider clock, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? also = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Server).Assembly.GetName().Name,
            ContentRootPath = ContentRoot,
            EnvironmentName = settings?.GetValueOrDefault("environment"),
            WebRootPath = Path.Combine(ContentRoot, "wwwroot"),
            // settings are read once: watching files costs an inotify instance for each server, and a machine has few
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureHttpsDefaults(Transport.Strong);
        });
        builder.Configuration["urls"] = urls;
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        // one line of JSON for each entry: a value can neither begin a line nor be taken for another field (ASVS 5.0, 16.2.4 and 16.4.1)
        builder.Logging.ClearProviders().AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ")).SetMinimumLevel(LogLevel.Warning);
        var services = builder.Services;
        services.AddSingleton(clock);
        services.AddSingleton(database);
        services.AddSingleton(database.Source);
        services.AddScoped(_ => new Db(database.Acts));
        var keys = new KeyRing(database.Source);
        var keysUnder = KeyCertificate.Open(builder.Configuration, database.IsEmbedded, () => keys.Count().Protected > 0, clock.GetUtcNow());
        services.AddAccess(database, demo, SignInSettings.From(builder.Configuration), SignOnSettings.From(builder.Configuration, builder.Environment.IsDevelopment()), keysUnder);
        services.AddSharing();
        services.AddImports();
        services.AddHostedService<JobRunner>();
        services.AddReview();
        services.AddPeople();
        services.AddSelection();
        services.AddEvaluation();
        services.AddRights();
        // no server address: it would be whatever the request says in its Host header
        services.AddOpenApi("v1", api => api.AddDocumentTransformer((document, _, _) =>
        {
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
        services.AddUi().AddMvcOptions(options => options.Filters.Add<PageGate>());
        also?.Invoke(services);

        var app = builder.Build();
        if (keysUnder.Count > 0)
            keys.ProtectOld(new CertificateXmlEncryptor(keysUnder[0], app.Services.GetRequiredService<ILoggerFactory>()));
        app.UseUi();
        app.UseAccess();
        app.UseRouting();
        app.UseApiSignIn();
        app.MapRazorPages();
        app.MapAccess();
        app.MapSharing();
        app.MapReview();
        app.MapPeople();
        app.MapSelection();
        app.MapRights();
        app.MapImports();
        app.MapOpenApi("/api/{documentName}/openapi.json").WithMetadata(new OpenToAllAttribute("what the API can do; it holds nobody's data"));
        EndpointCensus.CheckOnce(app);
        return app;
    }

    /// <summary>The settings that the program is served with, for commands that serve nothing.</summary>
    public static IConfiguration Settings() =>
        new ConfigurationBuilder().SetBasePath(ContentRoot).AddJsonFile("appsettings.json", optional: true, reloadOnChange: false).AddEnvironmentVariables().Build();

    private static string ContentRoot =>
        Directory.Exists(Path.Combine(Home.Folder, "src/Throughline/wwwroot")) ? Path.Combine(Home.Folder, "src/Throughline") : AppContext.BaseDirectory;
}
