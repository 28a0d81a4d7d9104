using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Throughline.Tests.Sharing;

/// <summary>Row-level security against the rule: for every viewer and every item of a world in which everything occurs.</summary>
public sealed class KeptPolicyTests(ITestOutputHelper output)
{
    [Fact]
    public async Task RowLevelSecurity_ForEveryViewerAndItem_ShowsWhatTheRuleSays()
    {
        await using var kept = await KeptWorld.CreateAsync(viewers: 120, people: 60, itemsEach: 3);
        var wrong = new List<string>();
        var (cells, shown, glimpsed) = (0L, 0L, 0L);

        foreach (var viewer in kept.Viewers)
        {
            await using var db = new Db(kept.World.Database.Source);
            await db.BeginAsync(kept.ActOf(viewer));
            var seen = (await db.ListAsync<Guid>("select id from item")).ToHashSet();
            foreach (var item in kept.Items)
            {
                cells++;
                var decision = kept.Decide(viewer, item);
                if (seen.Contains(item.Id) != (decision.Level == Level.Full))
                    wrong.Add($"{viewer} {item}: rule {decision}, database {(seen.Contains(item.Id) ? "shows" : "hides")}");
            }

            shown += seen.Count;
            if (cells / kept.Items.Count % 4 == 0)
                glimpsed += await CompareGlimpsesAsync(kept, viewer, db, wrong);
            if (cells / kept.Items.Count % 20 == 0)
                await CompareTablesAsync(kept, db, seen, wrong);
        }

        output.WriteLine($"{cells:N0} cells of {kept.Viewers.Count} viewers and {kept.Items.Count:N0} items in {kept.Tables.Count} tables: {shown:N0} shown in full; {glimpsed:N0} cells of glimpses; {wrong.Count:N0} disagreements");
        wrong.Take(5).ShouldBeEmpty();
        cells.ShouldBeGreaterThan(100_000);
    }

    private const string GlimpsesOfAll = "select p as person, g.item_id, g.owner_agency_id, g.category, g.level from unnest(@People) p, glimpses(p) g";

    private static async Task<long> CompareGlimpsesAsync(KeptWorld kept, Looker viewer, Db db, List<string> wrong)
    {
        wrong.AddRange(Differences(kept, viewer, await db.ListAsync<Glimpse>(GlimpsesOfAll, new { People = kept.People.ToArray() })));
        return kept.Items.Count(i => i.IsCurrent);
    }

    /// <summary>Summaries item by item; of what merely exists, the agencies and categories.</summary>
    private static IEnumerable<string> Differences(KeptWorld kept, Looker viewer, IReadOnlyList<Glimpse> rows)
    {
        var (summaries, exist) = (rows.Where(r => r.Level == "summary").Select(r => r.ItemId!.Value).ToHashSet(), rows.Where(r => r.Level == "existence").Select(r => (r.Person, r.OwnerAgencyId, r.Category)).ToHashSet());
        var expected = new HashSet<(Guid, Guid, string)>();
        foreach (var item in kept.Items.Where(i => i.IsCurrent))
        {
            var level = kept.Decide(viewer, item).Level;
            if (summaries.Contains(item.Id) != (level == Level.Summary))
                yield return $"{viewer} {item}: rule {level}, and the glimpse {(level == Level.Summary ? "is missing" : "is there")}";
            if (level == Level.Existence)
                expected.Add((item.Person, item.Label.Owner.Value, item.Label.Category));
        }

        foreach (var e in expected.Except(exist))
            yield return $"{viewer}: that {e} exists is missing";
        foreach (var e in exist.Except(expected))
            yield return $"{viewer}: that {e} exists is told";
    }

    private static async Task CompareTablesAsync(KeptWorld kept, Db db, HashSet<Guid> seen, List<string> wrong)
    {
        foreach (var table in kept.Tables)
        {
            var here = (await db.ListAsync<Guid>($"select id from {table}")).ToHashSet();
            if (!here.SetEquals(kept.Items.Where(i => i.Table == table && seen.Contains(i.Id)).Select(i => i.Id)))
                wrong.Add($"{table} by itself shows other rows than the view of all items");
        }
    }

    private sealed record Glimpse
    {
        public required Guid Person { get; init; }

        public Guid? ItemId { get; init; }

        public required Guid OwnerAgencyId { get; init; }

        public required string Category { get; init; }

        public required string Level { get; init; }
    }

