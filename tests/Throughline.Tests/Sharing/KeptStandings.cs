using Npgsql;
using Throughline.Sharing;

namespace Throughline.Tests.Sharing;

/// <summary>What stands between viewers and people, and what was done with items: lists, consent, urgent access, disclosures and restrictions.</summary>
internal sealed partial class KeptWorld
{
    private async Task WriteStandingsAsync(NpgsqlConnection connection)
    {
        // from and until against now, and whether that holds: the beginning is inclusive, the end is not
        (int From, int? Until, bool Holds)[] instants = [(-60, null, true), (0, 1, true), (-60, 0, false), (1, 60, false)];
        foreach (var person in People)
        {
            for (var i = 0; i < 4; i++)
            {
                var (from, until, holds) = One(instants);
                var user = One(Users);
                if (Chance(0.5))
                {
                    excluded.Add((person, user, holds));
                    await RunAsync(connection, "insert into person_exclusion (partnership_id, person_id, user_id, because, from_at, until_at, made_by) values (@partnership, @person, @user, 'test', @from, @until, @by)",
                        ("partnership", World.North.Value), ("person", person), ("user", user), ("from", Now.AddMinutes(from)), ("until", At(until)), ("by", Administrator));
                }

                user = One(Users);
                (from, until, holds) = One<(int, int?, bool)>([(-59, 1, true), (0, 60, true), (-60, 0, false), (1, 61, false)]);
                var ended = Chance(0.2);
                var agency = Chance(0.2) ? One(Agencies) : Viewers.First(v => v.User.Value == user).Agency.Value;
                urgent.Add((person, user, holds && !ended && agency == Viewers.First(v => v.User.Value == user).Agency.Value));
                await RunAsync(connection, "insert into urgent_access (partnership_id, person_id, user_id, agency_id, ground, why, at, until_at, ended_at, review_by) values (@partnership, @person, @user, @agency, 'risk-to-life', 'test', @from, @until, @ended, @now::date)",
                    ("partnership", World.North.Value), ("person", person), ("user", user), ("agency", agency), ("from", Now.AddMinutes(from)), ("until", At(until)), ("ended", ended ? Now : DBNull.Value), ("now", Now));
            }

            if (Chance(0.25))
            {
                var (from, until, holds) = One(instants);
                HashSet<Guid> allowed = [.. Enumerable.Range(0, Users.Length / 2).Select(_ => One(Users))];
                restricted.Add((person, allowed, holds));
                await RunAsync(connection, "insert into person_restriction (partnership_id, person_id, because, allowed_users, from_at, until_at, made_by) values (@partnership, @person, 'test', @allowed, @from, @until, @by)",
                    ("partnership", World.North.Value), ("person", person), ("allowed", allowed.ToArray()), ("from", Now.AddMinutes(from)), ("until", At(until)), ("by", Administrator));
            }

            await WriteConsentsAsync(connection, person);
        }
    }

    private object At(int? minutes) => minutes is { } m ? Now.AddMinutes(m) : DBNull.Value;

    private async Task WriteConsentsAsync(NpgsqlConnection connection, Guid person)
    {
        foreach (var owner in Agencies)
        {
            var (from, until, withdrawn, holds) = One<(int, int, bool, bool)>([(-30, 30, false, true), (0, 0, false, true), (-30, 0, false, true), (-30, -1, false, false), (1, 30, false, false), (-30, 30, true, false)]);
            string[] categories = [.. Category.All.Where(_ => Chance(0.7))];
            Guid[] to = [.. Agencies.Where(_ => Chance(0.7))];
            consents.Add((person, owner, categories, to, holds));
            await RunAsync(connection, "insert into consent (partnership_id, person_id, owner_agency_id, categories, to_agencies, given_on, expires_on, how, withdrawn_at) values (@partnership, @person, @owner, @categories, @to, @given, @expires, 'test', @withdrawn)",
                ("partnership", World.North.Value), ("person", person), ("owner", owner), ("categories", categories), ("to", to), ("given", Today.AddDays(from)), ("expires", Today.AddDays(until)), ("withdrawn", withdrawn ? Now : DBNull.Value));
        }
    }

