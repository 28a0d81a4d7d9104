using Microsoft.Extensions.Logging;
using Npgsql;

namespace Throughline.Platform.Database;

/// <summary>The database the program works on: its own embedded one, or the server named by <c>ConnectionStrings__Throughline</c>.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private readonly EmbeddedPostgres? embedded;

    private DatabaseServer(EmbeddedPostgres? embedded, string app, string admin, ILoggerFactory? loggers = null)
    {
        this.embedded = embedded;
        AppConnection = app;
        AdminConnection = admin;
        TypeHandlers.Register();
        Source = Build(app, loggers);
        var acts = new NpgsqlConnectionStringBuilder(app);
        if (acts.MaxAutoPrepare == 0)
            (acts.MaxAutoPrepare, acts.AutoPrepareMinUsages) = (KeptStatements, 2);
        // few connections that have their statements planned answer sooner than many that still have to
        acts.MaxPoolSize = Math.Min(acts.MaxPoolSize, Math.Max(8, 4 * Environment.ProcessorCount));
        Acts = Build(acts.ConnectionString, loggers);
    }

    /// <summary>How many statements each connection of <see cref="Acts"/> keeps prepared; the least used makes room.</summary>
    private const int KeptStatements = 150;

    /// <summary>Statements may be logged, never the values in them.</summary>
    private static NpgsqlDataSource Build(string connection, ILoggerFactory? loggers) =>
        new NpgsqlDataSourceBuilder(connection).UseLoggerFactory(loggers).EnableParameterLogging(parameterLoggingEnabled: false).Build();

    public string AppConnection { get; }

    public string AdminConnection { get; }

    /// <summary>For accounts, sessions, jobs and the command line.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>
    /// For requests that act as somebody. Under row-level security a statement takes longer to plan than to run, so each is prepared
    /// from its second use. For <see cref="Db"/> alone, which keeps a failure from spoiling what is prepared.
    /// </summary>
    public NpgsqlDataSource Acts { get; }

    /// <summary>Another program owns the embedded server; this one works through it and leaves it running.</summary>
    public bool IsBeside { get; private init; }

    public EmbeddedPostgres? Embedded => embedded;

    /// <summary>The program's own server in the data folder, whoever started it.</summary>
    public bool IsEmbedded => embedded is not null || IsBeside;

    /// <summary>A database that is running already and up to date.</summary>
    public static DatabaseServer At(string app, string admin, ILoggerFactory? loggers = null) => new(null, app, admin, loggers);

    /// <summary>Starts or reaches the database and brings it up to date.</summary>
    /// <param name="beside">A command may work beside the program that owns the data folder, through its server. Only one program serves a folder.</param>
    public static async Task<DatabaseServer> OpenAsync(TimeProvider clock, bool migrate = true, bool beside = false, CancellationToken cancel = default)
    {
        var given = Environment.GetEnvironmentVariable("ConnectionStrings__Throughline");
        DatabaseServer server;
        if (!string.IsNullOrWhiteSpace(given))
        {
            if (Transport.DatabaseProblem(given) is { } problem)
                throw new DatabaseUnavailable(problem);
            server = new DatabaseServer(null, given, given);
        }
        else
        {
            try
            {
                var postgres = await EmbeddedPostgres.StartAsync(Home.DataFolder, clock.GetUtcNow(), cancel);
                server = new DatabaseServer(postgres, postgres.AppConnection, postgres.AdminConnection);
            }
            catch (DataFolderInUse) when (beside && EmbeddedPostgres.Running(Home.DataFolder) is not null)
            {
                var (app, admin) = EmbeddedPostgres.Running(Home.DataFolder)!.Value;
                server = new DatabaseServer(null, app, admin) { IsBeside = true };
            }
        }

        if (migrate)
            await new Migrator(server.AdminConnection).RunAsync(cancel);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await Acts.DisposeAsync();
        await Source.DisposeAsync();
        if (embedded is not null)
            await embedded.DisposeAsync();
    }
}
