using System.Text.RegularExpressions;
using Dapper;
using Shouldly;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>Keys of another partnership, keys of nothing and things that are no keys: one answer, the same to the byte (ASVS 8.2.2, 8.4.1).</summary>
[Collection(OnTheAttackedSite.Name)]
public sealed partial class ObjectReferenceTests(AttackedSite attacked)
{
    private static readonly string[] Malformed = ["0", "-1", "null", "undefined", "x", "00000000-0000-0000-0000-000000000000", "1%20or%201=1", "%27", "..", "%2e%2e%2fcohort", "%00", "{id}", "a%0d%0ab", new('a', 2000)];

    private IEnumerable<Endpoint> WithKeys => attacked.Endpoints.Where(endpoint => endpoint.Route.Contains('{', StringComparison.Ordinal) && !endpoint.IsOpen);

    [Fact]
    public async Task Get_KeyOfAnotherPartnership_IsAnsweredLikeAKeyOfNothing()
    {
        var tried = 0;
        foreach (var endpoint in WithKeys.Where(endpoint => endpoint.Gets))
        {
            var stranger = await attacked.WhoMayAsync(endpoint, "south");
            var theirs = await attacked.AddressAsync(endpoint);
            if (!Key().IsMatch(theirs))
                continue;
            var nothing = Key().Replace(theirs, _ => Guid.CreateVersion7().ToString());
            var (foreign, unknown) = (await stranger.GetAsync(theirs), await stranger.GetAsync(nothing));
            (foreign.Status, unknown.Status).ShouldBe((404, 404), endpoint.Route);
            Bytes(foreign).ShouldBe(Bytes(unknown), endpoint.Route);
            tried++;
        }

        tried.ShouldBeGreaterThan(25);
    }

    [Fact]
    public async Task Get_OneKeyOfTheAddressFromAnotherPartnership_IsNotThere()
    {
        var stranger = (await attacked.AskAsync<Guid>("select id from person where partnership_id = @south limit 1", new { south = attacked.Site.World.South.Value })).ToString();
        foreach (var endpoint in WithKeys.Where(endpoint => endpoint.Gets))
        {
            var address = await attacked.AddressAsync(endpoint);
            var keys = Key().Matches(address);
            if (keys.Count < 2)
                continue;
            var ours = await attacked.WhoMayAsync(endpoint);
            // our own item under a person of theirs, and under somebody of ours whose it is not
            foreach (var person in new[] { stranger, attacked.World.Nobodys.ToString(), attacked.World.Adopted.ToString() }.Where(person => person != keys[0].Value))
                (await ours.GetAsync(address.Replace(keys[0].Value, person, StringComparison.Ordinal))).Status.ShouldBe(404, $"{endpoint} under {person}");
        }
    }

    [Fact]
    public async Task Get_WhatIsNoKey_IsNotThere()
    {
        foreach (var endpoint in WithKeys.Where(endpoint => endpoint.Gets))
        {
            var ours = await attacked.WhoMayAsync(endpoint);
            foreach (var wrong in Malformed)
            {
                var reply = await ours.GetAsync(await attacked.AddressAsync(endpoint, _ => wrong));
                // ".." is taken out of the address by whoever sends it, and then another page is asked for
                reply.Status.ShouldBeOneOf(wrong is ".." ? [200, 302, 404, 405] : [404, 405, 400], $"{reply}");
            }
        }
    }