    private async Task WriteDisclosuresAsync(NpgsqlConnection connection)
    {
        var rows = new List<(Guid Id, KeptItem Item, Guid To, Level Level, DateTimeOffset From, DateTimeOffset Until)>();
        foreach (var item in Items)
        {
            if (!Chance(0.1))
                continue;
            var (from, until) = One<(int, int)>([(-60, 60), (0, 60), (-60, 0), (1, 60)]);
            var to = One([.. Agencies.Where(agency => agency != item.Label.Owner.Value)]);
            var row = (Guid.CreateVersion7(), item, to, One([Level.Full, Level.Summary]), Now.AddMinutes(from), Now.AddMinutes(until));
            rows.Add(row);
            told.Add((item.Id, row.Item3, new(row.Item4, row.Item5, row.Item6)));
        }

        await RunAsync(connection,
            """
            insert into disclosure (id, partnership_id, person_id, from_agency_id, to_agency_id, level, gateway, purpose, necessity, at, until_at, made_by)
            select d.id, @partnership, d.person, d.owner, d.to_agency, d.level, (select min(code) from gateway), 'test', 'test', d.from_at, d.until_at, @by
            from unnest(@ids, @people, @owners, @to, @levels, @from, @until) d (id, person, owner, to_agency, level, from_at, until_at);
            insert into disclosed_item (disclosure_id, partnership_id, kind, item_id, category, from_agency_id, to_agency_id, level, from_at, until_at)
            select d.id, @partnership, d.kind, d.item, d.category, d.owner, d.to_agency, d.level, d.from_at, d.until_at
            from unnest(@ids, @kinds, @items, @categories, @owners, @to, @levels, @from, @until) d (id, kind, item, category, owner, to_agency, level, from_at, until_at)
            """,
            ("partnership", World.North.Value), ("by", Administrator), ("ids", rows.Select(r => r.Id).ToArray()), ("people", rows.Select(r => r.Item.Person).ToArray()), ("owners", rows.Select(r => r.Item.Label.Owner.Value).ToArray()),
            ("to", rows.Select(r => r.To).ToArray()), ("levels", rows.Select(r => r.Level.ToString().ToLowerInvariant()).ToArray()), ("from", rows.Select(r => r.From).ToArray()), ("until", rows.Select(r => r.Until).ToArray()),
            ("kinds", rows.Select(r => r.Item.Table).ToArray()), ("items", rows.Select(r => r.Item.Id).ToArray()), ("categories", rows.Select(r => r.Item.Label.Category).ToArray()));
    }

    /// <summary>
    /// Items restricted by their owners, and the events that tell of them: marked and disclosed as before, so that nothing but the restriction hides them.
    /// And disclosures that nobody but a forger could write: of somebody else's item, by the agency that would see it.
    /// </summary>
    private async Task WriteRestrictionsAsync(NpgsqlConnection connection)
    {
        await RunAsync(connection, "alter table disclosed_item disable trigger items_given_are_the_givers");
        var eventsOf = Enumerable.Range(0, Items.Count).Where(i => Items[i].Table == "event").ToLookup(i => Items[i].Person);
        for (var i = 0; i < Items.Count; i++)
        {
            var item = Items[i];
            if (Chance(0.05))
                await ForgeAsync(connection, item);
            if (!Chance(0.06) || item.Table == "event" || item.Label.IsRestricted)
                continue;
            var lifted = Chance(0.3);
            await RunAsync(connection,
                "insert into item_restriction (partnership_id, person_id, kind, item_id, owner_agency_id, because, words, marking_before, marked_for_before, from_at, made_by, lifted_at) values (@partnership, @person, @kind, @item, @owner, 'evidence', 'test', 'owner', '{}', @now, @by, @lifted)",
                ("partnership", World.North.Value), ("person", item.Person), ("kind", item.Table), ("item", item.Id), ("owner", item.Label.Owner.Value), ("now", Now), ("by", Administrator), ("lifted", lifted ? Now : DBNull.Value));
            if (!lifted)
                Items[i] = item with { Label = item.Label with { IsRestricted = true } };
            var free = eventsOf[item.Person].Where(e => !spoken.Contains(e)).OrderBy(e => Items[e].Label.Owner != item.Label.Owner).Take(2).ToList();
            if (free.Count == 0)
                continue;
            var e = One(free);
            spoken.Add(e);
            await RunAsync(connection, $"update event set data = jsonb_build_object('{(Chance(0.5) ? "item" : "supersedes")}', @item) where id = @id", ("item", item.Id.ToString()), ("id", Items[e].Id));
            // the event of another agency is not the owner's to hide
            if (!lifted && Items[e].Label.Owner == item.Label.Owner)
                Items[e] = Items[e] with { Label = Items[e].Label with { IsRestricted = true } };
        }
    }

    private readonly HashSet<int> spoken = [];

    private Task ForgeAsync(NpgsqlConnection connection, KeptItem item) => RunAsync(connection,
        """
        insert into disclosed_item (disclosure_id, partnership_id, kind, item_id, category, from_agency_id, to_agency_id, level, from_at, until_at)
        select d.id, @partnership, @kind, @item, @category, @to, @to, @level, @from, @until from (select id from disclosure limit 1) d
        where not exists (select from disclosed_item x where x.disclosure_id = d.id and x.item_id = @item)
        """,
        ("partnership", World.North.Value), ("kind", item.Table), ("item", item.Id), ("category", item.Label.Category), ("to", One([.. Agencies.Where(agency => agency != item.Label.Owner.Value)])), ("level", One(["full", "summary"])), ("from", Now.AddHours(-1)), ("until", Now.AddHours(1)));
}
