using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Throughline.Demo;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Rights.Disposal;
using Throughline.Work.Demonstration;

namespace Throughline.Cli;

internal static class ServeCommand
{
    public static Command Build()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => "http://localhost:5080" };
        var demo = new Option<bool>("--demo") { Description = "Offer one-click sign-in as each kind of user, with invented people; create them if the data folder is empty." };
        var proxy = new Option<bool>("--behind-a-proxy") { Description = "Serve plain HTTP beyond this machine: only when a proxy in front of it serves HTTPS, over a network that is the proxy's." };
        var command = new Command("serve", "Serve the web program.") { urls, demo, proxy };
        return command.Does(async (parsed, cancel) =>
        {
            // what is typed and shown would be anybody's on the way (ASVS 5.0, 12.2.1); the demonstration's people are invented
            if (!parsed.GetValue(proxy) && !parsed.GetValue(demo) && Transport.InTheOpen(parsed.GetValue(urls)!) is { } open)
                throw new BadInput($"{open} is plain HTTP, and not for this machine alone. Serve https:// with a certificate, or give --behind-a-proxy when a proxy serves HTTPS.");
            await using var database = await DatabaseServer.OpenAsync(TimeProvider.System, cancel: cancel);
            if (await ReapplyDisposals.AtStartAsync(database.AdminConnection, DisposalRegister.Usual(), TimeProvider.System.GetUtcNow(), cancel) is { } again)
                await Console.Error.WriteLineAsync(again);
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
