using System.Text.Json;
using Shouldly;
using Throughline.Ui.Forms;
using Xunit;

namespace Throughline.Tests.Ui;

public sealed class FormBindingTests(UiHost host) : IClassFixture<UiHost>
{
    [Theory]
    [InlineData("27", "3", "2007", "2007-03-27")]
    [InlineData(" 1 ", "march", "1987", "1987-03-01")]
    [InlineData("29", "Feb", "2024", "2024-02-29")]
    [InlineData("09", "09", "1999", "1999-09-09")]
    public async Task Date_FromThreeBoxes_IsRead(string day, string month, string year, string expected)
    {
        var answer = await PostAsync(day, month, year);
        answer.GetProperty("bornOn").GetString().ShouldBe(expected);
        answer.GetProperty("valid").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "", "", "Enter date of birth")]
    [InlineData("27", "", "2007", "Date of birth must include a month")]
    [InlineData("", "", "2007", "Date of birth must include a day and month")]
    [InlineData("31", "2", "2007", "Date of birth must be a real date")]
    [InlineData("29", "2", "2023", "Date of birth must be a real date")]
    [InlineData("0", "2", "2023", "Date of birth must be a real date")]
    [InlineData("1", "13", "2023", "Date of birth must be a real date")]
    [InlineData("1", "x", "2023", "Date of birth must be a real date")]
    [InlineData("1", "1", "87", "Date of birth: the year must have 4 numbers")]
    [InlineData("-1", "1", "1987", "Date of birth must be a real date")]
    public async Task Date_ThatIsNotOne_SaysWhatIsWrong(string day, string month, string year, string expected)
    {
        var answer = await PostAsync(day, month, year);
        answer.GetProperty("valid").GetBoolean().ShouldBeFalse();
        answer.GetProperty("bornOn").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.GetProperty("errors").GetProperty("BornOn").GetString().ShouldBe(expected);
        answer.GetProperty("errors").EnumerateObject().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Blanks_ThatMayBeBlank_LeaveTheFormValid()
    {
        var answer = await PostAsync("/api/read-properties", ("EndsOn.Day", ""), ("EndsOn.Month", ""), ("EndsOn.Year", ""),
            ("StartsAt", ""), ("FinishesAt", "5pm"), ("MeetsAt", "9am"));
        answer.GetProperty("errors").EnumerateObject().ShouldBeEmpty();
        answer.GetProperty("valid").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Blanks_ThatMayNot_AreAskedFor()
    {
        var answer = await PostAsync("/api/read-properties", ("EndsOn", ""), ("StartsAt", ""), ("FinishesAt", ""), ("MeetsAt", " "));
        answer.GetProperty("errors").EnumerateObject().Select(e => e.Value.GetString()).ShouldBe(["Enter finishes at", "Enter meets at"], ignoreOrder: true);
    }

    [Fact]
    public async Task Date_InAnAddress_IsReadAsIso()
    {
        var answer = JsonDocument.Parse(await host.Client.GetStringAsync("/api/read-form?BornOn=2026-11-20")).RootElement;
        answer.GetProperty("bornOn").GetString().ShouldBe("2026-11-20");
    }

    [Theory]
    [InlineData("31", "2", "2007", "day")]
    [InlineData("1", "13", "2007", "month")]
    [InlineData("1", "1", "07", "year")]
    [InlineData("1", "", "", "month")]
    public void DateParts_WhenWrong_NamesTheFirstBoxAtFault(string day, string month, string year, string box) =>
        new DateParts(day, month, year).Read("Date").Faults.First.ShouldBe(box);

    [Theory]
    [InlineData("2:30pm", "14:30")]
    [InlineData("2.30 PM", "14:30")]
    [InlineData("14:30", "14:30")]
    [InlineData("1430", "14:30")]
    [InlineData("930", "09:30")]
    [InlineData("9am", "09:00")]
    [InlineData("12am", "00:00")]
    [InlineData("12:15 pm", "12:15")]
    [InlineData("midday", "12:00")]
    [InlineData("midnight", "00:00")]
    public void Time_AsPeopleWriteIt_IsRead(string text, string expected) =>
        TimeText.Read(text)?.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);

    [Theory]
    [InlineData("25:00")]
    [InlineData("14:60")]
    [InlineData("13pm")]
    [InlineData("0am")]
    [InlineData("2")]
    [InlineData("half two")]
    [InlineData("1:2:3")]
    [InlineData("pm")]
    [InlineData("")]
    public void Time_ThatIsNotOne_IsNot(string text) => TimeText.Read(text).ShouldBeNull();

    private Task<JsonElement> PostAsync(string day, string month, string year) =>
        PostAsync("/api/read-form", ("BornOn.Day", day), ("BornOn.Month", month), ("BornOn.Year", year), ("StartsAt", ""));

    private async Task<JsonElement> PostAsync(string url, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var response = await host.Client.PostAsync(url, form);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
