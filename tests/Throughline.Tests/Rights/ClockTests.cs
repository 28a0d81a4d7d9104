using Shouldly;
using Throughline.Rights.SubjectAccess;
using Xunit;

namespace Throughline.Tests.Rights;

public sealed class ClockTests
{
    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Clock Of(string received, bool extended = false, params Pause[] pauses) => new(Day(received), null, null, extended, pauses);

    [Theory]
    [InlineData("2026-11-20", "2026-12-20")]
    [InlineData("2026-01-31", "2026-02-28")]
    [InlineData("2028-01-31", "2028-02-29")]
    [InlineData("2026-01-28", "2026-02-28")]
    [InlineData("2026-03-31", "2026-04-30")]
    [InlineData("2026-04-30", "2026-05-30")]
    [InlineData("2026-12-31", "2027-01-31")]
    public void Month_FromADay_EndsOnTheSameNumberOrTheLastDay(string received, string due)
    {
        var clock = Of(received);
        clock.DueOn.ShouldBe(Day(due));
        clock.IsOverdueOn(Day(due)).ShouldBeFalse("the last day is in time");
        clock.IsOverdueOn(Day(due).AddDays(1)).ShouldBeTrue("the day after is late");
    }

    [Theory]
    [InlineData("2026-11-20", "2027-02-20")]
    [InlineData("2026-11-30", "2027-02-28")]
    public void Extension_AddsTwoMonthsToTheFirstDay(string received, string due)
    {
        Of(received, extended: true).DueOn.ShouldBe(Day(due));
        Of(received, extended: true).LastDayToExtend.ShouldBe(Of(received).DueOn);
    }

    [Fact]
    public void Identity_AskedFor_BeginsTheClockWhenShown()
    {
        var asked = new Clock(Day("2026-11-20"), Day("2026-11-21"), null, false, []);
        asked.DueOn.ShouldBeNull();
        asked.IsOverdueOn(Day("2027-11-20")).ShouldBeFalse();
        (asked with { IdentityCheckedOn = Day("2026-11-30") }).DueOn.ShouldBe(Day("2026-12-30"));
        (asked with { IdentityCheckedOn = Day("2026-11-01") }).DueOn.ShouldBe(Day("2026-12-20"), "never before the request");
        (asked with { IdentityAskedOn = null, IdentityCheckedOn = Day("2026-11-30") }).DueOn.ShouldBe(Day("2026-12-20"), "nobody asked, so nothing waits");
    }

    [Fact]
    public void Question_StopsTheClockForAsLongAsItIsOpen()
    {
        Of("2026-11-20", false, new Pause(Day("2026-11-25"), null)).DueOn.ShouldBeNull();
        Of("2026-11-20", false, new Pause(Day("2026-11-25"), Day("2026-12-02"))).DueOn.ShouldBe(Day("2026-12-27"));
        Of("2026-11-20", false, new Pause(Day("2026-11-25"), Day("2026-11-25"))).DueOn.ShouldBe(Day("2026-12-20"));
        Of("2026-11-20", true, new Pause(Day("2026-11-25"), Day("2026-12-02")), new Pause(Day("2026-12-10"), Day("2026-12-11"))).DueOn.ShouldBe(Day("2027-02-28"));
    }
}