    /// <summary>A part of the rule with what stands in its place when it is forgotten: in the policies of the tables when no function or view is named.</summary>
    private static readonly (string Name, string? Function, string Pattern, string Instead)[] Forgotten =
    [
        ("the partnership", null, @"\(?partnership_id = \( SELECT current_partnership\(\) AS current_partnership\)\)?", "true"),
        ("the account", null, @"account_sees\(\)", "true"),
        ("the lists of who may not", null, @"people_hidden_from_me\(\)", "'{}'::uuid[]"),
        ("the marking", null, @"CASE \w*\.?marking\s+WHEN 'partnership'[\s\S]*?\bEND\b[\s\S]*?\bEND\b", "true"),
        ("the marking for people", null, @"WHEN 'people'::text THEN [\s\S]*?\bELSE\b", "WHEN 'people'::text THEN true ELSE"),
        ("the marking for agencies", null, @"WHEN 'agencies'::text THEN \w*\.?marked_for", "WHEN 'agencies'::text THEN array[current_agency()]"),
        ("the case team", "begin_act", @"where t\.user_id = who and ", "where "),
        ("the open case", null, Exists("person_with_case w"), "true"),
        ("the category of a clause", null, @"\? category", "IS NOT NULL"),
        ("consent", "consented_to_me", @"exists \(select from consent c[\s\S]*?c\.expires_on >= current_day\(\)\)", "true"),
        ("the category of a clause that needs consent", "consented_to_me", @"\? of_category", "is not null"),
        ("the category that consent names", "consented_to_me", @"of_category = any \(c\.categories\)", "true"),
        ("whom consent names", "consented_to_me", @"current_agency\(\) = any \(c\.to_agencies\)", "true"),
        ("whose consent it is", "consented_to_me", @"c\.person_id = person and ", ""),
        ("that consent ends", "consented_to_me", @"and c\.expires_on >= current_day\(\)", ""),
        ("that consent was withdrawn", "consented_to_me", @"and c\.withdrawn_at is null", ""),
        ("to whom was disclosed", "given_to_me", @"(d\.)?to_agency_id = \( SELECT current_agency\(\) AS current_agency\)", "true"),
        ("that a summary is not the whole", "given_to_me", @"(d\.)?level = 'full'::text", "true"),
        ("that a disclosure ends", "given_to_me", @"(d\.)?until_at > current_act_at\(\)", "true"),
        ("that a disclosure begins", "given_to_me", @"(d\.)?from_at <= current_act_at\(\)", "true"),
        ("the last day of a clause", "begin_act", @"and g\.until_on >= on_day", ""),
        ("the first day of a clause", "begin_act", @"and g\.from_on <= on_day", ""),
        ("the level of a clause", "begin_act", @"and g\.level = 'full'", ""),
        ("to whom a clause goes", "begin_act", @"and g\.to_agency_id = for_agency", ""),
        ("that consent is needed", "begin_act", @"case when g\.needs_consent then 'consent' else g\.condition end", "g.condition"),
        ("the last day in a team", "begin_act", @"and \(t\.to_on is null or t\.to_on >= on_day\)", ""),
        ("that the team's case is open", "begin_act", @"and c\.state in \('nominated','for-panel','adopted','deferred'\)", ""),
        ("the end of urgent access", "begin_act", @"and u\.until_at > at_instant", ""),
        ("for which agency access is urgent", "begin_act", @"and u\.agency_id = for_agency", ""),
        ("the exclusions", "begin_act", @"where x\.user_id = who", "where false"),
        ("the restrictions", "begin_act", @"and not who = any \(r\.allowed_users\)", "and false"),
        ("who gave what was disclosed", null, @"d\.from_agency_id = \w*\.?owner_agency_id", "true"),
        ("that consent begins", "consented_to_me", @"and c\.given_on <= current_day\(\)", ""),
        ("the first day in a team", "begin_act", @"t\.from_on <= on_day and ", ""),
        ("that whoever moved left the team", "begin_act", @"and t\.received_at > left_at", ""),
        ("that whoever closed their account left the team", "left_places_at", @"where x\.user_id = who", "where false"),
        ("the beginning of urgent access", "begin_act", @"and u\.at <= at_instant", ""),
        ("that urgent access was ended", "begin_act", @"and u\.ended_at is null", ""),
        ("what a mover keeps", "begin_act", @"coalesce\(kept\.people, '\{\}'\)", "'{}'"),
        ("whom a mover keeps", null, @"\w*\.?person_id = ANY \(\( SELECT people_kept_in_sight\(\) AS people_kept_in_sight\)(::uuid\[\])?\)", "true"),
        ("the marking of what a mover keeps", "kept_shows", @"case of_marking[\s\S]*?else owner = kept_agency\(\) end", "true"),
        ("the category of what a mover keeps", "kept_shows", @"\? of_category", "is not null"),
        ("that a mover keeps nothing that rests on consent", "begin_act", @"and not g\.needs_consent and g\.level = 'full'", "and g.level = 'full'"),
        ("that a mover keeps nothing but what was seen in full", "begin_act", @"and not g\.needs_consent and g\.level = 'full'", "and not g.needs_consent"),
        ("the last day of what a mover keeps", "kept_sight", @"and m\.keeps_sight_until >= [^\n]*", ""),
        ("that a mover was on the team", "kept_sight", @"and \(t\.to_on is null or t\.to_on >= moved\.day\)", ""),
        ("that a mover's case is open", "kept_sight", @"and c\.state in \([^)]*\)", ""),
        ("restricted items", "items_restricted_from_me", @"current_setting\('throughline\.restricted', true\)", "''"),
        ("that a restriction was lifted", "begin_act", @"and r\.lifted_at is null", ""),
        ("whose item is restricted", "begin_act", @"and r\.owner_agency_id is distinct from for_agency", ""),
        ("events that tell of restricted items", "events_restricted_from_me", @"r\.lifted_at is null", "false"),
        ("events of others about restricted items", "events_restricted_from_me", @"and e\.owner_agency_id = r\.owner_agency_id", ""),
        ("training", "account_in_order", @"then 'untrained'", "then null"),
        ("vetting", "account_in_order", @"then 'unvetted'", "then null"),
        ("that vetting and training lapse", "account_in_order", @"and s\.expires_on >= d\.today", ""),
        ("that a closed account sees nobody", "account_in_order", @"when u\.(closed_at|disabled_at) is not null", "when false and u.$1 is not null"),
        ("of glimpses, restricted items", "glimpses", @"r\.item_id = i\.id and r\.lifted_at is null", "false"),
        ("of glimpses, events that tell of them", "glimpses", @"i\.kind <> 'event' or i\.id <> all", "true or i.id <> all"),
        ("of glimpses, who gave it", "glimpses", @"and d\.from_agency_id = i\.owner_agency_id", ""),
        ("of glimpses, who told", "glimpses", @"\(i\.id, i\.owner_agency_id\) in \(select t\.item_id, t\.from_agency_id from told t\)", "i.id in (select t.item_id from told t)"),
        ("of glimpses, to whom it was told", "glimpses", @"and d\.to_agency_id = v\.agency and d\.from_at", "and d.from_at"),
        ("of glimpses, the beginning of telling", "glimpses", @"d\.from_at <= v\.at and d\.until_at > v\.at and d\.level = 'summary'", "d.until_at > v.at and d.level = 'summary'"),
        ("of glimpses, the end of telling", "glimpses", @"d\.from_at <= v\.at and d\.until_at > v\.at and d\.level = 'summary'", "d.from_at <= v.at and d.level = 'summary'"),
        ("of glimpses, the marking", "glimpses", @"and case i\.marking when 'partnership' then true when 'agencies' then v\.agency[^\n]*", ""),
        ("of glimpses, the lists of who may not", "glimpses", @"and of_person <> all \(people_hidden_from_me\(\)\)", ""),
        ("of glimpses, the account", "glimpses", @"account_sees\(\) and ", ""),
        ("of glimpses, consent", "glimpses", @"and \(not g\.needs_consent or exists \(select from consent c[\s\S]*?c\.expires_on >= v\.today\)\)", ""),
        ("of glimpses, whom consent names", "glimpses", @"and v\.agency = any \(c\.to_agencies\)", ""),
        ("of glimpses, the open case", "glimpses", @"h\.of_case or exists \(select from person_with_case[^)]*\)", "true"),
        ("of glimpses, the last day of a clause", "glimpses", @"and g\.until_on >= v\.today", ""),
        ("of glimpses, what a mover keeps in full", "glimpses", @"of_person = any \(people_kept_in_sight\(\)\) as keeps", "false as keeps"),
    ];

