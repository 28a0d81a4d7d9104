using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Brake;

/// <summary>Somebody was stopped: a matter for governance, known by a reference until somebody opens it.</summary>
public sealed record BrakeStop
{
    public required Guid Id { get; init; }

    public required string Reference { get; init; }

    public required UserId UserId { get; init; }

    public required string FullName { get; init; }

    public required string Agency { get; init; }

    public required string[] RoleCodes { get; init; }

    public required string Period { get; init; }

    public required int Number { get; init; }

    public required DateOnly OnDate { get; init; }

    public required DateTimeOffset StoppedAt { get; init; }

    public required DateTimeOffset LastTriedAt { get; init; }

    public required int Tries { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public string? SettledByName { get; init; }

    public string? SettledBecause { get; init; }

    public required bool Lifted { get; init; }

    public string PeriodWords => Period == "hour" ? $"more than {Number} people in an hour" : Period == "day" ? $"more than {Number} people in a day" : $"lists of more than {Number} people in a day";

    public string State => this switch { { Lifted: true } => "Lifted for the day: the number once more", { SettledAt: not null } => "Looked into, not lifted", _ => "Open" };

    private const string Columns =
        """
        select b.id, b.reference, b.user_id, u.full_name, a.name as agency, array(select r.role from user_role r where r.user_id = b.user_id and r.partnership_id = b.partnership_id order by r.role) as role_codes,
          b.period, b.number, b.on_date, b.stopped_at, b.last_tried_at, b.tries, b.settled_at, s.full_name as settled_by_name, b.settled_because, b.lifted
        from brake_stop b join app_user u on u.id = b.user_id join agency a on a.id = b.agency_id left join app_user s on s.id = b.settled_by
        """;

    private const string Narrowed = "(@show = 'all' or (b.settled_at is null) = (@show = 'open'))";

    public static Task<IReadOnlyList<BrakeStop>> ListAsync(Db db, string show, int page, int size, CancellationToken cancel = default) =>
        db.ListAsync<BrakeStop>($"{Columns} where {Narrowed} order by b.stopped_at desc, b.id desc limit @size offset @skip", new { show, size, skip = (page - 1) * size }, cancel);

    public static Task<int> CountAsync(Db db, string show, CancellationToken cancel = default) =>
        db.ValueAsync<int>($"select count(*)::int from brake_stop b where {Narrowed}", new { show }, cancel);

    /// <exception cref="NotThere">No such stop in the partnership.</exception>
    public static async Task<BrakeStop> FindAsync(Db db, Guid id, CancellationToken cancel = default) =>
        await db.FirstAsync<BrakeStop>(Columns + " where b.id = @id", new { id }, cancel) ?? throw new NotThere("The stop");
}

/// <summary>Governance gives the number once more for the rest of the day, or notes what it found and leaves it. A second stop is a second question.</summary>
public static class SettleBrakeStop
{
    public static async Task DoAsync(Db db, BrakeStop stop, bool lift, string? because, CancellationToken cancel = default)
    {
        BrakeRules.NobodyLiftsTheirOwn(stop.UserId == db.Act.User).Check();
        BrakeRules.SaysWhy(because).Check();
        BrakeRules.ItIsStillTheDay(!lift || stop.OnDate == db.Act.On).Check();
        var changed = await db.ExecuteAsync(
            "update brake_stop set settled_at = @at, settled_by = @me, settled_because = @because, lifted = @lift, lifts = lifts + @once where id = @Id and not lifted and settled_at is not distinct from @SettledAt",
            new { at = db.Act.At, me = db.Act.User, because = because!.Trim(), lift, once = lift ? 1 : 0, stop.Id, stop.SettledAt }, cancel);
        if (changed == 0)
            throw new ChangedByAnother("Somebody else has settled this in the meantime.");
        await AccountActs.RecordAsync(db, stop.UserId, lift ? "brake lifted for the day" : "brake looked into, not lifted", $"{stop.Reference}: {because.Trim()}", cancel);
    }
}

/// <summary>What must be true when the brake is lifted.</summary>
public static class BrakeRules
{
    private const string Source = "ASVS 5.0, 2.4.1; security reference 5.8";

    public static Rule NobodyLiftsTheirOwn(bool isOwn) => new("Nobody lifts their own brake: another governance officer does", Source, !isOwn);

    public static Rule SaysWhy(string? because) => new("Say what you found", Source, !string.IsNullOrWhiteSpace(because));

    public static Rule ItIsStillTheDay(bool holds) => new("The day it was for is over: there is nothing left to lift", Source, holds);
}
