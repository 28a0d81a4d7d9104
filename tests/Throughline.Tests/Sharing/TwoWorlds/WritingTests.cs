using System.Text.RegularExpressions;
using Npgsql;
using Shouldly;
using Throughline.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>
/// What somebody writes may run into what they may not see: the same writing in two worlds, of which one holds a hidden person with
/// the same identifiers and name, must be answered alike, and read alike afterwards.
/// </summary>
public sealed class WritingTests(ITestOutputHelper output)
{
    private static readonly Regex Key = new("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.NonBacktracking, TimeSpan.FromSeconds(5));

    /// <summary>Keys that were made in this world, in the order in which they are met: they are new in both.</summary>
    private sealed class Keys(HashSet<string> known)
    {
        private readonly Dictionary<string, string> names = [];

        public string Named(string text) => Key.Replace(text, found => known.Contains(found.Value) ? found.Value : names.TryGetValue(found.Value, out var name) ? name : names[found.Value] = $"key-{names.Count + 1:00000000}");

        public string? Last(string text) => Key.Matches(text).LastOrDefault()?.Value;
    }

    /// <summary>The job may end before or after the minute by which the clock moves between two steps.</summary>
    private static readonly Regex FinishedAt = new("\"finishedAt\":\"[^\"]+\"", RegexOptions.NonBacktracking, TimeSpan.FromSeconds(5));

    private static readonly Guid HiddenPerson = HiddenKeys.PersonOf(0);

    private sealed record Side(Site Site, Asker Asker, Keys Keys, Dictionary<string, string> Made);

    [Theory]
    [InlineData("coordinator", "drug-service")]
    [InlineData("intelligence", "drug-service")]
    [InlineData("manager", "police")]
    [InlineData("drug-worker", "police")]
    [InlineData("charity-worker", "police")]
    [InlineData("prison-link", "police")]
    public async Task Writing_WhatAHiddenPersonHas_IsAnsweredAsIfThereWereNobody(string kind, string owner)
    {
        var world = await World.CreateAsync();
        var (people, cases, run, _) = await BaseWorld.BuildAsync(world);
        var twin = await world.TwinAsync();
        await using (var connection = new NpgsqlConnection(twin.Database.AdminConnection))
        {
            await connection.OpenAsync();
            var user = twin.As(owner == "police" ? "police-manager" : "drug-worker").User.Value;
            await SomebodyUnknown.Of(twin, thing: 0, owner, user, like: people[0]).WriteAsync(connection, 1);
        }

        await using var without = await Site.StartAsync(world);
        await using var with = await Site.StartAsync(twin);
        HashSet<string> known = [.. people.Concat(cases).Append(run).Append(HiddenPerson).Select(id => id.ToString()), .. world.Agencies.Values.Select(a => a.ToString())];
        using var one = await Asker.OfAsync(without, kind, world.As(kind));
        using var other = await Asker.OfAsync(with, kind, twin.As(kind));
        Side[] sides = [new(without, one, new(known), []), new(with, other, new(known), [])];
        var (pairs, differences) = (0, new List<string>());

        foreach (var (name, step) in Steps(kind, people))
        {
            var replies = new List<string>();
            foreach (var side in sides)
            {
                side.Site.World.Clock.Move(TimeSpan.FromMinutes(1));
                replies.Add(side.Keys.Named(FinishedAt.Replace((await step(side)).Text, "")));
            }

            pairs++;
            if (replies[0] != replies[1])
                differences.Add($"{kind}: {name}: {new Reply(replies[1]).DifferenceFrom(new Reply(replies[0]))}");
        }

        output.WriteLine($"{pairs} pairs as {kind}; {differences.Count} differences");
        foreach (var difference in differences)
            output.WriteLine(difference);
        differences.Take(3).ShouldBeEmpty();
    }

    private static IEnumerable<(string Name, Func<Side, Task<Reply>> Step)> Steps(string kind, IReadOnlyList<Guid> people)
    {
        static Func<Side, Task<Reply>> Send(string method, string path, string? json = null) => side => side.Asker.SendAsync(new(method, path, json));

        // somebody like the hidden person by name, and then by each identifier
        yield return ("record somebody of the same name, unseen", Send("POST", "/api/v1/people/", """{"surname":"Hidden1","forenames":"Secret","dateOfBirth":"1989-12-01","source":"Told us","noneOfThem":false}"""));
        foreach (var (type, value) in SomebodyUnknown.Identifiers)
        {
            var surname = "Newman" + type.Replace("_", "", StringComparison.Ordinal);
            yield return ($"record somebody with the {type}", async side =>
            {
                var reply = await side.Asker.SendAsync(new("POST", "/api/v1/people/", $$"""{"surname":"{{surname}}","forenames":"Ann","dateOfBirth":"1990-01-02","identifierType":"{{type}}","identifier":"{{value}}","source":"Told us","noneOfThem":true}"""));
                side.Made[type] = side.Keys.Last(reply.Text) ?? "";
                return reply;
            }
            );
            foreach (var page in new[] { "", "/identity", "/matches", "/timeline" })
                yield return ($"read what was recorded with the {type}{page}", side => side.Asker.SendAsync(new("GET", $"/people/{side.Made[type]}{page}")));
            yield return ($"search for the {type}", Send("POST", "/api/v1/people/search", $$"""{"identifier":"{{value}}"}"""));
            yield return ($"record the {type} again", Send("POST", "/api/v1/people/", $$"""{"surname":"Again","forenames":"Ann","dateOfBirth":"1990-01-02","identifierType":"{{type}}","identifier":"{{value}}","source":"Told us","noneOfThem":true}"""));
            var form = $"/people/{people[5]}/items/identifier/add";
            yield return ($"add the {type} to somebody else", side => side.Asker.SubmitAsync(form, form, ("Input.Type", type), ("Input.Value", value), ("Source", "Told us")));
        }

        foreach (var path in new[] { $"/people/{people[5]}/identity", $"/people/{people[5]}/matches", $"/people/{people[5]}/timeline", "/matches", "/", "/cohort", "/scores", "/panel" })
            yield return ($"read {path}", Send("GET", path));
        yield return ("nominate", Send("POST", $"/api/v1/people/{people[5]}/nominations", """{"reasonKind":"offending","reasons":"Arrested four times since June for burglary, no contact."}"""));
        yield return ("nominate the hidden person", Send("POST", $"/api/v1/people/{HiddenPerson}/nominations", """{"reasonKind":"offending","reasons":"Arrested four times since June for burglary, no contact."}"""));
        yield return ("nominate nobody", Send("POST", "/api/v1/people/01a90000-0000-7000-8000-0000000e0e0e/nominations", """{"reasonKind":"offending","reasons":"Arrested four times since June for burglary, no contact."}"""));
        foreach (var path in new[] { "/api/v1/cases", "/panel", $"/people/{people[5]}", $"/people/{people[5]}/panel", $"/people/{people[5]}/timeline", "/" })
            yield return ($"read {path} after", Send("GET", path));
        if (kind is not ("coordinator" or "intelligence"))
            yield break;
        foreach (var dry in new[] { "true", "false" })
        {
            yield return ($"send a file, dry run {dry}", async side =>
            {
                var reply = await side.Asker.SendFileAsync($"/api/v1/imports/?profile=police-nominals&agency=north-police&fileName=people.csv&dryRun={dry}",
                    "person_ref,pncid,surname,forenames,date_of_birth\nNCH/1,2001/0012345X,Marsh,Lee,1989-12-01\nNCH/2,,Hidden1,Secret,1989-12-01\nNCH/3,2001/0012345X,Quite,Different,1970-05-05\nNCH/4,,Plain,Person,1991-02-03\n");
                side.Made["import"] = side.Keys.Last(reply.Text) ?? "";
                return reply;
            }
            );
            yield return ($"wait for the file, dry run {dry}", WaitAsync);
            foreach (var path in new[] { "/imports/{0}", "/api/v1/imports/{0}", "/api/v1/imports/{0}/set-aside", "/imports/{0}/set-aside.csv", "/imports", "/matches", "/" })
                yield return ($"read {path} after the file, dry run {dry}", side => side.Asker.SendAsync(new("GET", path.Replace("{0}", side.Made["import"], StringComparison.Ordinal))));
        }

        foreach (var clue in Script.Clues.Values)
            yield return ("search after the file", Send("POST", "/api/v1/people/search", System.Text.Json.JsonSerializer.Serialize(clue, System.Text.Json.JsonSerializerOptions.Web)));
    }

    /// <summary>Until the job has taken the file in; its work is done by the program's own runner.</summary>
    private static async Task<Reply> WaitAsync(Side side)
    {
        for (var i = 0; ; i++)
        {
            var reply = await side.Asker.SendAsync(new("GET", $"/api/v1/imports/{side.Made["import"]}"));
            if (i > 600 || !(reply.Text.Contains("\"waiting\"", StringComparison.Ordinal) || reply.Text.Contains("\"running\"", StringComparison.Ordinal)))
                return reply;
            await Task.Delay(100);
        }
    }
}
