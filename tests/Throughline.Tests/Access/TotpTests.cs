using System.Text;
using Shouldly;
using Throughline.Access.SecondFactors;
using Xunit;

namespace Throughline.Tests.Access;

public sealed class TotpTests
{
    /// <summary>RFC 6238, appendix B: SHA-1, eight figures, the key "12345678901234567890".</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Code_OfTheStandardsExamples_IsTheirs(long seconds, string code) =>
        Totp.CodeAt(Encoding.ASCII.GetBytes("12345678901234567890"), Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), 8).ShouldBe(code);

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Clocks_OneStepApart_AreTolerated(int steps, bool isAccepted)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_017);
        var key = Totp.NewSecret();
        (Totp.Match(key, Totp.CodeAt(key, Totp.StepAt(now) + steps), now) is not null).ShouldBe(isAccepted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    public void Code_OfAnotherLength_IsNone(string code) => Totp.Match(Totp.NewSecret(), code, DateTimeOffset.UnixEpoch.AddYears(50)).ShouldBeNull();

    /// <summary>RFC 4648, section 10.</summary>
    [Theory]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Key_AsText_IsBase32AndComesBack(string key, string text)
    {
        Totp.ToText(Encoding.ASCII.GetBytes(key)).ShouldBe(text);
        Encoding.ASCII.GetString(Totp.FromText(text.ToLowerInvariant())).ShouldBe(key);
    }
}
