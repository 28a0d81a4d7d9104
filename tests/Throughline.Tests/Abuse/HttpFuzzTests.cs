using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Abuse;

/// <summary>
/// Whatever is sent, the program has an answer that is not a failure of its own. Seeded: a fault is found again. THROUGHLINE_FUZZ_REQUESTS
/// says how many requests (1,500 in the suite, or a minute of them), THROUGHLINE_FUZZ_SEED with what seed.
/// </summary>
public sealed class HttpFuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Requests = Setting("THROUGHLINE_FUZZ_REQUESTS", 1_500);
    private static readonly bool IsAskedFor = Environment.GetEnvironmentVariable("THROUGHLINE_FUZZ_REQUESTS") is not null;
    private static readonly TimeSpan AboutAMinute = TimeSpan.FromMinutes(1);
    private static readonly int Seed = Setting("THROUGHLINE_FUZZ_SEED", 20261120);

    private static readonly string[] Nasty =
    [
        "", " ", "0", "-1", "1", "2147483648", "-9223372036854775809", "1e309", "NaN", "0x10", "1.5", "true", "null", "[]", "{}", "\0", "a\0b", "\ud83d\ude00", "\u202e", "é", "ﬁ", "İ", "\r\n", "\t", "'", "\"", "';--", "\\", "%", "_", "%00", "$1", "{0}", "{{", "${x}",
        "<b>", "&amp;", "2026-11-20", "2026-02-30", "9999-12-31", "0001-01-01", "31/12/9999", "24:00", "2026-11-20T10:30:00Z", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "red", "adopt", "keep", "phone", "asc", "desc", "../x", "a,b", "a;b", "*", "(", "[a-z", "a:*", "& |", "!",
    ];

    private readonly AttackedSite attacked = new();

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given) ? given : usual;

    public Task InitializeAsync() => attacked.InitializeAsync();

    public Task DisposeAsync() => attacked.DisposeAsync();

    [Fact]
    public async Task Requests_OfAnyKind_AreNeverAFailureOfOurs()
    {
        var random = new Random(Seed);
        var names = await NamesAsync();
        var endpoints = attacked.Endpoints.Where(endpoint => endpoint.Route is not "/sign-out").ToList();
        var forms = await FormsAsync(endpoints);
        var statuses = new SortedDictionary<int, int>();
        var failures = new List<string>();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var sent = 0;
        for (var number = 0; number < Requests && (IsAskedFor || watch.Elapsed < AboutAMinute); number++, sent++)
        {
            if (number % 500 == 0)
                await attacked.HealAsync();
            var endpoint = endpoints[random.Next(endpoints.Count)];
            var caller = random.Next(12) == 0 ? attacked.Nobody() : await CallerAsync(endpoint, number);
            var (method, address, content, said) = await RequestAsync(endpoint, random, names, forms);
            Reply reply;
            try
            {
                reply = await caller.SendAsync(method, address, content);
            }
            catch (Exception refused) when (refused is HttpRequestException or UriFormatException)
            {
                continue;
            }

            statuses[reply.Status] = statuses.GetValueOrDefault(reply.Status) + 1;
            if (reply.Status >= 500)
                failures.Add($"{number}: {method} {Short(address)} {Short(said)} → {reply.Status}: {attacked.Log.Lines.LastOrDefault(line => line.StartsWith("Error", StringComparison.Ordinal))?[..300]}");
        }

        output.WriteLine($"{sent} requests in {watch.Elapsed.TotalSeconds:N0} s: {string.Join(", ", statuses.Select(status => $"{status.Key}: {status.Value}"))}");
        failures.ShouldBeEmpty();
        // a fuzz whose every request is refused at the door tries nothing
        statuses.GetValueOrDefault(200).ShouldBeGreaterThan(sent / 10);
        statuses.GetValueOrDefault(400).ShouldBeGreaterThan(sent / 20);
    }

    private readonly Dictionary<string, Caller> signedIn = [];

    /// <summary>Looked at again only now and then: whether somebody is still signed in costs a request.</summary>
    private async Task<Caller> CallerAsync(Endpoint endpoint, int number)
    {
        var key = attacked.WhoMay(endpoint) + endpoint.IsApi;
        if (number % 100 == 0 || !signedIn.TryGetValue(key, out var caller))
            signedIn[key] = caller = await attacked.WhoMayAsync(endpoint);
        return caller;
    }

    private async Task<(HttpMethod Method, string Address, HttpContent? Content, string Said)> RequestAsync(Endpoint endpoint, Random random, IReadOnlyList<string> names, Dictionary<string, IReadOnlyList<Form>> forms)
    {
        var address = await attacked.AddressAsync(endpoint, _ => random.Next(8) == 0 ? Uri.EscapeDataString(Value(random) is { Length: > 0 } value ? value : "x") : null);
        var query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Uri.EscapeDataString(Name(endpoint, random, names))}={Uri.EscapeDataString(Value(random))}"));
        if (query.Length > 0)
            address += (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query;
        if (!endpoint.Methods.Contains("POST") || (endpoint.Gets && random.Next(2) == 0))
            return (HttpMethod.Get, address, null, "");
        if (endpoint.IsApi)
        {
            var json = Json(endpoint, random, names);
            return (HttpMethod.Post, address, new StringContent(json, Encoding.UTF8, random.Next(10) == 0 ? "text/plain" : "application/json"), json);
        }

        var own = forms[endpoint.Route].Count > 0 ? forms[endpoint.Route][random.Next(forms[endpoint.Route].Count)] : new Form(address, [], false);
        var fields = own.Fields.Select(field => field.Key == Form.Token || random.Next(3) > 0 ? field : new(field.Key, Value(random))).Where(field => field.Key == Form.Token || random.Next(10) > 0).ToList();
        for (var more = random.Next(4); more > 0; more--)
            fields.Add(new(Name(endpoint, random, names), Value(random)));
        var form = own with { Fields = fields };
        return (HttpMethod.Post, random.Next(6) == 0 ? address : own.Action, form.Content(file: Bytes(random)), string.Join('&', fields.Where(field => field.Key != Form.Token).Select(field => $"{field.Key}={field.Value}")));
    }

    private static string Name(Endpoint endpoint, Random random, IReadOnlyList<string> names)
    {
        var name = endpoint.Takes.Count > 0 && random.Next(4) > 0 ? endpoint.Takes[random.Next(endpoint.Takes.Count)].Name : names[random.Next(names.Count)];
        return random.Next(8) switch { 0 => name + ".Day", 1 => name + "[0]", 2 => name + "[" + Value(random) + "]", _ => name };
    }

    private static string Value(Random random) => random.Next(12) switch
    {
        0 => new string(Nasty[random.Next(Nasty.Length)].FirstOrDefault('x'), random.Next(1, 5000)),
        1 => new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(1, 0xD7FF))]),
        2 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        3 => Guid.CreateVersion7().ToString(),
        4 => Nasty[random.Next(Nasty.Length)] + Nasty[random.Next(Nasty.Length)],
        _ => Nasty[random.Next(Nasty.Length)],
    };

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(400)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Json(Endpoint endpoint, Random random, IReadOnlyList<string> names, int depth = 0)
    {
        if (depth == 0 && random.Next(10) == 0)
            return Value(random);
        var members = Enumerable.Range(0, random.Next(1, 8)).Select(_ =>
        {
            var value = random.Next(8) switch
            {
                0 => random.Next(-5, 500).ToString(CultureInfo.InvariantCulture),
                1 => "null",
                2 => "true",
                3 when depth < 4 => Json(endpoint, random, names, depth + 1),
                4 => $"[{JsonSerializer.Serialize(Value(random))}]",
                5 => "\"\\ud800\"",
                _ => JsonSerializer.Serialize(Value(random)),
            };
            return $"{JsonSerializer.Serialize(names[random.Next(names.Count)])}: {value}";
        });
        return $"{{ {string.Join(", ", members)} }}";
    }

    /// <summary>Every name that a request of the API or a form may have.</summary>
    private async Task<IReadOnlyList<string>> NamesAsync()
    {
        using var nobody = attacked.Nobody();
        using var document = JsonDocument.Parse((await nobody.GetAsync("/api/v1/openapi.json")).Body);
        var names = new HashSet<string>(["page", "size", "sort", "handler", "then", "q"]);
        if (document.RootElement.TryGetProperty("components", out var components) && components.TryGetProperty("schemas", out var schemas))
        {
            foreach (var schema in schemas.EnumerateObject())
            {
                if (schema.Value.TryGetProperty("properties", out var properties))
                    names.UnionWith(properties.EnumerateObject().Select(property => property.Name));
            }
        }

        names.UnionWith(attacked.Endpoints.SelectMany(endpoint => endpoint.Takes).Select(input => input.Name));
        return [.. names.Order(StringComparer.Ordinal)];
    }

    private async Task<Dictionary<string, IReadOnlyList<Form>>> FormsAsync(IEnumerable<Endpoint> endpoints)
    {
        var forms = new Dictionary<string, IReadOnlyList<Form>>();
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.IsPage && endpoint.Methods.Contains("POST")))
            forms[endpoint.Route] = Form.Of(await (await attacked.WhoMayAsync(endpoint)).GetAsync(await attacked.AddressAsync(endpoint)), Form.Plausible);
        return forms;
    }

    private static string Short(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
