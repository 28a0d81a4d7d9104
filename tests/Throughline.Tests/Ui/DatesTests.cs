using Shouldly;
using Throughline.Ui;
using Xunit;

namespace Throughline.Tests.Ui;

public sealed class DatesTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Fact]
    public void Date_InWords() => Today.ToWords().ShouldBe("20 November 2026");

    [Fact]
    public void Date_InOtherWords()
    {
        new DateOnly(2026, 1, 2).ToShortWords().ShouldBe("2 Jan 2026");
        Today.ToWordsWithWeekday().ShouldBe("Friday 20 November 2026");
        default(DateOnly?).ToWords("Not known").ShouldBe("Not known");
    }

    [Theory]
    [InlineData(14, 30, "2:30pm")]
    [InlineData(9, 0, "9am")]
    [InlineData(12, 0, "midday")]
    [InlineData(12, 5, "12:05pm")]
    [InlineData(0, 0, "midnight")]
    [InlineData(0, 1, "12:01am")]
    [InlineData(11, 59, "11:59am")]
    public void Time_InWords(int hour, int minute, string words) => new TimeOnly(hour, minute).ToWords().ShouldBe(words);

    [Theory]
    [InlineData("2026-11-20T14:30:00Z", "20 November 2026 at 2:30pm")]
    [InlineData("2026-07-01T23:30:00Z", "2 July 2026 at 12:30am")]
    public void Instant_IsShownByTheClockInBritain(string instant, string words) =>
        DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).ToWords().ShouldBe(words);

    [Theory]
    [InlineData("2000-11-20", "2026-11-20", 26)]
    [InlineData("2000-11-21", "2026-11-20", 25)]
    [InlineData("2004-02-29", "2022-02-28", 17)]
    [InlineData("2004-02-29", "2022-03-01", 18)]
    [InlineData("2004-02-29", "2024-02-29", 20)]
    [InlineData("2026-11-20", "2026-11-20", 0)]
    public void Age_ChangesOnTheBirthday(string born, string on, int age) => Dates.AgeOn(Day(born), Day(on)).ShouldBe(age);

    [Fact]
    public void Age_BeforeTheBirth_IsRefused() => Should.Throw<ArgumentOutOfRangeException>(() => Dates.AgeOn(Today, Today.AddDays(-1)));

    [Theory]
    [InlineData(0, "today")]
    [InlineData(1, "yesterday")]
    [InlineData(-1, "tomorrow")]
    [InlineData(3, "3 days ago")]
    [InlineData(13, "13 days ago")]
    [InlineData(14, "2 weeks ago")]
    [InlineData(61, "2 months ago")]
    [InlineData(729, "23 months ago")]
    [InlineData(731, "2 years ago")]
    [InlineData(-5, "in 5 days")]
    public void Days_Ago(int days, string words) => Today.AddDays(-days).Ago(Today).ShouldBe(words);

    [Theory]
    [InlineData(30, "just now")]
    [InlineData(60, "1 minute ago")]
    [InlineData(3599, "59 minutes ago")]
    [InlineData(3600, "1 hour ago")]
    [InlineData(86400 * 3, "3 days ago")]
    public void Moments_Ago(int seconds, string words)
    {
        var now = new DateTimeOffset(2026, 11, 20, 14, 0, 0, TimeSpan.Zero);
        now.AddSeconds(-seconds).Ago(now).ShouldBe(words);
    }

    [Fact]
    public void Counts_HaveTheRightWord()
    {
        Dates.Count(1, "person", "people").ShouldBe("1 person");
        Dates.Count(1200, "person", "people").ShouldBe("1,200 people");
        Dates.Count(0, "row").ShouldBe("0 rows");
    }

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
