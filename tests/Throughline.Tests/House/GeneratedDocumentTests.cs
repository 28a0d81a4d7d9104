using System.Text.Json;
using Shouldly;
using Throughline.Access;
using Throughline.Cli;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.House;

/// <summary>Documents that the program writes about itself. UPDATE_DOCS=1 writes them anew.</summary>
public sealed class GeneratedDocumentTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task AccessMatrix_IsWhatTheProgramDoes()
    {
        await using var site = await Site.StartAsync();
        Same("docs/reference/access-matrix.md", AccessMatrixCommand.Render(EndpointCensus.Rows(site.App)));
    }

    [Fact]
    public async Task OpenApi_IsWhatTheProgramDoes()
    {
        await using var site = await Site.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        var answer = await client.GetStringAsync(new Uri("/api/v1/openapi.json", UriKind.Relative));
        using var document = JsonDocument.Parse(answer);
        var paths = document.RootElement.GetProperty("paths");
        paths.EnumerateObject().Count().ShouldBeGreaterThan(10);
        // where this run happened to listen is not part of the contract
        var contract = JsonSerializer.Serialize(document.RootElement.EnumerateObject().Where(p => p.Name != "servers").ToDictionary(p => p.Name, p => p.Value), Indented);
        Same("docs/reference/openapi.json", contract + "\n");
    }

    private static void Same(string path, string now)
    {
        var file = Path.Combine(Platform.Home.Folder, path);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(file, now);
        File.Exists(file).ShouldBeTrue($"{path} is missing: run the tests with UPDATE_DOCS=1");
        File.ReadAllText(file).ShouldBe(now, $"{path} is out of date: run the tests with UPDATE_DOCS=1 and read the difference");
    }
}
