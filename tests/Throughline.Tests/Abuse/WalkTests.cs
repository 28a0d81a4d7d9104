using Shouldly;
using Throughline.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Abuse;

/// <summary>One walk over every endpoint in every way, looked at by the tests below.</summary>
public sealed class WalkedSite : IAsyncLifetime
{
    private readonly AttackedSite attacked = new();

    internal IReadOnlyList<Reply> Replies { get; private set; } = [];

    internal IReadOnlyList<string> Canaries { get; private set; } = [];

    internal IReadOnlyList<string> Log => attacked.Log.Lines;

    public async Task InitializeAsync()
    {
        await attacked.InitializeAsync();
        var walk = new Walk(attacked);
        Canaries = await walk.CanariesAsync();
        await walk.EverythingAsync();
        Replies = walk.Replies;
    }

    public Task DisposeAsync() => attacked.DisposeAsync();
}

public sealed class WalkTests(WalkedSite walked, ITestOutputHelper output) : IClassFixture<WalkedSite>
{
    [Fact]
    public void Walk_ReachesEveryKindOfAnswer()
    {
        var kinds = walked.Replies.GroupBy(reply => (Api: reply.Address.StartsWith("/api", StringComparison.Ordinal), reply.Status)).ToDictionary(kind => kind.Key, kind => kind.Count());
        output.WriteLine($"{walked.Replies.Count} answers; {string.Join(", ", kinds.OrderBy(kind => kind.Key).Select(kind => $"{(kind.Key.Api ? "API" : "page")} {kind.Key.Status}: {kind.Value}"))}; {walked.Log.Count} log lines; {walked.Canaries.Count} canaries");
        foreach (var status in new[] { 200, 302, 400, 404, 405, 409, 500 })
            kinds.ShouldContainKey((false, status));
        foreach (var status in new[] { 200, 400, 401, 404, 405, 500 })
            kinds.ShouldContainKey((true, status));
        walked.Canaries.Count.ShouldBeGreaterThan(30);
        walked.Log.Count.ShouldBeGreaterThan(walked.Replies.Count);
        walked.Log.ShouldContain(line => line.Contains("Npgsql.Command", StringComparison.Ordinal) || line.Contains("Executing command", StringComparison.Ordinal), "the database's own log is listened to");
    }

    [Fact]
    public void Answers_All_CarryTheSecurityHeaders() => walked.Replies.SelectMany(reply => Missing(reply).Select(missing => $"{reply}: {missing}")).Distinct().ShouldBeEmpty();

    private static IEnumerable<string> Missing(Reply reply)
    {
        string? Header(string name) => reply.Response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
        var policy = Header("Content-Security-Policy") ?? "";
        foreach (var needed in new[] { "default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "object-src 'none'" })
        {
            if (!policy.Split(';', StringSplitOptions.TrimEntries).Contains(needed))
                yield return "CSP without " + needed;
        }

        if (policy.Contains("unsafe", StringComparison.Ordinal))
            yield return policy;
        foreach (var (name, value) in new[]
        {
            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        })
        {
            if (Header(name) != value)
                yield return $"{name}: {Header(name)}";
        }

        foreach (var feature in new[] { "camera=()", "microphone=()", "geolocation=()" })
        {
            if (Header("Permissions-Policy")?.Contains(feature, StringComparison.Ordinal) != true)
                yield return "Permissions-Policy without " + feature;
        }

        var built = reply.Address.Split('?')[0] is "/app.css" or "/app.js" || reply.Address.StartsWith("/assets/", StringComparison.Ordinal);
        if (!built && Header("Cache-Control") != "no-store")
            yield return $"Cache-Control: {Header("Cache-Control")}";
        if (Header("Server") is not null || Header("X-Powered-By") is not null)
            yield return "says what it runs on";
    }

    [Fact]
    public void Answers_WithABody_SayTheirKindAndTheirLetters() =>
        walked.Replies.Where(reply => reply.Body.Length > 0).Where(reply => reply.ContentType switch
        {
            "" => true,
            "text/html" or "text/csv" or "text/plain" => reply.Response.Content.Headers.ContentType!.CharSet?.Equals("utf-8", StringComparison.OrdinalIgnoreCase) != true,
            _ => false,
        }).Select(reply => $"{reply}: {reply.Response.Content.Headers.ContentType}").Distinct().ShouldBeEmpty();

    [Fact]
    public void ApiAnswers_ThatRefuse_AreProblemDetails() =>
        walked.Replies.Where(reply => reply.Address.StartsWith("/api/v1/", StringComparison.Ordinal) && reply.Status >= 400 && reply.Method != HttpMethod.Head && reply.ContentType != "application/problem+json")
            .Select(reply => $"{reply}: {reply.ContentType}").Distinct().ShouldBeEmpty();

    [Fact]
    public void Failures_SayNothingOfWhatFailed()
    {
        var failures = walked.Replies.Where(reply => reply.Status >= 500).ToList();
        failures.Count.ShouldBeGreaterThan(50);
        foreach (var failure in failures)
        {
            failure.Body.Length.ShouldBeGreaterThan(50, $"{failure} is a blank page: {string.Join('\n', walked.Log.Where(line => line.StartsWith("Error", StringComparison.Ordinal) && !line.Contains("permission denied", StringComparison.Ordinal)).Take(3))}");
            foreach (var secret in new[] { "permission denied", "Npgsql", "   at ", "Exception", "select ", "/src/" })
                failure.Body.ShouldNotContain(secret, Case.Sensitive, failure.ToString());
        }

        // nothing fails but what was broken on purpose
        walked.Log.Where(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("unhandled exception", StringComparison.Ordinal) && !line.Contains("permission denied", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Canaries_AreInNoAddress() =>
        walked.Replies.SelectMany(reply => Found(Uri.UnescapeDataString(reply.Address) + " " + Uri.UnescapeDataString(reply.Location ?? "")).Select(found => $"{reply} {reply.Location}: {found}")).Distinct().ShouldBeEmpty();

    [Fact]
    public void Canaries_AreInNoHeaderOrCookie() =>
        walked.Replies.SelectMany(reply => Found(Uri.UnescapeDataString(string.Join('\n', reply.HeaderLines))).Select(found => $"{reply}: {found}")).Distinct().ShouldBeEmpty();

    [Fact]
    public void Canaries_AreInNoTitle() =>
        walked.Replies.SelectMany(reply => Found(reply.Title).Select(found => $"{reply} “{reply.Title}”: {found}")).Distinct().ShouldBeEmpty();

    [Fact]
    public void Canaries_AreInNoLogLine() =>
        walked.Log.SelectMany(line => Found(line).Select(found => $"{found}: {line[..Math.Min(line.Length, 600)]}")).Take(20).ShouldBeEmpty();

    /// <summary>A test that finds nothing must be able to find something: the pages do show the people.</summary>
    [Fact]
    public void Canaries_AreOnThePages() => walked.Replies.Count(reply => Found(reply.Body).Any()).ShouldBeGreaterThan(50);

    private IEnumerable<string> Found(string text) => Canaries.In(text, walked.Canaries);
}
