using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Throughline.Demo;
using Throughline.Platform.Database;
using Throughline.Work.Demonstration;

namespace Throughline.Cli;

internal static class ServeCommand
{
    public static Command Build()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => "http://localhost:5080" };
        var demo = new Option<bool>("--demo") { Description = "Offer one-click sign-in as each kind of user, with invented people; create them if the data folder is empty." };
        var command = new Command("serve", "Serve the web program.") { urls, demo };
        return command.Does(async (parsed, cancel) =>
        {
            await using var database = await DatabaseServer.OpenAsync(TimeProvider.System, cancel: cancel);
            if (parsed.GetValue(demo) && !await Demonstration.AnyPartnershipAsync(database.Source, cancel))
                await Demonstration.CreateAsync(database.Source, DemoWorld.UsualSeed, null, TimeProvider.System, Console.Error.WriteLine, cancel);
            await using var app = Server.Build(database, parsed.GetValue(urls)!, parsed.GetValue(demo), TimeProvider.System);
            await app.StartAsync(cancel);
            await Console.Error.WriteLineAsync($"Throughline is at {parsed.GetValue(urls)}  (Ctrl+C stops it)");
            await app.WaitForShutdownAsync(cancel);
            return Commands.DoneExit;
        });
    }
}
