using System.CommandLine;
using Throughline.Demo;
using Throughline.Work.Demonstration;

namespace Throughline.Cli;

internal static class SeedCommand
{
    public static Command Build() => new("seed", "Fill an empty database.") { Demo() };

    private static Command Demo()
    {
        var people = new Option<int?>("--people") { Description = $"How many people in all, on the cohorts and beside them. Without it, {DemoWorld.UsualPeople:N0}: the published sizes." };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same people.", DefaultValueFactory = _ => DemoWorld.UsualSeed };
        var command = new Command("demo", "Make five invented partnerships after published figures. Refused when there is a partnership already.") { people, seed };
        return command.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            if (parsed.GetValue(people) is < 0)
                throw new BadInput("--people: found a number below nought, expected how many people to make");
            await Demonstration.CreateAsync(database.Source, parsed.GetValue(seed), parsed.GetValue(people), TimeProvider.System, Console.Error.WriteLine, cancel);
            Console.WriteLine("The demonstration is made. Open it with: ./throughline serve --demo");
            return Commands.DoneExit;
        });
    }
}