    [Fact]
    public async Task Post_ToAKeyOfAnotherPartnership_IsAnsweredLikeAKeyOfNothingAndChangesNothing()
    {
        foreach (var endpoint in WithKeys.Where(endpoint => endpoint.Methods.Contains("POST")))
        {
            var theirs = await attacked.AddressAsync(endpoint);
            if (!Key().IsMatch(theirs))
                continue;
            var nothing = Key().Replace(theirs, _ => Guid.CreateVersion7().ToString());
            var form = endpoint.IsPage ? Form.Of(await (await attacked.WhoMayAsync(endpoint)).GetAsync(theirs), Form.Plausible).FirstOrDefault() : null;
            var stranger = await attacked.WhoMayAsync(endpoint, "south");
            var token = endpoint.IsPage ? (await stranger.GetAsync("/account")).Token : "";
            var before = await attacked.StateAsync();
            foreach (var handler in endpoint.Posts.DefaultIfEmpty(""))
            {
                async Task<Reply> SendAsync(string address) => endpoint.IsApi
                    ? await stranger.JsonAsync(address, """{ "reasons": "Because of what was seen.", "reason": "Because", "kind": "offending", "status": "red", "vote": "adopt", "outcome": "adopt" }""")
                    : await stranger.PostAsync(ForgeryTests.WithHandler(address, handler), (form ?? new Form(address, [], false)).With(Form.Token, token).Fields);
                var (foreign, unknown) = (await SendAsync(theirs), await SendAsync(nothing));
                foreign.Status.ShouldBe(unknown.Status, $"{endpoint} {handler}");
                foreign.Status.ShouldBeOneOf([404, 400, 405, 415], $"{endpoint} {handler}");
                Bytes(foreign).ShouldBe(Bytes(unknown), $"{endpoint} {handler}");
            }

            AttackedSite.Changed(before, await attacked.StateAsync()).Where(table => table is not "session" and not "api_token").ShouldBeEmpty(endpoint.Route);
        }
    }