    /// <summary>A whole sub-select about a table, to its closing bracket.</summary>
    private static string Exists(string table) => $@"EXISTS \( SELECT\s+FROM {table}\b(?>[^()]+|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)";

    [Fact]
    public async Task RowLevelSecurity_WithOnePartForgotten_DisagreesWithTheRule()
    {
        await using var kept = await KeptWorld.CreateAsync(viewers: 66, people: 36, itemsEach: 2);
        var missed = new List<string>();
        foreach (var (name, function, pattern, instead) in Forgotten)
        {
            if (!await IsFoundAsync(kept, name, function, pattern, instead))
                missed.Add(name);
        }

        output.WriteLine($"{Forgotten.Length - missed.Count} of {Forgotten.Length} parts of the rule are missed when they are forgotten");
        missed.ShouldBeEmpty();
    }

    /// <summary>Half past midnight on a summer's night: days that went by Greenwich, or by the server's clock, would be yesterday's.</summary>
    [Fact]
    public async Task RowLevelSecurity_OnASummerNight_GoesByTheDayInEngland()
    {
        await using var kept = await KeptWorld.CreateAsync(viewers: 48, people: 16, itemsEach: 2, at: new(2027, 6, 14, 23, 30, 0, TimeSpan.Zero));
        await using (var connection = new NpgsqlConnection(kept.World.Database.AdminConnection))
        {
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            (await DisagreesAsync(connection, kept, fromSouth: false, glimpses: false)).ShouldBeFalse();
            (await DisagreesAsync(connection, kept, fromSouth: false, glimpses: true)).ShouldBeFalse();
        }

        foreach (var function in new[] { "current_day", "begin_act", "account_in_order", "kept_sight" })
            (await IsFoundAsync(kept, function, function, "at time zone 'Europe/London'", "at time zone 'UTC'")).ShouldBeTrue($"{function} by Greenwich");
        (await IsFoundAsync(kept, "glimpses", "current_day", "at time zone 'Europe/London'", "at time zone 'UTC'", glimpses: true)).ShouldBeTrue("glimpses by Greenwich");
    }

