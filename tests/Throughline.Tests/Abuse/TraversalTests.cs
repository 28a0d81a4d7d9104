using System.Text;
using Shouldly;
using Throughline.Tests.House;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>No address and no file name leads out of where it belongs (ASVS 5.3.2, 13.4.1, 13.4.3).</summary>
[Collection(OnTheAttackedSite.Name)]
public sealed class TraversalTests(AttackedSite attacked)
{
    private static readonly string[] Ups = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%2e%2e%5c", "..%252f", "%252e%252e%252f", "..%c0%af", "..;/", "....//", "/%2e/../", "..%00/", ".%2e/"];

    [Fact]
    public async Task StaticFiles_AskedForOutsideTheirFolder_AreNotThere()
    {
        foreach (var prefix in new[] { "/", "/assets/", "/assets/images/", "/app.css/" })
        {
            foreach (var up in Ups)
            {
                foreach (var target in new[] { "Program.cs", "throughline.dll", "appsettings.json", "etc/passwd", "Throughline.csproj", ".git/config" })
                {
                    foreach (var depth in new[] { 1, 2, 6 })
                    {
                        var answer = await RawRequests.GetAsync(attacked.Site.Address, prefix + string.Concat(Enumerable.Repeat(up, depth)) + target);
                        RawRequests.StatusOf(answer).ShouldBeOneOf([400, 404], $"{prefix}{up}×{depth}{target}");
                        answer.ShouldNotContain("root:");
                        answer.ShouldNotContain("RootCommand");
                        answer.ShouldNotContain("[core]");
                    }
                }
            }
        }
    }

    [Fact]
    public async Task StaticFiles_FoldersAndHiddenFiles_AreNotThere()
    {
        foreach (var target in new[] { "/assets", "/assets/", "/assets/images/", "/.gitkeep", "/.git/HEAD", "/.env", "/web.config", "/appsettings.json", "/app.css~", "/app.css.map", "/throughline.dll", "/swagger", "/health", "/metrics", "/debug" })
            RawRequests.StatusOf(await RawRequests.GetAsync(attacked.Site.Address, target)).ShouldBe(404, target);
    }

    [Fact]
    public async Task Downloads_NamedWithAPath_AreNotThere()
    {
        var browser = await attacked.CallerAsync("coordinator");
        var cookie = browser.Cookies.GetCookieHeader(new Uri(attacked.Site.Address));
        foreach (var route in new[] { "/imports/profiles/{0}.csv", "/reports/{0}", "/reports/{0}?handler=Csv" })
        {
            // one of them leads back to where it came from
            foreach (var up in Ups.Where(up => up is not "/%2e/../"))
            {
                var answer = await RawRequests.GetAsync(attacked.Site.Address, string.Format(System.Globalization.CultureInfo.InvariantCulture, route, up + "police-nominals"), $"Cookie: {cookie}\r\n");
                RawRequests.StatusOf(answer).ShouldBeOneOf([400, 404], route + up);
            }
        }
    }

    /// <summary>
    /// What is sent is kept in the database, in pieces: no file of the server is written for it. Three files are the installation's
    /// own, at places that its settings name and no request does: the certificate of the keys, the list of leaked passwords, the
    /// register of disposals.
    /// </summary>
    [Fact]
    public void Source_NeverOpensAFileThatARequestNames()
    {
        var opens = Checkout.Files("src/Throughline", ".cs").Where(file => !file.Path.StartsWith("Cli/", StringComparison.Ordinal) && !file.Path.StartsWith("Platform/", StringComparison.Ordinal) && !file.Path.Contains("Command.cs", StringComparison.Ordinal)
                && !file.Path.StartsWith("Work/Demonstration/", StringComparison.Ordinal) && !file.Path.Contains("ScoreFiles/", StringComparison.Ordinal) && !file.Path.Contains("NijBacktest/", StringComparison.Ordinal))
            .Where(file => file.Path is not "Access/KeyCertificate.cs" and not "Access/Password/RefusedPasswords.cs" and not "Rights/Disposal/Disposals.cs")
            .SelectMany(file => file.Text.Split('\n').Where(line => line.Contains("File.Open", StringComparison.Ordinal) || line.Contains("File.Read", StringComparison.Ordinal) || line.Contains("File.Write", StringComparison.Ordinal) || line.Contains("new FileStream", StringComparison.Ordinal) || line.Contains("PhysicalFile", StringComparison.Ordinal) || line.Contains("File.Create", StringComparison.Ordinal))
                .Select(line => $"{file.Path}: {line.Trim()}"));
        opens.ShouldBeEmpty("files are the business of the command line and the platform; a stage that serves requests opens none");
    }
}
