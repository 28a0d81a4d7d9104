using System.Text.Json;
using Shouldly;
using Throughline.Imports;
using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Xunit;
using static Throughline.Tests.Imports.ImportTesting;

namespace Throughline.Tests.Imports;

public sealed class ProfilesTests
{
    public static TheoryData<string> Names => [.. ImportProfiles.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_OfEveryProfile_IsClean(string name)
    {
        var sample = Path.Combine(Root(), "src/Throughline/Imports/Samples", name + ".csv");
        var results = Check(name, File.ReadAllBytes(sample));
        results.OfType<FileProblem>().Select(p => p.Sentence).ShouldBeEmpty();
        results.Bad().SelectMany(b => b.Problems).Select(p => p.Sentence).ShouldBeEmpty();
        results.OfType<FileWarning>().ShouldBeEmpty();
        results.Good().Count.ShouldBeInRange(5, 10);
        results.Good().Select(g => g.Key).Distinct().Count().ShouldBe(results.Good().Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_CheckedTwice_GivesTheSameKeysAndHashes(string name)
    {
        var sample = File.ReadAllBytes(Path.Combine(Root(), "src/Throughline/Imports/Samples", name + ".csv"));
        Check(name, sample).Good().Select(g => (g.Line, g.Key, g.Hash)).ShouldBe(Check(name, sample).Good().Select(g => (g.Line, g.Key, g.Hash)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_IsShippedInTheProgram(string name) => typeof(ImportFile).Assembly.GetManifestResourceNames().ShouldContain($"Samples/{name}.csv");

    [Theory]
    [MemberData(nameof(Names))]
    public void Columns_Examples_AreGoodThemselves(string name)
    {
        var normaliser = new CellNormaliser(AsOf, []);
        foreach (var column in ImportProfiles.Find(name)!.Columns.Where(c => c.Example.Length > 0))
            normaliser.Normalise(column, column.Example, out _).ShouldBeNull($"{name}.{column.Name}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void CanonicalValues_CheckedAgain_DoNotChange(string name)
    {
        var profile = ImportProfiles.Find(name)!;
        foreach (var row in Check(name, File.ReadAllBytes(Path.Combine(Root(), "src/Throughline/Imports/Samples", name + ".csv"))).Good())
        {
            var fields = profile.Columns.Select((c, i) => (c.Name, row.Values[i])).ToDictionary(f => f.Name, f => f.Item2);
            ImportFile.Recheck(profile, null, Options, row.Line, fields).ShouldBeOfType<CheckedRow>().Hash.ShouldBe(row.Hash);
        }
    }

    [Fact]
    public void Document_OfProfiles_IsUpToDate()
    {
        var path = Path.Combine(Root(), "docs/reference/import-profiles.md");
        var now = ImportProfilesDocument.Write();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, now);
        }
        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(now, "run the tests with UPDATE_DOCS=1 to write it again");
    }

    [Fact]
    public void Words_OnScreen_SayPerson()
    {
        var shown = ImportProfilesDocument.Write().Replace("police-nominals", "", StringComparison.Ordinal);
        foreach (var word in (string[])["nominal", "the offender", "offenders", "data subject"]) shown.ShouldNotContain(word, Case.Insensitive);
    }

    [Fact]
    public void Command_ListsEveryProfile()
    {
        using var text = new StringWriter();
        ProfilesCommand.Run(null, json: false, text, TextWriter.Null).ShouldBe(0);
        foreach (var profile in ImportProfiles.All) text.ToString().ShouldContain($"{profile.Name} (version 1)");
        using var json = new StringWriter();
        ProfilesCommand.Build().Parse(["--json", "em-tags"]).Invoke(new() { Output = json }).ShouldBe(0);
        using var parsed = JsonDocument.Parse(json.ToString());
        parsed.RootElement[0].GetProperty("columns").GetArrayLength().ShouldBe(ImportProfiles.Find("em-tags")!.Columns.Count);
        ProfilesCommand.Run("no-such", json: false, TextWriter.Null, TextWriter.Null).ShouldBe(2);
    }

    [Fact]
    public void PersonKey_OfProbationRow_HasTheCrn()
    {
        var results = Check("probation-cases", "crn,pncid,surname,forenames,dob,order_id,order_type,started_on\nx123456,02/73319Z,Okafor,Daniel,17/07/1991,1,CO,2026-01-01\n");
        results.Good().Single().Person.ShouldBe(new PersonKey("X123456", "2002/0073319Z", null, "X123456", null, null, "Okafor", "Daniel", "1991-07-17", null));
    }

    [Fact]
    public void ShippedMappings_FitTheirProfiles()
    {
        ColumnMapping.Shipped.Count.ShouldBe(5);
        foreach (var mapping in ColumnMapping.Shipped)
        {
            mapping.ProblemsFor(ImportProfiles.Find(mapping.Profile)!).ShouldBeEmpty();
            ColumnMapping.Parse(mapping.ToJson()).Mapping!.ToJson().ShouldBe(mapping.ToJson());
        }
    }
}
