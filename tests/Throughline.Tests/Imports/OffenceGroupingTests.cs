using Shouldly;
using Throughline.Imports;
using Xunit;
using Xunit.Abstractions;
using static Throughline.Tests.Imports.ImportTesting;

namespace Throughline.Tests.Imports;

public sealed class OffenceGroupingTests(ITestOutputHelper output)
{
    private static readonly OffenceGrouping Groups = OffenceGrouping.Shipped();

    [Theory]
    [InlineData("28E", "burglary-residential")]
    [InlineData("28e", "burglary-residential")]
    [InlineData("02801", "burglary-residential")]
    [InlineData("028/01", "burglary-residential")]
    [InlineData("29A", "burglary-residential")]
    [InlineData("30C", "burglary-business")]
    [InlineData("34A", "robbery-business")]
    [InlineData("34B", "robbery-personal")]
    [InlineData("39", "theft-person")]
    [InlineData("45", "theft-from-vehicle")]
    [InlineData("48", "theft-vehicle")]
    [InlineData("37/2", "theft-vehicle")]
    [InlineData("37.2", "theft-vehicle")]
    [InlineData("126", "vehicle-interference")]
    [InlineData("46", "shoplifting")]
    [InlineData("54", "handling")]
    [InlineData("56A", "arson")]
    [InlineData("58C", "criminal-damage")]
    [InlineData("92A", "drugs-supply")]
    [InlineData("92E", "drugs-possession")]
    [InlineData("8N", "violence-injury")]
    [InlineData("105A", "violence-no-injury")]
    [InlineData("1", "homicide")]
    [InlineData("TH68010", "shoplifting")]
    [InlineData("TH68001", "theft-person")]
    [InlineData("COML025", "homicide")]
    [InlineData("CJ03510", "breach")]
    [InlineData("00100", "homicide")]
    [InlineData("04600", "shoplifting")]
    [InlineData("13001", "theft-vehicle")]
    [InlineData("83", "breach")]
    [InlineData("", "other")]
    [InlineData(null, "other")]
    [InlineData("ZZZZZZZ", "other")]
    [InlineData("99999999999999999999999999999999", "other")]
    public void Group_Code_IsKnown(string? code, string group) => Groups.Group(code).ShouldBe(group);

    [Theory]
    [InlineData("Burglary dwelling - with intent to steal", "burglary-residential")]
    [InlineData("Attempt theft from a motor vehicle", "theft-from-vehicle")]
    [InlineData("POSSESS CONTROLLED DRUG WITH INTENT TO SUPPLY - CLASS A - HEROIN", "drugs-supply")]
    [InlineData("Possess cannabis - a class B controlled drug", "drugs-possession")]
    [InlineData("Fail to comply with the requirements of a community order", "breach")]
    [InlineData("Application to amend a community order", "other")]
    [InlineData("Selling edible crab with spawn attached", "other")]
    public void Group_WordsAlone_AreUnderstood(string words, string group) => Groups.Group(null, words).ShouldBe(group);

    [Fact]
    public void Group_Code_CountsBeforeWords() => Groups.Group("28E", "Robbery").ShouldBe("burglary-residential");

    [Fact]
    public void Shipped_BeforeItsSources_HoldsNothing() => OffenceGrouping.Shipped(new DateOnly(2000, 1, 1)).Find("28E").ShouldBeNull();

    [Fact]
    public void Coverage_OfThePublishedLists_IsMeasured()
    {
        Measure("reference/cjs_offence_codes.csv", "CJS", 0, 2, 0.70);
        Measure("reference/ho_offence_actuarial_mapping.csv", "Home Office", 0, 3, 0.45);
    }

    private void Measure(string path, string name, int code, int words, double most)
    {
        if (SharedData(path) is not { } file)
        {
            output.WriteLine($"Skipped: shared/data/{path} is not on this machine.");
            return;
        }
        var rows = Rows(Open(File.ReadAllBytes(file))).Skip(1).ToList();
        var both = rows.Count(r => Groups.Group(r[code], r[words]) == OffenceGrouping.Other);
        var alone = rows.Count(r => Groups.Group(r[code]) == OffenceGrouping.Other);
        output.WriteLine($"{name}: {rows.Count:N0} codes, 'other' {(double)both / rows.Count:P1} with words, {(double)alone / rows.Count:P1} by code alone");
        ((double)both / rows.Count).ShouldBeLessThan(most);
    }
}
