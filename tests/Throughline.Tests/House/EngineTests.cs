using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Throughline.Tests.House;

/// <summary>Engines are mathematics: arrays in, results out, with no database, web, clock, log or program around them.</summary>
public sealed partial class EngineTests
{
    private static IEnumerable<string> Folders() =>
        Directory.GetDirectories(Path.Combine(Checkout.Root, "src")).Where(folder => Path.GetFileName(folder).StartsWith("Throughline.", StringComparison.Ordinal)).Append(Path.Combine(Checkout.Root, "demo/Throughline.Demo")).Select(folder => Path.GetRelativePath(Checkout.Root, folder));

    [Fact]
    public void Engines_AreThere() => Folders().Count().ShouldBeGreaterThan(2);

    [Fact]
    public void Projects_ReferenceNothingButOtherEngines()
    {
        foreach (var folder in Folders())
        {
            var project = Platform.SafeXml.Element(Checkout.Read($"{folder}/{Path.GetFileName(folder)}.csproj"));
            project.Attribute("Sdk")!.Value.ShouldBe("Microsoft.NET.Sdk", folder);
            project.Descendants("FrameworkReference").ShouldBeEmpty(folder);
            project.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value).Where(name => !name.StartsWith("System.Numerics", StringComparison.Ordinal)).ShouldBeEmpty(folder);
            project.Descendants("ProjectReference").Select(reference => Path.GetFileName(reference.Attribute("Include")!.Value)).ShouldNotContain("Throughline.csproj", folder);
        }
    }

    [Fact]
    public void Source_KnowsNoDatabaseWebClockOrLog()
    {
        var wrong = Folders().SelectMany(folder => Checkout.Files(folder, ".cs").SelectMany(file => WorldlyWords(file.Text).Select(word => $"{folder}/{file.Path}: {word}")));
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("using Npgsql;")]
    [InlineData("using Microsoft.AspNetCore.Http;")]
    [InlineData("var now = DateTimeOffset.UtcNow;")]
    [InlineData("double Score(TimeProvider clock)")]
    [InlineData("Console.WriteLine(1);")]
    [InlineData("using var stream = File.OpenRead(path);")]
    public void WorldlyWord_Planted_IsFound(string line) => WorldlyWords("namespace X;\n" + line).ShouldHaveSingleItem();

    [Fact]
    public void WorldlyWord_InAComment_IsLeftAlone() => WorldlyWords("/// <summary>Takes no TimeProvider.</summary>").ShouldBeEmpty();

    private static IEnumerable<string> WorldlyWords(string text) =>
        text.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)).SelectMany(line => Worldly().Matches(line).Select(match => match.Value));

    [GeneratedRegex(@"\b(Npgsql|Dapper|Microsoft\.(AspNetCore|EntityFrameworkCore|Extensions)|System\.(Data|Net)\b|TimeProvider|DateTime(Offset)?\.(Now|UtcNow|Today)|Stopwatch|Console\.|Environment\.(?!NewLine)|ILogger|File\.)")]
    private static partial Regex Worldly();
}
