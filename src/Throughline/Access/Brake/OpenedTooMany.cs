using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;
using Throughline.Ui.Errors;

namespace Throughline.Access.Brake;

/// <summary>Why somebody is stopped: the number, for an hour, for the day, or of everybody shown in the day.</summary>
public sealed record Stop(string Period, int Number, DateTimeOffset Until);

/// <summary>The gate's question: may this viewer open one more person, or what this answer holds?</summary>
internal static class OpenedTooMany
{
    /// <summary>From this part of the number on, requests of one user are counted one after another, so that many at once cannot slip through.</summary>
    private const double Near = 0.8;

    private const string BeforeKey = "opened-before";

    /// <summary>Asks before one person's record is opened. A record that is open already stays open.</summary>
    public static async Task<Stop?> WouldBeAsync(HttpContext context, Db db, Viewer viewer, PersonId person)
    {
        if (await BrakeNumbers.LimitAsync(db, viewer.Roles) is not { } limit)
            return null;
        var opened = await OpenedRecords.OfAsync(db, person);
        if (IsNear(opened, limit))
        {
            await WaitForTurnAsync(db);
            opened = await OpenedRecords.OfAsync(db, person);
        }

        return await StopAsync(db, limit, opened, opened.InTheHour + (opened.HasInTheHour ? 0 : 1), opened.InTheDay + (opened.HasInTheDay ? 0 : 1));
    }

    /// <summary>Notes what was open before an answer that may hold many people: an export, the API.</summary>
    public static async Task NoteBeforeAsync(HttpContext context, Db db) => context.Items[BeforeKey] = await OpenedRecords.OfAsync(db, null);

    /// <summary>Asks when the answer is made and its looks are written, before any of it leaves.</summary>
    public static async Task<Stop?> HasBecomeAsync(HttpContext context, Db db, Viewer viewer)
    {
        if (!db.HasBegun || context.Items[BeforeKey] is not OpenedRecords before || await BrakeNumbers.LimitAsync(db, viewer.Roles) is not { } limit)
            return null;
        var now = await OpenedRecords.OfAsync(db, null);
        if (now.InTheHour == before.InTheHour && now.InTheDay == before.InTheDay)
            return null;
        if (IsNear(now, limit))
        {
            await WaitForTurnAsync(db);
            now = await OpenedRecords.OfAsync(db, null);
        }

        return await StopAsync(db, limit, before, now.InTheHour, now.InTheDay);
    }

    private static bool IsNear(OpenedRecords opened, BrakeLimit limit) => opened.InTheHour >= limit.InAnHour * Near || opened.InTheDay >= limit.InADay * Near;

