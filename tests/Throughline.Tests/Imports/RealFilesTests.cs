using Shouldly;
using Throughline.Imports;
using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Xunit;
using Xunit.Abstractions;
using static Throughline.Tests.Imports.ImportTesting;

namespace Throughline.Tests.Imports;

public sealed class RealFilesTests(ITestOutputHelper output)
{
    private const string Crime = "crime/uk_police_recorded_crime/";

    [Fact]
    public void CityOfLondon_36Months_GivesThePublishedCounts()
    {
        if (Read(Crime + "city_of_london_2021-09_2024-08_street.csv", "police-uk-crime") is not { } results) return;
        var profile = ImportProfiles.Find("police-uk-crime")!;
        var end = results.End();
        results.Bad().ShouldBeEmpty();
        end.Rows.ShouldBe(27_422);
        var withId = results.Good().Where(r => r.Values[profile.IndexOf("crime_id")] is not null).ToList();
        (withId.Count + end.Identical).ShouldBe(25_458);
        withId.Select(r => r.Key).Distinct().Count().ShouldBe(24_999);
        results.Good().Count(r => r.Values[profile.IndexOf("crime_id")] is null).ShouldBe(1_964);
        (end.Identical, end.Replaced).ShouldBe((24, 435));
        var all = results.Good().Count(r => r.Values[profile.IndexOf("longitude")] is null);
        output.WriteLine($"without coordinates: {all} among rows given, identical rows not counted");
        all.ShouldBe(2_146);
        Rows(Open(File.ReadAllBytes(SharedData(Crime + "city_of_london_2021-09_2024-08_street.csv")!))).Count(r => r[4].Length == 0).ShouldBe(2_147);
        results.Good().Select(r => r.Key).Distinct().Count().ShouldBe(24_999 + 1_964);
    }

    [Fact]
    public void CityOfLondon_SentAgain_GivesTheSameKeysAndHashes()
    {
        if (Read(Crime + "city_of_london_2021-09_2024-08_street.csv", "police-uk-crime") is not { } once) return;
        var again = Read(Crime + "city_of_london_2021-09_2024-08_street.csv", "police-uk-crime")!;
        again.Good().Select(r => (r.Key, r.Hash)).ShouldBe(once.Good().Select(r => (r.Key, r.Hash)));
    }

    [Theory]
    [InlineData("nottingham_burglary.csv", "Burglary", 1_795)]
    [InlineData("nottingham_robbery.csv", "Robbery", 555)]
    [InlineData("lancashire_asb_2022.tab.gz", "Anti-social behaviour", 56_434)]
    public void OtherVariants_WithTheCrimeTypeGiven_AreReadWhole(string file, string type, int rows)
    {
        var options = Options with { Constants = new Dictionary<string, string> { ["crime_type"] = type } };
        if (Read(Crime + file, "police-uk-crime", null, options) is not { } results) return;
        results.Bad().ShouldBeEmpty();
        (results.End().Rows, results.Good().Count).ShouldBe((rows, rows));
        results.Good().Select(r => r.Key).Distinct().Count().ShouldBe(rows);
    }

    [Fact]
    public void OtherVariants_WithoutTheCrimeType_SayWhatIsMissing()
    {
        if (Read(Crime + "nottingham_burglary.csv", "police-uk-crime") is not { } results) return;
        results.Problem().ShouldContain("crime_type");
    }

    [Theory]
    [InlineData("reference/cjs_offence_codes.csv", "offence-codes-cjs", 24_960)]
    [InlineData("reference/ho_offence_actuarial_mapping.csv", "offence-codes-ho", 3_039)]
    [InlineData("actuarial/home_office_offence_codes.csv", "offence-codes-ho", 3_039)]
    [InlineData("reference/cchi_2020_by_recorded_crime_code.csv", "offence-weights", 122)]
    [InlineData("reference/ogrs3_weight_by_offence_code.csv", "offence-weights", 3_022)]
    [InlineData("reoffending/nij_georgia_parole/people.csv.gz", "nij-georgia-parole", 25_780)]
    public void ReferenceFiles_ThroughTheShippedMappings_AreReadWhole(string path, string profile, int rows)
    {
        var mapping = path switch
        {
            _ when path.Contains("cjs_offence") => Shipped("cjs-offence-codes", "CJS offence codes"),
            _ when path.Contains("ho_offence_actuarial") => Shipped("ho", "Home Office codes, actuarial"),
            _ when path.Contains("home_office_offence") => Shipped("ho", "Home Office codes, hmpps"),
            _ when path.Contains("cchi") => Shipped("cchi", "Cambridge"),
            _ when path.Contains("ogrs3") => Shipped("ogrs3", "OGRS3"),
            _ => null,
        };
        if (Read(path, profile, mapping) is not { } results) return;
        foreach (var bad in results.Bad().Take(5)) output.WriteLine(bad.Problems[0].Sentence);
        output.WriteLine(results.End().ToString());
        results.OfType<FileWarning>().Where(w => w.Sentence.Contains("left out")).ShouldBeEmpty();
        results.End().Rows.ShouldBe(rows);
        (results.Good().Count + results.End().Identical + results.Bad().Count).ShouldBe(rows);
        results.Bad().Count.ShouldBe(0);
    }

    private static ColumnMapping Shipped(string _, string name) => ColumnMapping.Shipped.Single(m => m.Name.StartsWith(name, StringComparison.Ordinal));

    private List<ReadResult>? Read(string path, string profile, ColumnMapping? mapping = null, CheckOptions? options = null)
    {
        if (SharedData(path) is { } file)
            return [.. ImportFile.Check(File.OpenRead(file), Path.GetFileName(file), ImportProfiles.Find(profile)!, mapping, options ?? Options)];
        output.WriteLine($"Skipped: shared/data/{path} is not on this machine.");
        return null;
    }
}
