using Shouldly;
using Throughline.Review;
using Xunit;

namespace Throughline.Tests.Review;

public sealed class ProposeStatusTests
{
    private static readonly DateOnly On = new(2026, 11, 20);
    private static readonly EngagementEvidence Engages = new("In drug treatment", On, true);
    private static readonly EngagementEvidence Fails = new("Refused a drug test", On, false);
    private static readonly StatusFacts Facts = new() { On = On, QuietDays = 28 };

    private static StatusFacts With(string kind, int daysAgo, params EngagementEvidence[] evidence) =>
        Facts with { Offending = [new(kind, 1, On.AddDays(-daysAgo))], Engagement = evidence };

    [Fact]
    public void InCustody_ProposesBlueWithTheReleaseDate()
    {
        var proposal = ProposeStatus.From(Facts with { Establishment = "HMP Northshire", ExpectedReleaseOn = new(2026, 12, 1), Offending = [new("arrest", 3, On)], AtLargeSince = On });
        proposal.Status.ShouldBe("blue");
        proposal.Because[0].Words.ShouldBe("In custody at HMP Northshire; release is expected on 1 December 2026.");
    }

    [Fact]
    public void IllegallyAtLarge_ProposesRedHoweverQuietAndEngaged() =>
        ProposeStatus.From(Facts with { AtLargeSince = On.AddDays(-3), Engagement = [Engages] }).Status.ShouldBe("red");

    [Theory]
    [InlineData("arrest")]
    [InlineData("charge")]
    [InlineData("intelligence")]
    public void SignsOfOffendingAndNotEngaging_ProposesRed(string kind) => ProposeStatus.From(With(kind, 1, Fails)).Status.ShouldBe("red");

    [Theory]
    [InlineData(27, "red")]
    [InlineData(28, "amber")]
    public void NotEngaging_LastSignOnEitherSideOfTheQuietDays(int daysAgo, string expected) => ProposeStatus.From(With("arrest", daysAgo, Fails)).Status.ShouldBe(expected);

    [Theory]
    [InlineData(27, "amber")]
    [InlineData(28, "green")]
    public void Engaging_LastSignOnEitherSideOfTheQuietDays(int daysAgo, string expected) => ProposeStatus.From(With("intelligence", daysAgo, Engages)).Status.ShouldBe(expected);

    [Theory]
    [InlineData(27, "amber")]
    [InlineData(28, "green")]
    public void ReleasedAndEngaging_CustodyIsNoQuietTime(int daysAgo, string expected) =>
        ProposeStatus.From(Facts with { ReleasedOn = On.AddDays(-daysAgo), Engagement = [Engages] }).Status.ShouldBe(expected);

    [Fact]
    public void SignsOfOffendingAndNothingAboutEngagement_ProposesRedAndSaysSo() =>
        ProposeStatus.From(With("arrest", 1)).Because[^1].Words.ShouldBe("Nothing received says that the person engages.");

    [Fact]
    public void QuietButEngagingAndFailing_ProposesAmber() => ProposeStatus.From(Facts with { Engagement = [Engages, Fails] }).Status.ShouldBe("amber");

    [Fact]
    public void NothingKnown_ProposesAmberNotGreen() => ProposeStatus.From(Facts).Status.ShouldBe("amber");

    [Theory]
    [InlineData(28, "white")]
    [InlineData(27, "red")]
    public void Dormant_StaysUntilThereIsSomethingNew(int daysAgo, string expected) =>
        ProposeStatus.From(With("intelligence", daysAgo) with { CurrentStatus = "white" }).Status.ShouldBe(expected);

    [Fact]
    public void Amber_SaysWhatMakesItGreen() =>
        ProposeStatus.From(Facts).DeEscalationPoint.ShouldBe("Green when there are 28 days without intelligence or arrest and the person keeps appointments.");
}
