using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Shouldly;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>What the log says of requests that the gates refused, and how the log is written.</summary>
public sealed class RefusedRequestsTests
{
    [Fact]
    public async Task Refusals_OfTheGate_AreLoggedWithAReferenceAndNobodysName()
    {
        var log = new Captured();
        await using var site = await Site.StartAsync(also: services => services.AddLogging(logging => logging.AddProvider(log)));
        var person = Guid.CreateVersion7();
        using var coordinator = await site.SignInAsync("coordinator");
        (await coordinator.GetAsync($"/people/{person}?name=Quillfeather")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await coordinator.GetAsync("/users")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await coordinator.GetAsync("/cohort?handler=Csv")).Path.ShouldStartWith("/step-up");
        var lines = log.Lines.Where(line => line.Contains("Refused (", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(3, string.Join('\n', lines));
        lines[0].ShouldContain("Refused (NotThere): GET people/{id}");
        lines[1].ShouldContain("Refused (NotThere): GET users");
        lines[2].ShouldContain("Refused (StepUp): GET cohort");
        var session = await Keeping.Keepers.AskDatabaseAsync<Guid>(site.World, "select id from session");
        lines.ShouldAllBe(line => line.Contains(session.ToString(), StringComparison.Ordinal) && line.Contains("reference ", StringComparison.Ordinal));
        foreach (var personal in new[] { person.ToString(), "Quillfeather", "Cora", "north.example", site.World.As("coordinator").User.ToString() })
            lines.ShouldAllBe(line => !line.Contains(personal, StringComparison.Ordinal), personal);
    }

    /// <summary>A value with line ends and quotes stays one value of one line, whatever it pretends to be.</summary>
    [Fact]
    public async Task LogLine_WithAValueThatPretends_IsStillOneObjectInUtc()
    {
        await using var site = await Site.StartAsync();
        site.App.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName.ShouldBe(ConsoleFormatterNames.Json);
        var formatter = site.App.Services.GetServices<ConsoleFormatter>().Single(one => one.Name == ConsoleFormatterNames.Json);
        const string Hostile = "x\r\n{\"Timestamp\":\"2026-01-01\",\"Message\":\"signed in\"}\n\u001b[2J\"";
        using var line = new StringWriter();
        formatter.Write(new LogEntry<string>(LogLevel.Warning, "test", default, Hostile, null, (state, _) => state), null, line);
        var written = line.ToString().TrimEnd('\n');
        written.ShouldNotContain('\n');
        written.ShouldNotContain('\r');
        written.ShouldNotContain('\u001b');
        using var entry = JsonDocument.Parse(written);
        entry.RootElement.GetProperty("Message").GetString().ShouldBe(Hostile);
        entry.RootElement.GetProperty("Timestamp").GetString()!.ShouldEndWith("Z");
    }
}
