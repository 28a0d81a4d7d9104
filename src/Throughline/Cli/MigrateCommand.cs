using System.CommandLine;
using Throughline.Platform.Database;

namespace Throughline.Cli;

internal static class MigrateCommand
{
    public static Command Build() => new Command("migrate", "Bring the database up to date.").Does(async (_, cancel) =>
    {
        await using var database = await DatabaseServer.OpenAsync(TimeProvider.System, migrate: false, beside: true, cancel);
        var ran = await new Migrator(database.AdminConnection).RunAsync(cancel);
        Console.WriteLine(ran.Count == 0 ? "Up to date already." : string.Join('\n', ran.Select(name => "Applied " + name)));
        return Commands.DoneExit;
    });
}
