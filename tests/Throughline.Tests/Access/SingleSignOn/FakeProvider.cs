using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Throughline.Tests.Access.SingleSignOn;

/// <summary>A provider that lies as it is told to: for what a real one never does.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeProvider(WebApplication app, Dictionary<string, object> claims)
    {
        this.app = app;
        Claims = claims;
    }

    public string Issuer => app.Urls.First();

    /// <summary>What the next ID token says.</summary>
    public Dictionary<string, object> Claims { get; }

    public string UserinfoSubject { get; set; } = "ada";

    /// <summary>Answers to the description, by path; what is not here is described properly.</summary>
    public Func<HttpContext, Task>? Description { get; set; }

    public string? VerifierSent { get; private set; }

    public const string AccessToken = "an-access-token-of-the-tests";

    public int TokenRequests { get; private set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var fake = new FakeProvider(app, []);
        app.MapGet("/.well-known/openid-configuration", context => fake.Description is { } described ? described(context) : context.Response.WriteAsJsonAsync(fake.Described()));
        app.MapPost("/token", async (HttpRequest request) =>
        {
            fake.TokenRequests++;
            fake.VerifierSent = (await request.ReadFormAsync())["code_verifier"];
            var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(fake.Claims));
            return Results.Json(new { access_token = AccessToken, token_type = "Bearer", id_token = fake.Sign(payload) });
        });
        app.MapGet("/userinfo", () => Results.Json(new { sub = fake.UserinfoSubject, email = "coordinator@north.example" }));
        app.MapGet("/keys", () => Results.Text(fake.Published, "application/json"));
        await app.StartAsync();
        return fake;
    }

    public object Described(string? issuer = null) => new { issuer = issuer ?? Issuer, authorization_endpoint = Issuer + "/authorize", token_endpoint = Issuer + "/token", userinfo_endpoint = Issuer + "/userinfo", jwks_uri = Issuer + "/keys" };

    /// <summary>How the next ID token is signed; as it says it is, unless a test says otherwise.</summary>
    public string Algorithm { get; set; } = "RS256";

    /// <summary>Signs in place of the key that is published.</summary>
    public RSA? AnotherKey { get; set; }

    private RSA Key { get; } = RSA.Create(2048);

    public string Published => Jwks(Key);

    public static string Jwks(RSA key)
    {
        var parameters = key.ExportParameters(false);
        return JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "1", n = Base64Url.EncodeToString(parameters.Modulus!), e = Base64Url.EncodeToString(parameters.Exponent!) } } });
    }

    private string Sign(string payload)
    {
        var signed = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{Algorithm}}","kid":"1"}""")) + "." + payload;
        var signature = Algorithm == "none" ? [] : (AnotherKey ?? Key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    public async ValueTask DisposeAsync()
    {
        Key.Dispose();
        await app.DisposeAsync();
    }
}
