using Shouldly;
using Xunit;

namespace Throughline.Scoring.Tests;

public sealed class OffenceGroupsTests
{
    [Theory]
    [InlineData("28E", "burglary-residential")]
    [InlineData("28h", "burglary-residential")]
    [InlineData("29A", "burglary-residential")]
    [InlineData("02800", "burglary-residential")]
    [InlineData("028/03", "burglary-residential")]
    [InlineData("30C", "burglary-business")]
    [InlineData("31A", "burglary-business")]
    [InlineData("03002", "burglary-business")]
    [InlineData("34A", "robbery-business")]
    [InlineData("34B", "robbery-personal")]
    [InlineData("03401", "robbery-personal")]
    [InlineData("39", "theft-person")]
    [InlineData("45", "theft-from-vehicle")]
    [InlineData("04510", "theft-from-vehicle")]
    [InlineData(" 48 ", "theft-vehicle")]
    [InlineData("37/2", "theft-vehicle")]
    [InlineData("03701", "violence-injury")]
    [InlineData("13001", "theft-vehicle")]
    [InlineData("13002", "theft-other")]
    [InlineData("126", "vehicle-interference")]
    [InlineData("12600", "vehicle-interference")]
    [InlineData("46", "shoplifting")]
    [InlineData("44", "theft-other")]
    [InlineData("54", "handling")]
    [InlineData("NFIB", "fraud")]
    [InlineData("1", "homicide")]
    [InlineData("00101", "homicide")]
    [InlineData("8N", "violence-injury")]
    [InlineData("00806", "violence-injury")]
    [InlineData("00826", "weapons")]
    [InlineData("00831", "breach")]
    [InlineData("10501", "violence-no-injury")]
    [InlineData("19C", "sexual")]
    [InlineData("66", "public-order")]
    [InlineData("58D", "criminal-damage")]
    [InlineData("56A", "arson")]
    [InlineData("92A", "drugs-supply")]
    [InlineData("09249", "drugs-supply")]
    [InlineData("09250", "drugs-possession")]
    [InlineData("92E", "drugs-possession")]
    [InlineData("80301", "motoring")]
    [InlineData("99", "other")]
    public void FromHomeOfficeCode_OfEachForm_GivesTheGroup(string code, string id) =>
        OffenceGroups.FromHomeOfficeCode(code).ShouldNotBeNull().Id().ShouldBe(id);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("28Z")]
    [InlineData("2800")]
    [InlineData("40001")]
    [InlineData("028-03")]
    [InlineData("TH68001")]
    public void FromHomeOfficeCode_NotACode_IsNull(string? code) => OffenceGroups.FromHomeOfficeCode(code).ShouldBeNull();

    [Fact]
    public void Ids_AndEnumeration_Agree()
    {
        OffenceGroups.Count.ShouldBe(Enum.GetValues<OffenceGroup>().Length);
        CompiledMatrix.Cells.ShouldBe(OffenceGroups.Count * EventKinds.Ids.Count);
        foreach (var group in Enum.GetValues<OffenceGroup>())
        {
            OffenceGroups.TryParse(group.Id(), out var parsed).ShouldBeTrue();
            parsed.ShouldBe(group);
            group.Id().Replace("-", string.Empty, StringComparison.Ordinal).ShouldBe(group.ToString().ToLowerInvariant());
        }

        foreach (var kind in Enum.GetValues<EventKind>())
        {
            EventKinds.TryParse(kind.Id(), out var parsed).ShouldBeTrue();
            parsed.ShouldBe(kind);
        }
    }
}
