using System.Reflection;
using Shouldly;
using Throughline.Imports.Profiles;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Imports.TakeIn;

public sealed class EveryProfileTests
{
    public static TheoryData<string> Names => new(ImportProfiles.All.Select(profile => profile.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task SampleFile_GoesIn_AndTwiceChangesNothing(string profile)
    {
        await using var world = await World.CreateAsync();
        if (profile is "police-events" or "predictor-scores")
            await world.SendAsync("police-nominals", Sample("police-nominals"));
        if (profile is "predictor-scores")
            await world.SendAsync("probation-cases", Sample("probation-cases"));
        var first = (await world.SendAsync(profile, Sample(profile))).Report;
        first.FileRefused.ShouldBeNull();
        first.Quarantined.ShouldBe(0);
        first.New.ShouldBeGreaterThan(0);
        var second = (await world.SendAsync(profile, Sample(profile))).Report;
        (second.New, second.Changed, second.Withdrawn).ShouldBe((0, 0, 0));
        second.Unchanged.ShouldBe(first.New);
    }

    private static string Sample(string profile)
    {
        using var reader = new StreamReader(typeof(ImportProfiles).Assembly.GetManifestResourceStream($"Samples/{profile}.csv")!);
        return reader.ReadToEnd();
    }
}