    /// <summary>Changes one part in a transaction of its own and asks whether the rule and the database still agree.</summary>
    private static async Task<bool> IsFoundAsync(KeptWorld kept, string name, string? function, string pattern, string instead, bool glimpses = false)
    {
        await using var connection = new NpgsqlConnection(kept.World.Database.AdminConnection);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        (function is null ? await AlterPoliciesAsync(connection, kept, pattern, instead) : await AlterFunctionAsync(connection, function, pattern, instead)).ShouldBeTrue($"nothing was found of {name}");
        var found = await DisagreesAsync(connection, kept, name == "the partnership", glimpses || function == "glimpses");
        await transaction.RollbackAsync();
        return found;
    }

    private static async Task<bool> AlterPoliciesAsync(NpgsqlConnection connection, KeptWorld kept, string pattern, string instead)
    {
        var policies = await connection.QueryAsync<(string Table, string Using)>("select c.relname, pg_get_expr(p.polqual, p.polrelid) from pg_policy p join pg_class c on c.oid = p.polrelid where p.polname = 'shown' and c.relname = any (@Tables)", new { Tables = kept.Tables.ToArray() });
        var altered = false;
        foreach (var (table, expression) in policies)
        {
            var mutated = Regex.Replace(expression, pattern, instead, RegexOptions.None, TimeSpan.FromSeconds(5));
            if (mutated == expression)
                continue;
            altered = true;
            await connection.ExecuteAsync($"alter policy shown on {table} using ({mutated})");
        }

        return altered;
    }

    private static async Task<bool> AlterFunctionAsync(NpgsqlConnection connection, string function, string pattern, string instead)
    {
        var source = await connection.ExecuteScalarAsync<string>(
            """
            select case when to_regclass(@function) is null then pg_get_functiondef(to_regproc(@function))
              else 'create or replace view ' || @function || ' with (security_barrier = true) as ' || pg_get_viewdef(to_regclass(@function)) end
            """, new { function });
        var mutated = Regex.Replace(source!, pattern, instead, RegexOptions.None, TimeSpan.FromSeconds(5));
        if (mutated == source)
            return false;
        await connection.ExecuteAsync(mutated);
        return true;
    }

    private static async Task<bool> DisagreesAsync(NpgsqlConnection connection, KeptWorld kept, bool fromSouth, bool glimpses)
    {
        await connection.ExecuteAsync("set local role throughline_app");
        foreach (var viewer in kept.Viewers)
        {
            var act = kept.ActOf(viewer);
            await connection.ExecuteAsync("select begin_act(@User, @Agency, @Partnership, @At, @IsService)", new { User = act.User.Value, Agency = act.Agency.Value, Partnership = fromSouth ? kept.World.South.Value : act.Partnership.Value, act.At, act.IsService });
            if (glimpses)
            {
                if (Differences(kept, viewer, (await connection.QueryAsync<Glimpse>(GlimpsesOfAll, new { People = kept.People.ToArray() })).AsList()).Any())
                    return true;
                continue;
            }

            var seen = (await connection.QueryAsync<Guid>("select id from item")).ToHashSet();
            if (fromSouth ? seen.Count > 0 : kept.Items.Exists(item => seen.Contains(item.Id) != (kept.Decide(viewer, item).Level == Level.Full)))
                return true;
        }

        return false;
    }
}
