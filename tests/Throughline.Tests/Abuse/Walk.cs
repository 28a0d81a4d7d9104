using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Dapper;
using Shouldly;
using Throughline.Access;
using Throughline.Testing;

namespace Throughline.Tests.Abuse;

/// <summary>Goes over every endpoint in every way that ends differently, with values that can be recognised wherever they turn up again.</summary>
internal sealed class Walk(AttackedSite attacked)
{
    /// <summary>Unlike anything the program says of itself.</summary>
    public static readonly IReadOnlyList<string> Typed = ["Zqcanaryson", "Zqcanaryfirst", "99/914237K", "07700900914", "914 Zqcanary Row", "ZQ9 1QZ"];

    private readonly List<Reply> replies = [];

    public IReadOnlyList<Reply> Replies => replies;

    public async Task<IReadOnlyList<string>> CanariesAsync() => [.. await Canaries.OfAsync(attacked.Site.World), .. Typed];

    public async Task EverythingAsync()
    {
        attacked.Told = replies.Add;
        await ReadAsync();
        await NotThereAsync();
        await FillInAsync();
        await ApiAsync();
        await StaticAsync();
        await BreakAsync();
        attacked.Told = null;
    }

    private async Task ReadAsync()
    {
        using var nobody = attacked.Nobody();
        foreach (var endpoint in attacked.Endpoints)
        {
            var address = await attacked.AddressAsync(endpoint);
            await nobody.GetAsync(address);
            var caller = await attacked.WhoMayAsync(endpoint);
            await caller.GetAsync(address);
            await caller.SendAsync(HttpMethod.Head, address);
            await caller.SendAsync(HttpMethod.Delete, address);
        }
    }

    private async Task NotThereAsync()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.Route.Contains('{', StringComparison.Ordinal)))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            await caller.GetAsync(await attacked.AddressAsync(endpoint, name => name is "id" or "kind" or "name" or "documentName" or "user" ? "no-such-thing" : Guid.CreateVersion7().ToString()));
        }
    }

    /// <summary>Every form of every page: empty, with what a person would type, and again, when somebody else has been quicker.</summary>
    private async Task FillInAsync()
    {
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.IsPage && endpoint.Gets && endpoint.Route is not "/sign-out"))
        {
            var address = await attacked.AddressAsync(endpoint);
            var page = await (await attacked.WhoMayAsync(endpoint)).GetAsync(address);
            foreach (var number in Enumerable.Range(0, Form.Of(page, _ => "").Count))
            {
                // criteria, numbers, accounts and agreements are not about anybody
                Func<IElement, string> telling = endpoint.Route.Split('/')[1] is "matrix" or "settings" or "users" or "account" || endpoint.Route.StartsWith("/sharing/agreements", StringComparison.Ordinal) ? Form.Plausible : Canary;
                foreach (var text in (Func<IElement, string>[])[_ => "", telling, telling, Form.Plausible, Form.Plausible])
                {
                    var caller = await attacked.WhoMayAsync(endpoint);
                    page = await caller.GetAsync(address);
                    if (Form.Of(page, text).ElementAtOrDefault(number) is not { } form)
                        continue;
                    using var content = form.Content("Zqcanaryson.csv");
                    var reply = await caller.SendAsync(HttpMethod.Post, form.Action, content);
                    if (reply.Location is { } next && next.StartsWith('/'))
                        await caller.GetAsync(next);
                }
            }

            await attacked.HealAsync();
        }
    }

    private static string Canary(IElement field)
    {
        var name = field.GetAttribute("name")!;
        return (field as IHtmlInputElement)?.Type is "password" or "date" or "number" ? Form.Plausible(field)
            : name.Contains("urname", StringComparison.Ordinal) ? Typed[0]
            : name.Contains("orename", StringComparison.Ordinal) ? Typed[1]
            : name.Contains("hone", StringComparison.Ordinal) ? Typed[3]
            : name.Contains("ostcode", StringComparison.Ordinal) ? Typed[5]
            : name.Contains("dentifier", StringComparison.Ordinal) ? Typed[2]
            : field is IHtmlTextAreaElement ? string.Join(", ", Typed) : Typed[0];
    }

    private async Task ApiAsync()
    {
        var canaries = string.Join(", ", Typed.Select((value, at) => $"\"field{at}\": \"{value}\""));
        string[] bodies =
        [
            "", "{", $"{{ {canaries} }}", $$"""{ "surname": "{{Typed[0]}}", "forenames": "{{Typed[1]}}", "identifierType": "pnc", "identifier": "{{Typed[2]}}", "source": "Seen today", "dateOfBirth": "1990-02-31" }""",
            $$"""{ "surname": "{{Typed[0]}}", "forenames": "{{Typed[1]}}", "dateOfBirth": "1990-02-03", "anything": "{{Typed[0]}}", "phone": "{{Typed[3]}}", "source": "Seen today", "reasons": "{{Typed[4]}}", "kind": "offending", "status": "red" }""",
            $$"""{ "surname": ["{{Typed[0]}}"], "dateOfBirth": "{{Typed[0]}}" }""",
        ];
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.IsApi && endpoint.Methods.Contains("POST")))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            foreach (var body in bodies)
                await caller.JsonAsync(await attacked.AddressAsync(endpoint), body);
            await caller.PostAsync(await attacked.AddressAsync(endpoint), new KeyValuePair<string, string>("surname", Typed[0]));
        }
    }

    private async Task StaticAsync()
    {
        using var nobody = attacked.Nobody();
        foreach (var address in new[] { "/app.css", "/app.js", "/app.css?v=1", "/app.js?v=abc", "/assets/images/favicon.svg", "/assets/no-such-file.svg", "/nowhere", "/api/nowhere", "/api", "/.gitkeep", "/robots.txt" })
            await nobody.GetAsync(address);
    }

    /// <summary>The whole database out of reach, and then one table: whatever can fail does, with somebody's name in the request.</summary>
    private async Task BreakAsync()
    {
        var reached = new List<(Endpoint Endpoint, Caller Caller, string Address, Reply Page)>();
        foreach (var endpoint in attacked.Endpoints)
        {
            var address = await attacked.AddressAsync(endpoint);
            var caller = await attacked.WhoMayAsync(endpoint);
            reached.Add((endpoint, caller, address, await caller.GetAsync(address)));
        }

        foreach (var broken in new[] { "person", "process", "session, public.api_token" })
        {
            await using var connection = await attacked.AdminAsync();
            await connection.ExecuteAsync($"revoke all on public.{broken} from throughline_app, throughline_owner");
            foreach (var (endpoint, caller, address, page) in reached)
            {
                await caller.GetAsync(address);
                foreach (var form in Form.Of(page, Canary))
                {
                    using var content = form.Content("Zqcanaryson.csv");
                    await caller.SendAsync(HttpMethod.Post, form.Action, content);
                }

                if (endpoint.IsApi && endpoint.Methods.Contains("POST"))
                    await caller.JsonAsync(address, $$"""{ "surname": "{{Typed[0]}}", "forenames": "{{Typed[1]}}", "dateOfBirth": "1990-02-03", "anything": "{{Typed[0]}}", "source": "Seen", "reasons": "{{Typed[4]}}", "kind": "offending" }""");
            }

            await connection.ExecuteAsync($"grant all on public.{broken} to throughline_app, throughline_owner");
        }
    }
}
