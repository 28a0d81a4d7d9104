using System.Net;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Throughline.Access.Password;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

public sealed class PasswordTests
{
    [Fact]
    public async Task Password_Changed_WorksAndSignsOtherDevicesOut()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("manager");
        using var other = await site.SignInAsync("manager");
        var page = await browser.GetAsync("/account/password");
        var changed = await browser.SubmitAsync(page, "form#password", new() { ["Current"] = World.Password, ["New"] = "seven green umbrellas" });
        changed.Path.ShouldBe("/account");
        changed.Main.ShouldContain("Your password is changed. Your other devices are signed out.");
        (await other.GetAsync("/account")).Path.ShouldStartWith("/sign-in");
        (await browser.GetAsync("/account")).Path.ShouldBe("/account");
        using var again = site.Nobody();
        (await again.PasswordAsync("manager", "seven green umbrellas")).Path.ShouldBe("/");
        (await again.PasswordAsync("manager")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("wrong", "seven green umbrellas", "The present password is wrong")]
    [InlineData("", "seven green umbrellas", "Enter your present password")]
    [InlineData(World.Password, "", "Enter a new password")]
    [InlineData(World.Password, "elevenchars", "The new password must have at least 12 characters")]
    [InlineData(World.Password, World.Password, "The new password must be different from the present one")]
    [InlineData(World.Password, "Welcome2026!", "one of the first that would be tried")]
    public async Task Password_Refused_SaysWhy(string current, string fresh, string sentence)
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("manager");
        var answer = await browser.SubmitAsync(await browser.GetAsync("/account/password"), "form#password", new() { ["Current"] = current, ["New"] = fresh });
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Page.QuerySelector(".govuk-error-summary")!.TextContent.ShouldContain(sentence);
        if (fresh.Length > 0)
            answer.Body.ShouldNotContain(fresh);
    }

    [Theory]
    [InlineData("password1234")]
    [InlineData("Passw0rd2026!")]
    [InlineData("P@$$w0rdP@$$w0rd")]
    [InlineData("qwertyuiop123")]
    [InlineData("1234567890123")]
    [InlineData("aaaaaaaaaaaaaaa")]
    [InlineData("abcdefghijklmnop")]
    [InlineData("letmeinletmein")]
    [InlineData("September-2026")]
    [InlineData("LiverpoolFootball1")]
    [InlineData("ProbationPolice99")]
    [InlineData("CoraOrdway2026")]
    [InlineData("ordway.cora.north")]
    public void Password_ThatIsTriedFirst_IsRefused(string password) => PasswordRules.Problem(password, "cora.ordway@north.example", "Cora Ordway").ShouldNotBeNull();

    /// <summary>What published lists hold is made of a few hundred words, with endings and in pairs: all that can be made of them and fits the policy is refused (ASVS 5.0, 6.2.4: three thousand).</summary>
    [Fact]
    public void CommonPasswords_MoreThanThreeThousandThatFit_AreRefused()
    {
        var fit = CommonPasswords.ThatFit().ToList();
        fit.Count.ShouldBeGreaterThan(3000);
        fit.Where(password => PasswordRules.Problem(password, "x@y.invalid", "N N") is null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("michaeljackson")]
    [InlineData("manchesterunited")]
    [InlineData("barcelona123")]
    [InlineData("iloveyouforever")]
    [InlineData("unitedkingdom")]
    [InlineData("Chr1stopher1!")]
    public void Password_OfThePublishedLists_IsRefused(string password) => PasswordRules.Problem(password, "x@y.invalid", "N N").ShouldNotBeNull();

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("seven green umbrellas")]
    [InlineData("three odd words here")]
    [InlineData("Zug um Zug nach Bern")]
    [InlineData("k9#vT!2mQx@7")]
    [InlineData("зелёный чайник поёт")]
    [InlineData("twelvelongxy")]
    public void Password_ThatIsLongAndOnesOwn_IsTaken(string password) => PasswordRules.Problem(password, "cora.ordway@north.example", "Cora Ordway").ShouldBeNull();

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Length_AtItsLimits(int length, bool isTaken)
    {
        var letters = string.Concat(Enumerable.Range(0, length).Select(at => (char)('a' + (at * 7 % 26))));
        (PasswordRules.Problem(letters, "x@y.example", "N N") is null).ShouldBe(isTaken);
    }

    /// <summary>Every line of the file is found, its neighbours are not: at both ends and in between, whatever the counts' lengths.</summary>
    [Fact]
    public async Task ListOfStolenPasswords_EveryLineIsFoundAndNothingElse()
    {
        var path = Path.Combine(Path.GetTempPath(), $"throughline-stolen-{Environment.ProcessId}.txt");
        try
        {
            foreach (var count in new[] { 0, 1, 2, 3, 500 })
            {
                var passwords = Enumerable.Range(0, count).Select(n => $"stolen password {n}").ToList();
                var lines = passwords.Select((password, n) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password))) + ":" + ((n * 7919) + 1)).Order(StringComparer.Ordinal);
                await File.WriteAllTextAsync(path, string.Concat(lines.Select(line => line + (count % 2 == 0 ? "\r\n" : "\n"))));
                var stolen = new RefusedPasswords(path);
                foreach (var password in passwords)
                    (await stolen.HasAsync(password)).ShouldBeTrue($"{password} of {count}");
                for (var n = 0; n < 50; n++)
                    (await stolen.HasAsync($"nobody's {n}")).ShouldBeFalse();
            }

            await using var site = await Site.StartAsync(settings: new Dictionary<string, string?> { ["Passwords:RefusedFile"] = path });
            using var browser = await site.SignInAsync("manager");
            var answer = await browser.SubmitAsync(await browser.GetAsync("/account/password"), "form#password", new() { ["Current"] = World.Password, ["New"] = "stolen password 77" });
            answer.Main.ShouldContain("on a list of passwords that were stolen elsewhere");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Settings_ThatAreNotKnown_StopTheProgram()
    {
        await using var world = await World.CreateAsync();
        foreach (var (name, value) in new[] { ("SecondFactor", "maybe"), ("Passwords:RefusedFile", "/nowhere/at/all"), ("SignIn:WrongTriesPerAddress", "many"), ("SignIn:WrongTriesPerAddress", "-1") })
            Should.Throw<InvalidOperationException>(() => Server.Build(world.Database, "http://127.0.0.1:0", demo: false, world.Clock, new Dictionary<string, string?> { [name] = value })).Message.ShouldContain(name);
    }
}