    /// <summary>Hidden fields, choices and lists of every form hold keys as well.</summary>
    [Fact]
    public async Task Form_KeyOfAnotherPartnershipInAnyField_IsAnsweredLikeAKeyOfNothing()
    {
        var strangers = await StrangersAsync();
        var tried = new List<string>();
        var theirRows = await TheirRowsAsync();
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.IsPage && endpoint.Gets && endpoint.Posts.Count > 0 && !endpoint.IsOpen))
        {
            // people at different places of their way have different forms
            string?[] folk = endpoint.Route.StartsWith("/people/{id}", StringComparison.Ordinal) && endpoint.Route.Count(letter => letter == '{') == 1 ? [.. new[] { attacked.World.Adopted, attacked.World.BeforePanel, attacked.World.Nobodys, attacked.World.WithLetter }.Select(one => one.ToString())] : [null];
            foreach (var form in await FormsAsync(endpoint, folk))
            {
                var ours = await attacked.WhoMayAsync(endpoint);
                foreach (var field in form.Fields.Where(field => field.Key != Form.Token && Key().IsMatch(field.Key + field.Value)).DistinctBy(field => field.Key))
                {
                    Form Asking(string key) => form with { Fields = [.. form.Fields.Select(one => one.Key == field.Key ? new(Key().Replace(one.Key, key), Key().Replace(one.Value, key)) : one)] };
                    var foreign = strangers.GetValueOrDefault(Guid.Parse(Key().Match(field.Key + " " + field.Value).Value), Guid.CreateVersion7());
                    var (theirs, nothing) = (await SubmitAsync(ours, Asking(foreign.ToString())), await SubmitAsync(ours, Asking(Guid.CreateVersion7().ToString())));
                    var wrong = await SubmitAsync(ours, Asking("no key"));
                    // the step that shows who would see it answers 200, and must say the same of both
                    int[] refusals = field.Key.StartsWith("Who.", StringComparison.Ordinal) ? [200, 302, 400, 404, 409] : [302, 400, 404, 409];
                    theirs.Status.ShouldBeOneOf(refusals, $"{endpoint} {field.Key} of another partnership");
                    // where to come back to is a key as well: the form is taken, and then somebody has been quicker; an agency's views are given once
                    if (theirs.Status == 302)
                        nothing.Status.ShouldBeOneOf(endpoint.Route == "/rights/views/{id:guid}" ? [302, 400, 409] : [302, 409], $"{endpoint} {field.Key}");
                    else
                        Bytes(theirs).ShouldBe(Bytes(nothing), $"{endpoint} {field.Key}");
                    wrong.Status.ShouldBeOneOf(refusals, $"{endpoint} {field.Key} that is no key");
                    tried.Add($"{endpoint} {field.Key}");
                }
            }
        }

        tried.Count.ShouldBeGreaterThan(5, string.Join(", ", tried));
        (await TheirRowsAsync()).ShouldBe(theirRows, "whatever the form said, nothing of theirs was touched or taken");
    }

    private async Task<List<Form>> FormsAsync(Endpoint endpoint, string?[] folk)
    {
        var forms = new List<Form>();
        foreach (var one in folk)
        {
            var page = await (await attacked.WhoMayAsync(endpoint)).GetAsync(await attacked.AddressAsync(endpoint, name => name == "id" ? one : null));
            forms.AddRange(Form.Of(page, Form.Plausible));
        }

        return forms;
    }

    /// <summary>Rows of the other partnership, and rows that name its people.</summary>
    private async Task<Dictionary<string, string>> TheirRowsAsync()
    {
        await using var connection = await attacked.AdminAsync();
        var tables = await connection.QueryAsync<(string Table, bool Person)>(
            """
            select c.table_name, exists (select from information_schema.columns p where p.table_schema = 'public' and p.table_name = c.table_name and p.column_name = 'person_id')
            from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = 'partnership_id' and c.table_name not in ('session', 'api_token') and c.table_name not like 'audit%'
            """);
        var rows = new Dictionary<string, string>();
        foreach (var (table, person) in tables)
        {
            rows[table] = await connection.QueryFirstAsync<string>(
                $"select count(*) || ' ' || coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0) from {table} where partnership_id = @south {(person ? "or person_id in (select id from person where partnership_id = @south)" : "")}", new { south = attacked.Site.World.South.Value });
        }

        return rows;
    }

    private static async Task<Reply> SubmitAsync(Caller caller, Form form)
    {
        // whatever the form before left to say is said here
        await caller.GetAsync("/help");
        using var content = form.Content();
        return await caller.SendAsync(HttpMethod.Post, form.Action, content);
    }

    /// <summary>For each key of ours, a key of the same table that is the other partnership's; where it has none, a key of nothing.</summary>
    private async Task<Dictionary<Guid, Guid>> StrangersAsync()
    {
        await using var connection = await attacked.AdminAsync();
        var tables = await connection.QueryAsync<string>(
            """
            select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = 'id' and c.data_type = 'uuid'
            """);
        var strangers = new Dictionary<Guid, Guid>();
        foreach (var table in tables)
        {
            var isKept = await connection.QueryFirstAsync<bool>("select exists (select from information_schema.columns where table_schema = 'public' and table_name = @table and column_name = 'partnership_id')", new { table });
            var mine = isKept ? "partnership_id = @north" : table == "agency" ? "code like 'north%'" : table == "app_user" ? "user_name like '%north.example'" : "true";
            var other = isKept ? "partnership_id = @south" : table == "agency" ? "code like 'south%'" : table == "app_user" ? "user_name like '%south.example'" : "false";
            var values = new { north = attacked.Site.World.North.Value, south = attacked.Site.World.South.Value };
            var stranger = await connection.QueryFirstOrDefaultAsync<Guid?>($"select id from {table} where {other} order by id limit 1", values) ?? Guid.CreateVersion7();
            foreach (var key in await connection.QueryAsync<Guid>($"select id from {table} where {mine} limit 5000", values))
                strangers[key] = stranger;
        }

        return strangers;
    }

    /// <summary>What was answered but for what is new each time and for the keys that were asked for.</summary>
    internal static string Bytes(Reply reply) =>
        Key().Replace(Token().Replace($"{reply.Status}\n{string.Join('\n', reply.HeaderLines.Where(line => !line.StartsWith("Date", StringComparison.Ordinal) && !line.StartsWith("Content-Length", StringComparison.Ordinal)))}\n{reply.Body}", "one-time"), "key");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Key();

    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]+")]
    private static partial Regex Token();
}
