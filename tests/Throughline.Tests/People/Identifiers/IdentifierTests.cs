using Shouldly;
using Throughline.People.Identifiers;
using Xunit;

namespace Throughline.Tests.People.Identifiers;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("81/34U", "1981/0000034U")]
    [InlineData("02/73319Z", "2002/0073319Z")]
    [InlineData("79/163001B", "1979/0163001B")]
    [InlineData("67/9893091D", "1967/9893091D")]
    [InlineData("2002/0073319Z", "2002/0073319Z")]
    [InlineData("20020073319Z", "2002/0073319Z")]
    [InlineData(" 02/73319z ", "2002/0073319Z")]
    [InlineData("0273319Z", "2002/0073319Z")]
    [InlineData("02-73319Z", "2002/0073319Z")]
    [InlineData("02/73319A", null, "WrongCheck")]
    [InlineData("02/73391Z", null, "WrongCheck")]
    [InlineData("2/73319Z", null, "WrongShape")]
    [InlineData("02/12345678Z", null, "WrongShape")]
    [InlineData("=HYPERLINK()", null, "WrongShape")]
    [InlineData("", null, "Blank")]
    [InlineData(null, null, "Blank")]
    public void Pncid_Parse(string? text, string? canonical, string fault = "None") => Same(Pncid.Parse(text, 2026), canonical, fault);

    [Theory]
    [InlineData("65656/91H", "065656/91H")]
    [InlineData("065656/91h", "065656/91H")]
    [InlineData("06565691H", "065656/91H")]
    [InlineData("SF05/482703J", "SF05/482703J")]
    [InlineData("sf05482703j", "SF05/482703J")]
    [InlineData("SF83/50058Z", "SF83/50058Z")]
    [InlineData("85227/65G", null, "WrongCheck")]
    [InlineData("SF05/482703K", null, "WrongCheck")]
    [InlineData("1234567/91H", null, "WrongShape")]
    [InlineData("SF/", null, "WrongShape")]
    [InlineData("H", null, "WrongShape")]
    [InlineData("  ", null, "Blank")]
    public void Cro_Parse(string? text, string? canonical, string fault = "None") => Same(Cro.Parse(text), canonical, fault);

    [Theory]
    [InlineData("943 476 5919", "9434765919")]
    [InlineData("943-476-5919", "9434765919")]
    [InlineData("9434765918", null, "WrongCheck")]
    [InlineData("943476591", null, "WrongShape")]
    [InlineData("94347659I9", null, "WrongShape")]
    public void NhsNumber_Parse(string? text, string? canonical, string fault = "None") => Same(NhsNumber.Parse(text), canonical, fault);

    [Theory]
    [InlineData("a1234bc", "A1234BC")]
    [InlineData("A1234 BC", "A1234BC")]
    [InlineData("A12345C", null, "WrongShape")]
    public void PrisonNumber_Parse(string? text, string? canonical, string fault = "None") => Same(PrisonNumber.Parse(text), canonical, fault);

    [Theory]
    [InlineData("x123456", "X123456")]
    [InlineData("X12345", null, "WrongShape")]
    [InlineData("1123456", null, "WrongShape")]
    public void Crn_Parse(string? text, string? canonical, string fault = "None") => Same(Crn.Parse(text), canonical, fault);

    [Theory]
    [InlineData("m11ae", "M1 1AE")]
    [InlineData("EC1A 1BB", "EC1A 1BB")]
    [InlineData("W1A 0AX", "W1A 0AX")]
    [InlineData("b33 8th", "B33 8TH")]
    [InlineData("CR26XH", "CR2 6XH")]
    [InlineData("DN55 1PT", "DN55 1PT")]
    [InlineData("GIR 0AA", "GIR 0AA")]
    [InlineData("Q1 1AA", null, "NotIssued")]
    [InlineData("M1 1AC", null, "NotIssued")]
    [InlineData("AI1 1AA", null, "NotIssued")]
    [InlineData("M1 AE1", null, "WrongShape")]
    [InlineData("M1", null, "WrongShape")]
    [InlineData("A1AA 1AA", null, "WrongShape")]
    public void Postcode_Parse(string? text, string? canonical, string fault = "None") => Same(Postcode.Parse(text), canonical, fault);

    [Theory]
    [InlineData("07700 900123", "+447700900123")]
    [InlineData("7700900123", "+447700900123")]
    [InlineData("+44 (0)161 496 0102", "+441614960102")]
    [InlineData("0044 7700 900123", "+447700900123")]
    [InlineData("+1 212 555 0100", null, "NotBritish")]
    [InlineData("07700 90012", null, "WrongShape")]
    [InlineData("06000 900123", null, "NotIssued")]
    [InlineData("999", null, "WrongShape")]
    [InlineData("ask sister", null, "WrongShape")]
    public void UkPhone_Parse(string? text, string? canonical, string fault = "None") => Same(UkPhone.Parse(text), canonical, fault);

    [Theory]
    [InlineData("ab12 cde", "AB12CDE")]
    [InlineData("A123 BCD", "A123BCD")]
    [InlineData("ABC 123D", "ABC123D")]
    [InlineData("AIZ 1234", "AIZ1234")]
    [InlineData("1 A", "1A")]
    [InlineData("Q123 ABC", "Q123ABC")]
    [InlineData("AB01 CDE", null, "NotIssued")]
    [InlineData("AB12 CIE", null, "NotIssued")]
    [InlineData("AB123 CDE", null, "WrongShape")]
    [InlineData("1234", null, "WrongShape")]
    public void VehicleRegistration_Parse(string? text, string? canonical, string fault = "None") => Same(VehicleRegistration.Parse(text), canonical, fault);

    [Theory]
    [InlineData("ppo", "PPO")]
    [InlineData("MAPPA", "MAPPA")]
    [InlineData("MAPPA 2/1", "MAPPA:C2:L1")]
    [InlineData("MAPP:M2:L1", "MAPPA:C2:L1")]
    [InlineData("MAPPA:C4:L3", "MAPPA:C4:L3")]
    [InlineData("MAPPA L2", "MAPPA:L2")]
    [InlineData("MAPPA 5/1", null)]
    [InlineData("MAPPA 2/4", null)]
    [InlineData("VIP", null)]
    public void Designation_Parse(string text, string? canonical) => Designation.Parse(text)?.ToString().ShouldBe(canonical);

    [Fact]
    public void Pncid_TwoDigitYearAfterThisYear_IsInTheLastCentury()
    {
        Pncid.Parse("67/9893091D", 2066).Canonical.ShouldBe("1967/9893091D");
        Pncid.Parse("67/9893091D", 2067).Canonical.ShouldBe("2067/9893091D");
    }

    [Fact]
    public void EveryParser_AnyText_NeverThrows()
    {
        var random = new Random(20261120);
        var alphabet = "ABCZSF0123456789/ -+()\0\t\u00e9\U0001F600x=\u2028";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(0, 16)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            foreach (var found in (Identifier[])[Pncid.Parse(text, 2026), Cro.Parse(text), PrisonNumber.Parse(text), Crn.Parse(text), NhsNumber.Parse(text), Postcode.Parse(text), UkPhone.Parse(text), VehicleRegistration.Parse(text)])
            {
                found.IsValid.ShouldBe(found.Canonical is not null);
                found.Because.ShouldNotBeEmpty();
            }
            Designation.Parse(text);
        }
    }

    [Fact]
    public void EveryParser_Canonical_IsItsOwnCanonical()
    {
        Pncid.Parse(Pncid.Parse("02/73319Z", 2026).Canonical, 2026).Canonical.ShouldBe("2002/0073319Z");
        Cro.Parse(Cro.Parse("SF05/482703J").Canonical).Canonical.ShouldBe("SF05/482703J");
        UkPhone.Parse(UkPhone.Parse("07700 900123").Canonical).Canonical.ShouldBe("+447700900123");
        Postcode.Parse(Postcode.Parse("ec1a1bb").Canonical).Canonical.ShouldBe("EC1A 1BB");
    }

    [Theory]
    [InlineData("W1", 1)]
    [InlineData("A4", 1)]
    [InlineData("W3", 1)]
    [InlineData("white: irish", 1)]
    [InlineData("IC1", 0)]
    public void EthnicitySelf_Find(string text, int found) => (PersonVocabularies.EthnicitySelf.Find(text) is not null).ShouldBe(found == 1);

    [Fact]
    public void EthnicityLists_HaveTheirNumberOfCodes()
    {
        PersonVocabularies.Ethnicity16.Terms.Count.ShouldBe(17);
        PersonVocabularies.Ethnicity18.Terms.Count.ShouldBe(19);
        PersonVocabularies.EthnicityObserved.Terms.Count.ShouldBe(7);
        ManagementVocabularies.Pathways.Terms.Count.ShouldBe(9);
        ManagementVocabularies.Rosh.Find("RVHR")!.Code.ShouldBe("very-high");
    }

    private static void Same(Identifier found, string? canonical, string fault)
    {
        found.Fault.ToString().ShouldBe(fault);
        found.Canonical.ShouldBe(canonical);
    }
}
