using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Throughline.Access;
using Throughline.Access.Password;
using Throughline.Access.SingleSignOn;
using Throughline.Tests.House;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>docs/reference/security.md says what the program does: its numbers and lists are compared with the source.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly string Text = Spaces().Replace(Checkout.Read("docs/reference/security.md"), " ");

    [Fact]
    public void SigningIn_AsWritten_IsWhatTheProgramDoes()
    {
        Text.ShouldContain($"{LockOut.TriesAllowed} wrong passwords within {LockOut.Window.TotalMinutes} minutes lock the door of an account for {LockOut.Length.TotalMinutes} minutes");
        Text.ShouldContain($"{SignInSettings.UsualWrongTries} wrong passwords within {Throughline.Access.SignIn.SignInDoors.Window.TotalMinutes} minutes from one address");
        Text.ShouldContain($"good for {Passwords.TemporaryLasts.TotalDays} days");
        Text.ShouldContain($"at most {ApiTokens.Life.TotalDays} days");
    }

    [Fact]
    public void Passwords_AsWritten_AreWhatTheProgramRefuses()
    {
        Text.ShouldContain($"at least {PasswordRules.Shortest} characters and at most {PasswordRules.Longest}");
        var context = Context().Match(Text).Groups[1].Value.Split(',', StringSplitOptions.TrimEntries);
        context.Length.ShouldBeGreaterThan(15);
        context.Where(word => !CommonPasswords.Words.Contains(word)).ShouldBeEmpty();
    }

    [Fact]
    public void Sessions_AsWritten_AreWhatTheProgramDoes() =>
        Text.ShouldContain($"ends after {SessionNumbers.IdleMinutes.Default} minutes idle, after {SessionNumbers.AbsoluteHours.Default} hours in any case");

    [Fact]
    public void Circumstances_AsWritten_AreThoseThatTheGateAsks()
    {
        foreach (var word in new[] { "The role", "the agency", "vetting and training", "the case and the agreement", "exclusions", "opened this hour and this day", "shown this day", "the second factor was given" })
            Text.ShouldContain(word);
        // one sort for each kind of verdict that is not plain signing in
        Enum.GetNames<GateVerdict>().ShouldBe(["Open", "SignIn", "StepUp", "NotThere", "NotInOrder", "Stopped"], "a new verdict is a new circumstance: write it down");
    }

    [Fact]
    public void FieldsThatBelongTogether_AsWritten_AreRefusedByTheRules()
    {
        Text.ShouldContain("the last is not before the first, and dates of what happened are not in the future");
        var today = new DateOnly(2026, 11, 20);
        Throughline.Access.Standing.StandingRules.DatesMakeSense(today, today.AddDays(-1), today).Holds.ShouldBeFalse();
        Throughline.Access.Standing.StandingRules.DatesMakeSense(today.AddDays(1), today.AddDays(9), today).Holds.ShouldBeFalse();
        Text.ShouldContain("A role of a neighbourhood officer and an area");
        Throughline.Access.Users.AccountRules.NeighbourhoodOfficersHaveAnArea([Role.NeighbourhoodOfficer], null).Holds.ShouldBeFalse();
        Text.ShouldContain("A decision and its reason");
        Throughline.Access.GrantRoles.RoleRequestRules.SayWhyItIsDeclined(" ").Holds.ShouldBeFalse();
    }

    [Fact]
    public void Protection_AsWritten_IsOfTablesThatAreThere()
    {
        var tables = string.Concat(Checkout.Files("src/Throughline/Schema", ".sql").Select(file => file.Text));
        foreach (var table in new[] { "audit_entry", "app_user", "session", "api_token", "recovery_code", "agency_sign_on", "authenticator", "partnership", "account_event", "data_protection_key" })
        {
            Text.ShouldContain($"`{table}`");
            tables.ShouldContain($"create table {table} (");
        }
    }

    [Fact]
    public void Cryptography_InTheSource_IsAllInTheInventory()
    {
        var written = new Dictionary<string, string>
        {
            ["AesGcm"] = "AES-256-GCM", ["RSA.Create"] = "RS256, PS256", ["ECDsa"] = "ECDSA on P-256", ["HMACSHA1"] = "HMAC-SHA-1", ["SHA256"] = "SHA-256", ["SHA1"] = "SHA-1, because", ["PasswordHasher"] = "PBKDF2", ["CreateProtector"] = "data protection", ["RandomNumberGenerator"] = "RandomNumberGenerator",
        };
        foreach (var words in written.Values)
            Text.ShouldContain(words);
        var used = Checkout.Files("src/Throughline", ".cs").SelectMany(file => Algorithms().Matches(file.Text).Select(match => match.Value.TrimEnd('.'))).Distinct().ToList();
        used.Count.ShouldBeGreaterThan(5);
        used.Where(name => !written.ContainsKey(name)).ShouldBeEmpty("write it into the inventory of docs/reference/security.md");
    }

    [Fact]
    public void Connections_OutOfTheProgram_AreThoseThatAreWritten()
    {
        Text.ShouldContain($"no redirects, {GuardedHttp.Patience.TotalSeconds} seconds, {GuardedHttp.LargestAnswer / 1024} KB");
        Checkout.Files("src/Throughline", ".cs").Where(file => Clients().IsMatch(file.Text)).Select(file => Path.GetFileName(file.Path)).ShouldBe(["GuardedHttp.cs"]);
    }

    [Fact]
    public void Log_AsWritten_IsJsonLinesInUtc_AndItsCounterExists()
    {
        var server = Checkout.Read("src/Throughline/Server.cs");
        server.ShouldContain("AddJsonConsole");
        server.ShouldNotContain("AddSimpleConsole");
        Text.ShouldContain("`throughline.access.refused`");
        Checkout.Read("src/Throughline/Access/RefusedRequests.cs").ShouldContain("\"throughline.access.refused\"");
    }

    [Fact]
    public void Components_AsListed_AreThoseOfTheLockFiles()
    {
        var packages = Include().Matches(Checkout.Read("Directory.Packages.props")).Select(match => match.Groups[1].Value).ToList();
        using var json = JsonDocument.Parse(Checkout.Read("frontend/package.json"));
        packages.AddRange(new[] { "dependencies", "devDependencies" }.SelectMany(kind => json.RootElement.GetProperty(kind).EnumerateObject().Select(one => one.Name)));
        packages.Count.ShouldBeGreaterThan(25);
        packages.Where(package => !WholeName(package).IsMatch(Text)).ShouldBeEmpty("write it into the components of docs/reference/security.md");
    }

    [Fact]
    public void Dangers_AsNamed_AreWhereTheyAreSaidToBe()
    {
        foreach (var folder in new[] { "Imports/Reading", "Rights/Papers", "Access/SecondFactors", "Access/SingleSignOn", "Sharing/Sealed" })
        {
            Text.ShouldContain($"`{folder}`");
            Directory.Exists(Path.Combine(Checkout.Root, "src/Throughline", folder)).ShouldBeTrue(folder);
        }
    }

    private static Regex WholeName(string package) => new($"[ ,:]{Regex.Escape(package)}[ ,;.)]", RegexOptions.NonBacktracking);

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex("own name and address; ([^.]+)\\.", RegexOptions.NonBacktracking)]
    private static partial Regex Context();

    [GeneratedRegex(@"AesGcm|AesCcm|ECDsa|ECDiffieHellman|Ed25519|RSA\.Create|HMACSHA(?:1|256|384|512)|SHA(?:1|256|384|512|3_256)\.|PasswordHasher|CreateProtector|RandomNumberGenerator|Rfc2898DeriveBytes", RegexOptions.NonBacktracking)]
    private static partial Regex Algorithms();

    [GeneratedRegex(@"new (?:HttpClient|TcpClient|UdpClient|Socket|SmtpClient|ClientWebSocket)\(", RegexOptions.NonBacktracking)]
    private static partial Regex Clients();

    [GeneratedRegex("PackageVersion Include=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Include();
}