    private static Task WaitForTurnAsync(Db db) => db.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('opens ' || @me::text, 0))", new { me = db.Act.User });

    private static async Task<Stop?> StopAsync(Db db, BrakeLimit limit, OpenedRecords before, int inTheHour, int inTheDay)
    {
        if (Over(limit) is not { } stop)
            return null;
        var lifts = await LiftsAsync(db);
        return lifts.Count == 0 ? stop : Over(new BrakeLimit(limit.InAnHour * (1 + lifts.GetValueOrDefault("hour")), limit.InADay * (1 + lifts.GetValueOrDefault("day"))));

        Stop? Over(BrakeLimit most) =>
            inTheHour > most.InAnHour && inTheHour > before.InTheHour ? new Stop("hour", most.InAnHour, (before.FirstOfTheHour ?? db.Act.At).AddHours(1))
            : inTheDay > most.InADay && inTheDay > before.InTheDay ? new Stop("day", most.InADay, Tomorrow(db))
            : null;
    }

    /// <summary>Asks when a page with a list is made: has this user been shown more people today than anybody's work needs?</summary>
    public static async Task<Stop?> HasShownTooManyAsync(Db db, Viewer viewer)
    {
        if (!db.HasBegun || !viewer.Roles.Any(Roles.NamingPeople.Contains))
            return null;
        var shown = await OpenedRecords.ShownTodayAsync(db);
        // the number is never less than this, so below it is not even read
        var most = shown <= BrakeNumbers.Shown.Least ? int.MaxValue : Math.Min(await db.NumberAsync(BrakeNumbers.Shown), BrakeNumbers.Shown.Most);
        if (shown <= most)
            return null;
        most *= 1 + (await LiftsAsync(db)).GetValueOrDefault("shown");
        return shown > most ? new Stop("shown", most, Tomorrow(db)) : null;
    }

    /// <summary>How often governance lifted today's brake: each lift gives the number once more, and no more than that.</summary>
    private static async Task<IReadOnlyDictionary<string, int>> LiftsAsync(Db db) =>
        (await db.ListAsync<(string Period, int Lifts)>("select period, lifts from brake_stop where user_id = @me and on_date = @on and lifts > 0", new { me = db.Act.User, on = db.Act.On }))
            .ToDictionary(row => row.Period, row => row.Lifts);

    private static DateTimeOffset Tomorrow(Db db) => OpenedRecords.Midnight(OpenedRecords.Midnight(db.Act.At).AddHours(30));

    /// <summary>
    /// What the request did is undone, so that nothing is shown and no look is written; the stop itself is kept, and is on
    /// governance's worklist from this moment.
    /// </summary>
    public static async Task<Refusal> TellAsync(Db db, Viewer viewer, Stop stop)
    {
        var act = db.Act;
        await db.RollbackAsync();
        await db.BeginAsync(act);
        var reference = await db.ValueAsync<string>(
            """
            insert into brake_stop (partnership_id, user_id, agency_id, reference, period, number, on_date, stopped_at, last_tried_at) values (@partnership, @me, @agency, @reference, @Period, @Number, @on, @at, @at)
            on conflict on constraint one_stop_a_day do update set tries = brake_stop.tries + 1, last_tried_at = excluded.last_tried_at, number = excluded.number, lifted = false,
              settled_at = case when not brake_stop.lifted then brake_stop.settled_at end, settled_by = case when not brake_stop.lifted then brake_stop.settled_by end,
              settled_because = case when not brake_stop.lifted then brake_stop.settled_because end returning reference
            """,
            new { partnership = act.Partnership, me = act.User, agency = act.Agency, reference = NewReference(), stop.Period, stop.Number, on = act.On, at = act.At });
        await db.ExecuteAsync(
            "insert into account_event (at, user_id, user_name, kind, detail) select @at, id, user_name, 'stopped: many records opened', @reference from app_user where id = @me and not exists (select from account_event e where e.user_id = @me and e.detail = @reference)",
            new { at = act.At, reference, me = act.User });
        var governance = await db.ListAsync<string>(
            """
            select distinct u.full_name || ' (' || a.name || ')' from user_role r join app_user u on u.id = r.user_id join agency a on a.id = u.agency_id
            where r.partnership_id = @partnership and r.role = 'information-governance-officer' and u.disabled_at is null and u.id <> @me order by 1
            """, new { partnership = act.Partnership, me = act.User });
        await db.CommitAsync();
        return Words(stop, reference, governance);
    }

    private static Refusal Words(Stop stop, string reference, IReadOnlyList<string> governance) => new("You have opened many records", [
        stop.Period == "shown" ? $"This would be more than the {Throughline.Ui.Dates.Count(stop.Number, "person", "people")} that anybody here is shown in a day, lists and searches too. Nothing was shown and nothing was saved."
            : $"This would be more than the {Throughline.Ui.Dates.Count(stop.Number, "person", "people")} that your role here opens in {(stop.Period == "hour" ? "an hour" : "a day")}. Nothing was shown and nothing was saved.",
        "There may be a very good reason. The number protects the people in the records, and you: a large look is always noticed, whoever makes it.",
        $"Information governance has been told, with the reference {reference} and no names.",
        governance.Count == 0 ? "The partnership has no information governance officer who could lift it: ask your coordinator." : $"They can lift it for today: {string.Join(", ", governance)}.",
        $"The records you have open already stay open to you. You can open others from {(stop.Period == "hour" ? stop.Until.AddSeconds(59).TimeInBritain().ToWords() : "midnight")}.",
    ]);

    /// <summary>Eight letters and figures without those that are taken for others.</summary>
    private static string NewReference() => RandomNumberGenerator.GetString("ABCDEFGHJKMNPQRSTUVWXYZ23456789", 8);
}
