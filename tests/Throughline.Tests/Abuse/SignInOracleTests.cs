using System.Diagnostics;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Access;
using Throughline.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Abuse;

/// <summary>A refused sign-in tells nobody who has an account: not by its words, not by its headers, not by its work (ASVS 6.3.8).</summary>
public sealed partial class SignInOracleTests(ITestOutputHelper output)
{
    // all as long as one another, as what was typed stands in the form again
    private static readonly (string Name, string Kind)[] Names =
    [
        ("nobody-here@north.example", "unknown"), ("coordinator@north.example", "wrong password"), ("charity-wrk@north.example", "disabled"), ("intelligenc@north.example", "locked"), ("governance1@north.example", "without a password"),
        ("service-acc@north.example", "service"),
    ];

    private static async Task<(Site Site, CountingHasher Hasher)> StartAsync()
    {
        var hasher = new CountingHasher();
        var site = await Site.StartAsync(also: services => services.AddSingleton<IPasswordHasher<AppUser>>(hasher));
        await using var connection = await site.World.Database.Source.OpenConnectionAsync();
        foreach (var (old, now, change) in new[]
        {
            ("charity-worker", Names[2].Name, "disabled_at = now()"), ("intelligence", Names[3].Name, "lockout_end = '2026-11-20 11:30+00', access_failed_count = 0"), ("governance", Names[4].Name, "password_hash = null"),
            ("neighbourhood", Names[5].Name, "is_service = true"),
        })
        {
            await connection.ExecuteAsync($"update app_user set user_name = @now, normalized_user_name = upper(@now), lockout_enabled = true, {change} where user_name = @old", new { old = old + "@north.example", now });
        }

        return (site, hasher);
    }

    [Fact]
    public async Task Refusals_OfEveryKind_AreTheSameToTheByte()
    {
        var (site, _) = await StartAsync();
        await using var _1 = site;
        var answers = new Dictionary<string, string>();
        foreach (var (name, kind) in Names)
        {
            using var caller = new Caller(site.Address);
            var token = (await caller.GetAsync("/sign-in")).Token;
            var reply = await caller.PostAsync("/sign-in", new(Form.Token, token), new("UserName", name), new("Password", "not the password"));
            reply.Status.ShouldBe(400, kind);
            answers[kind] = OneTime().Replace($"{string.Join('\n', reply.HeaderLines.Where(line => !line.StartsWith("Date", StringComparison.Ordinal)))}\n{reply.Body.Replace(name, "NAME", StringComparison.Ordinal)}", "one-time");
        }

        answers.Values.Distinct().Count().ShouldBe(1, string.Join(", ", answers.GroupBy(answer => answer.Value).Select(group => string.Join(" = ", group.Select(answer => answer.Key)))));
        answers["unknown"].ShouldContain("The email address or the password is wrong");
    }

    [Fact]
    public async Task Refusals_OfEveryKind_WorkThroughOnePassword()
    {
        var (site, hasher) = await StartAsync();
        await using var _1 = site;
        using var caller = new Caller(site.Address);
        var token = (await caller.GetAsync("/sign-in")).Token;
        Task<Reply> TryAsync(string name) => caller.PostAsync("/sign-in", new(Form.Token, token), new("UserName", name), new("Password", "not the password"));
        await TryAsync(Names[0].Name);
        foreach (var (name, kind) in Names)
        {
            var (hashed, verified) = (hasher.Hashed, hasher.Verified);
            var watch = Stopwatch.StartNew();
            await TryAsync(name);
            output.WriteLine($"{kind}: {watch.ElapsedMilliseconds} ms");
            (hasher.Verified - verified).ShouldBe(1, kind);
            (hasher.Hashed - hashed).ShouldBe(0, kind);
        }
    }

    [Fact]
    public async Task SixthWrongPassword_OfSomebodyAndOfNobody_AreAnsweredAlike()
    {
        var (site, _) = await StartAsync();
        await using var _1 = site;
        using var caller = new Caller(site.Address);
        var token = (await caller.GetAsync("/sign-in")).Token;
        var bodies = new List<string>();
        foreach (var name in new[] { Names[0].Name, Names[1].Name })
        {
            for (var attempt = 1; attempt <= 7; attempt++)
                bodies.Add(OneTime().Replace((await caller.PostAsync("/sign-in", new(Form.Token, token), new("UserName", name), new("Password", "wrong"))).Body.Replace(name, "NAME", StringComparison.Ordinal), "one-time"));
        }

        bodies.Distinct().Count().ShouldBe(1);
        // and the account is locked all the same
        using var browser = site.Nobody();
        (await browser.SubmitAsync(await browser.GetAsync("/sign-in"), "main form[method=post]", new() { ["UserName"] = Names[1].Name, ["Password"] = World.Password })).Path.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Name_ThatNobodyCanHave_IsRefusedLikeAnyOther()
    {
        await using var site = await Site.StartAsync();
        using var caller = new Caller(site.Address);
        var token = (await caller.GetAsync("/sign-in")).Token;
        foreach (var name in new[] { new string('a', 100_000), "a\0b@north.example", "' or 1=1 --", "<script>alert(1)</script>", "*", "%", "coordinator@north.example\r\nX: y" })
        {
            var reply = await caller.PostAsync("/sign-in", new(Form.Token, token), new("UserName", name), new("Password", "not the password"));
            reply.Status.ShouldBe(400, name.Length > 50 ? "a long name" : name);
            reply.Body.ShouldNotContain("<script>alert");
        }
    }

    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]+", RegexOptions.NonBacktracking)]
    private static partial Regex OneTime();

    private sealed class CountingHasher() : PasswordHasher<AppUser>(World.QuickHashes)
    {
        public int Hashed { get; private set; }

        public int Verified { get; private set; }

        public override string HashPassword(AppUser user, string password)
        {
            Hashed++;
            return base.HashPassword(user, password);
        }

        public override PasswordVerificationResult VerifyHashedPassword(AppUser user, string hashedPassword, string providedPassword)
        {
            Verified++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
