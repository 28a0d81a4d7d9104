using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Shouldly;
using Throughline.Access;
using Throughline.Testing;
using Throughline.Tests.House;
using Throughline.Ui;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>Promises that need a line or two each to keep, and a test so that somebody notices when they are not.</summary>
[Collection(OnTheAttackedSite.Name)]
public sealed class SmallPromisesTests(AttackedSite attacked)
{
    private static IEnumerable<string> Naming(params string[] words) => Checkout.Files("src", ".cs").Where(file => words.Any(word => file.Text.Contains(word, StringComparison.Ordinal))).Select(file => file.Path);

    [Fact]
    public void Source_StartsNoProgramOutsideThePlatform() => Naming("Process.Start", "new ProcessStartInfo").ShouldAllBe(path => path.StartsWith("Throughline/Platform/Database/", StringComparison.Ordinal));

    [Fact]
    public void Source_RunsNoCodeMadeAtRunTime() => Naming("CSharpScript", "DynamicMethod", "Assembly.Load", "CodeDom", "Activator.CreateInstance(Type.GetType", "Reflection.Emit").ShouldBeEmpty();

    [Fact]
    public void Source_HoldsNoUnsafeCode()
    {
        Naming("unsafe ", "stackalloc byte*", "Marshal.Alloc", "DllImport").ShouldBeEmpty();
        Checkout.Files("src", ".csproj").Where(file => file.Text.Contains("AllowUnsafeBlocks", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>What is kept between requests is how something is done, never about whom.</summary>
    [Fact]
    public void Source_KeepsNoCacheOfPeople() => Naming("IMemoryCache", "AddMemoryCache", "IDistributedCache", "AddOutputCache", "AddResponseCaching", "HybridCache").ShouldBeEmpty();

    /// <summary>
    /// The platform's own SHA-2, password hashing and sealing: nothing home-made, nothing old. SHA-1 only where another's format
    /// asks for it and no secret hangs on its collisions: the published lists of leaked passwords, and the codes of RFC 6238.
    /// </summary>
    [Fact]
    public void Cryptography_IsThePlatformsOwn() => Naming("MD5", "SHA1.", "SHA1HashData", "DES.Create", "TripleDES", "RC2", "CipherMode.ECB", "RSAEncryptionPadding.Pkcs1", "new Random()", "BouncyCastle")
        .Except(["Throughline/Access/Password/RefusedPasswords.cs", "Throughline/Access/SecondFactors/Totp.cs"]).ShouldBeEmpty();

    [Fact]
    public void Packages_AreLockedWithTheirHashes()
    {
        Checkout.Read("Directory.Build.props").ShouldContain("<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>");
        Checkout.Read("Directory.Build.props").ShouldContain("NU1603;NU1605");
        foreach (var (path, text) in Checkout.Files("src", "packages.lock.json"))
        {
            using var locked = JsonDocument.Parse(text);
            foreach (var package in locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject()).Where(package => package.Value.GetProperty("type").GetString() != "Project"))
                package.Value.GetProperty("contentHash").GetString()!.Length.ShouldBeGreaterThan(80, $"{path}: {package.Name}");
        }
    }

    [Fact]
    public void Database_IsASocketOfItsOwner()
    {
        // every program on the machine can reach a port; only its owner reaches a socket in a folder of its own
        var source = Checkout.Read("src/Throughline/Platform/Database/EmbeddedPostgres.cs");
        source.ShouldContain("listen_addresses=");
        attacked.Site.World.Database.AppConnection.ShouldNotContain("Password=postgres", Case.Insensitive);
    }

    [Fact]
    public void Sessions_LimitsAreWritten()
    {
        SessionNumbers.IdleMinutes.Default.ShouldBe(15);
        SessionNumbers.AbsoluteHours.Default.ShouldBe(10);
        var decision = Checkout.Read("docs/adr/0014-sessions-are-rows.md");
        decision.ShouldContain("idle for fifteen minutes");
        decision.ShouldContain("older than ten hours");
    }

    [Fact]
    public async Task Session_TenHoursOld_Ends()
    {
        await using var site = await Site.StartAsync();
        using var browser = await site.SignInAsync("coordinator");
        for (var minutes = 0; minutes < 10 * 60 - 10; minutes += 10)
        {
            site.World.Clock.Move(TimeSpan.FromMinutes(10));
            (await browser.GetAsync("/account")).Path.ShouldBe("/account", $"after {minutes + 10} minutes");
        }

        site.World.Clock.Move(TimeSpan.FromMinutes(11));
        (await browser.GetAsync("/account")).Path.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task SignOut_IsOnEveryPage()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint is { IsPage: true, Gets: true, IsOpen: false }))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            var page = await caller.GetAsync(await attacked.AddressAsync(endpoint));
            if (page is { Status: 200, ContentType: "text/html" })
                page.Page.QuerySelectorAll("form[action='/sign-out'] button").Length.ShouldBeGreaterThan(0, endpoint.Route);
        }
    }

    [Fact]
    public async Task Answers_AllowNoOtherOrigin()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.Gets))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            var reply = await caller.SendAsync(HttpMethod.Get, await attacked.AddressAsync(endpoint), also: request => request.Headers.TryAddWithoutValidation("Origin", "https://evil.example"));
            reply.Response.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse(endpoint.Route);
        }
    }

    [Fact]
    public async Task Passwords_MayBePastedAndKeptByAManager()
    {
        using var nobody = attacked.Nobody();
        foreach (var page in new[] { await nobody.GetAsync("/sign-in"), await (await attacked.CallerAsync("coordinator")).GetAsync("/account/password") })
        {
            var fields = page.Page.QuerySelectorAll("input[type=password]");
            fields.ShouldNotBeEmpty();
            fields.Where(field => field.GetAttribute("autocomplete") is null or "off" || field.HasAttribute("onpaste")).ShouldBeEmpty();
        }

        Checkout.Files("frontend", ".mjs").Where(file => file.Text.Contains("'paste'", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Passwords_AreCheckedAsTyped()
    {
        await using var site = await Site.StartAsync();
        foreach (var wrong in new[] { World.Password.ToUpperInvariant(), World.Password + " ", " " + World.Password, World.Password[..^1], World.Password + new string('x', 100) })
        {
            using var caller = new Caller(site.Address);
            var token = (await caller.GetAsync("/sign-in")).Token;
            (await caller.PostAsync("/sign-in", new(Form.Token, token), new("UserName", $"{(wrong.Length % 2 == 0 ? "manager" : "chair")}@north.example"), new("Password", wrong))).Status.ShouldBe(400, wrong);
        }
    }

    /// <summary>Scripts read the page; what they read does not become names of properties.</summary>
    [Fact]
    public void Scripts_CopyNothingFromARequestIntoObjects() =>
        Checkout.Files("frontend", ".mjs").Where(file => !file.Path.Contains("node_modules", StringComparison.Ordinal) && (file.Text.Contains("Object.assign(", StringComparison.Ordinal) || file.Text.Contains("__proto__", StringComparison.Ordinal) || file.Text.Contains(".innerHTML =", StringComparison.Ordinal) || file.Text.Contains("insertAdjacentHTML", StringComparison.Ordinal) || file.Text.Contains("document.write", StringComparison.Ordinal) || file.Text.Contains("eval(", StringComparison.Ordinal) || file.Text.Contains("localStorage", StringComparison.Ordinal))).Select(file => file.Path).ShouldBeEmpty();

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task Https_IsHeldForAYear(string scheme, bool isHeld)
    {
        var starting = new Starting();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(starting);
        context.Request.Scheme = scheme;
        await new SecurityHeaders(_ => Task.CompletedTask).InvokeAsync(context);
        await starting.StartAsync();
        starting.Headers.StrictTransportSecurity.ToString().ShouldBe(isHeld ? "max-age=31536000; includeSubDomains" : "");
    }

    private sealed class Starting : HttpResponseFeature
    {
        private readonly List<Func<Task>> callbacks = [];

        public override void OnStarting(Func<object, Task> callback, object state) => callbacks.Add(() => callback(state));

        public async Task StartAsync()
        {
            foreach (var callback in callbacks)
                await callback();
        }
    }
}
