using System.Globalization;
using Throughline.Tests.Sharing;
using Throughline.Tests.Sharing.TwoWorlds;

namespace Throughline.Bench.Sharing;

/// <summary>The proofs of the sharing rule at full length: every cell of its space, and a million pairs of worlds.</summary>
internal static class SharingBench
{
    public static int Policy()
    {
        var space = PolicySpace.Walk(whole: true);
        Console.WriteLine($"{space.Cells:N0} cells by the rule and by the oracle in {space.Took.TotalSeconds:N0} s; the rule alone {space.DecisionsPerSecond:N0} a second; {space.Disagreements:N0} disagreements, {space.Broken:N0} broken invariants");
        Console.WriteLine(space.FirstDisagreement ?? space.FirstBroken ?? "");
        return space.Disagreements + space.Broken == 0 ? 0 : 1;
    }

    /// <summary>Pairs of worlds until there are enough, each base world drawn from a seed of its own; the first seed moves with the clock and is printed.</summary>
    public static async Task<int> TwoWorldsAsync(string[] args)
    {
        var most = Of(args, "--pairs") ?? 1_000_000;
        var seed = (int)(Of(args, "--seed") ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1_000_000);
        var (pairs, differences, seconds) = (0L, 0, 0.0);
        for (; pairs < most; seed++)
        {
            await using var run = await TwoWorldRun.StartAsync(seed);
            run.Progress = line => Console.WriteLine($"seed {seed}: {line}");
            var report = await run.RunAsync(Math.Min(100_000, most - pairs), shareAlone: 0.7);
            (pairs, differences, seconds) = (pairs + report.Pairs, differences + report.Told.Count + report.Restless.Count, seconds + report.Took.TotalSeconds);
            Console.WriteLine($"seed {seed}: {report}");
            Console.WriteLine($"{pairs:N0} pairs, {differences:N0} differences, {pairs / seconds:N0} pairs a second");
            foreach (var line in report.Told.Select(told => told.ToString()).Concat(report.Restless).Take(5))
                Console.WriteLine(line);
        }

        return differences == 0 ? 0 : 1;
    }

    private static long? Of(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : null;
}
