using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>
/// Two worlds, with and without something hidden: nobody from whom it is hidden can tell them apart by anything they ask. The
/// bench asks a million pairs, of many base worlds.
/// </summary>
public sealed class TwoWorldsTests(ITestOutputHelper output)
{
    private const int Seed = 998836;

    [Fact]
    public async Task EveryAnswer_WithAndWithoutAHiddenThing_IsTheSame()
    {
        await using var run = await TwoWorldRun.StartAsync(Seed);
        run.Progress = output.WriteLine;
        var report = await run.RunAsync(most: 20_000, shareAlone: 0.72);

        output.WriteLine($"seed {Seed}: {report}; {run.Things.Count} hidden things, {run.Asks.Count} requests in the script");
        foreach (var group in report.Told.GroupBy(told => told.Ask.Route).Take(40))
            output.WriteLine($"\n== {group.Count()} of {group.Key}, as {string.Join(", ", group.Select(told => told.Looker).Distinct())}; of {string.Join("; ", group.Select(told => told.Hidden.Name).Distinct().Take(6))}; e.g. {group.First()}");
        foreach (var restless in report.Restless.Take(20))
            output.WriteLine("\n== not the same by itself: " + restless);
        output.WriteLine("never a page: " + string.Join(", ", run.Routes.Except(report.Answered)));
        report.Told.Select(told => told.ToString()).Take(5).ShouldBeEmpty();
        report.Restless.Take(5).ShouldBeEmpty();
        report.Pairs.ShouldBeGreaterThanOrEqualTo(20_000);
        report.ShouldHaveMetEverything(run);
    }
}

internal static class Coverage
{
    /// <summary>Every kind of thing, owner, way of hiding, kind of viewer and address was in a pair; every address gave somebody a page; a good part of the pairs are pages.</summary>
    public static void ShouldHaveMetEverything(this RunReport report, TwoWorldRun run)
    {
        run.Things.Select(thing => thing.Kind).Except(report.Kinds).ShouldBeEmpty("kinds of thing");
        run.Things.Select(thing => thing.Owner).Except(report.Owners).ShouldBeEmpty("owners");
        Enum.GetValues<Way>().Except(report.Ways).ShouldBeEmpty("ways of hiding");
        Onlookers.All.Except(report.Lookers).ShouldBeEmpty("kinds of viewer");
        // what says something new at each asking is not compared, whoever asks
        var grows = run.Asks.GroupBy(ask => ask.Route).Where(group => group.All(LawfulSight.Grows)).Select(group => group.Key).ToList();
        run.Routes.Except(report.Routes).Except(grows).ShouldBeEmpty("addresses");
        run.Routes.Except(report.Answered).Except(Script.NobodysPage.Keys).Except(grows).ShouldBeEmpty("addresses that gave somebody a page");
        (report.Pages * 100 / report.Pairs).ShouldBeGreaterThanOrEqualTo(30, "pages among the pairs, in a hundred");
        LawfulSight.All.Select(sight => sight.Name).Except(report.Lawful).ShouldBeEmpty("lawful sights that showed nothing");
    }
}
