using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Standing;

/// <summary>A kind of vetting or training, as the table of the schema names it.</summary>
public sealed record StandingKind
{
    public required string Code { get; init; }

    public required string Family { get; init; }

    public required string Words { get; init; }

    public required bool Suffices { get; init; }

    public required string Because { get; init; }

    public required string Source { get; init; }

    public static Task<IReadOnlyList<StandingKind>> ListAsync(Db db, CancellationToken cancel = default) =>
        db.ListAsync<StandingKind>("select code, family, words, suffices, because, source from standing_kind order by position", cancel: cancel);
}

/// <summary>A vetting or a training that a user has now, or had.</summary>
public sealed record UserStanding
{
    public required Guid Id { get; init; }

    public required string Code { get; init; }

    public required string Family { get; init; }

    public required string Words { get; init; }

    public required DateOnly ObtainedOn { get; init; }

    public required DateOnly ExpiresOn { get; init; }

    public static Task<IReadOnlyList<UserStanding>> OfAsync(Db db, UserId user, CancellationToken cancel = default) => db.ListAsync<UserStanding>(
        "select s.id, s.code, k.family, k.words, s.obtained_on, s.expires_on from user_standing s join standing_kind k on k.code = s.code where s.user_id = @user and s.ended_at is null order by k.position", new { user }, cancel);
}

/// <summary>An end of vetting or training that comes near, of something the partnership asks for.</summary>
public sealed record StandingEnds(string Words, DateOnly On, int Days)
{
    /// <summary>What of a user's ends within so many days and would take their sight of people away. Of several vettings that each suffice, the last to end counts.</summary>
    public static async Task<IReadOnlyList<StandingEnds>> OfAsync(Db db, UserId user, int days, CancellationToken cancel = default)
    {
        var needs = await AccessNeeds.LoadAsync(db, cancel);
        if (!needs.Any)
            return [];
        var holds = (await UserStanding.OfAsync(db, user, cancel)).Where(held => held.ExpiresOn >= db.Act.On).ToList();
        var trainings = holds.Where(held => needs.Training.Contains(held.Code));
        var vetting = holds.Where(held => needs.Vetting.Contains(held.Code)).MaxBy(held => held.ExpiresOn);
        return [.. trainings.Concat(vetting is null ? [] : [vetting])
            .Select(held => new StandingEnds(held.Words, held.ExpiresOn, held.ExpiresOn.DayNumber - db.Act.On.DayNumber)).Where(end => end.Days <= days).OrderBy(end => end.On)];
    }
}

/// <summary>An administrator writes down what somebody of their agency has, or that it has been taken from them.</summary>
public static class RecordStanding
{
    public static async Task DoAsync(Db db, UserId user, string? code, DateOnly? obtainedOn, DateOnly? expiresOn, CancellationToken cancel = default)
    {
        var account = await AccountActs.FindAsync(db, user, cancel);
        var kind = (await StandingKind.ListAsync(db, cancel)).FirstOrDefault(one => one.Code == code);
        StandingRules.KindIsKnown(kind).Check();
        StandingRules.NobodyVetsThemselves(user == db.Act.User).Check();
        StandingRules.DatesMakeSense(obtainedOn, expiresOn, db.Act.On).Check();
        await db.ExecuteAsync(
            "update user_standing set ended_at = @at, ended_by = @me, ended_because = 'recorded anew' where user_id = @user and code = @code and ended_at is null", new { at = db.Act.At, me = db.Act.User, user, code }, cancel);
        await db.ExecuteAsync(
            "insert into user_standing (user_id, code, obtained_on, expires_on, recorded_at, recorded_by) values (@user, @code, @obtainedOn, @expiresOn, @at, @me)",
            new { user, code, obtainedOn, expiresOn, at = db.Act.At, me = db.Act.User }, cancel);
        await AccountActs.RecordAsync(db, account.Id, $"{kind!.Family} recorded", $"{kind.Words}, until {expiresOn:yyyy-MM-dd}", cancel);
    }

    /// <summary>Ends it now: vetting that was withdrawn, training that turned out not to be finished.</summary>
    public static async Task EndAsync(Db db, UserId user, Guid standing, string? because, CancellationToken cancel = default)
    {
        await AccountActs.FindAsync(db, user, cancel);
        StandingRules.SayWhyItEnds(because).Check();
        var ended = await db.FirstAsync<string>(
            """
            update user_standing s set ended_at = @at, ended_by = @me, ended_because = @because from standing_kind k
            where s.id = @standing and s.user_id = @user and s.ended_at is null and k.code = s.code returning k.family || ' ended: ' || k.words
            """, new { at = db.Act.At, me = db.Act.User, because = because!.Trim(), standing, user }, cancel) ?? throw new NotThere("The vetting or training");
        await AccountActs.RecordAsync(db, user, ended.Split(':')[0], $"{ended[(ended.IndexOf(':', StringComparison.Ordinal) + 2)..]}: {because.Trim()}", cancel);
    }
}

/// <summary>Governance says what this partnership asks for before anybody sees people.</summary>
public static class SetAccessNeeds
{
    public static async Task DoAsync(Db db, IReadOnlyCollection<string> vetting, IReadOnlyCollection<string> training, CancellationToken cancel = default)
    {
        var kinds = await StandingKind.ListAsync(db, cancel);
        foreach (var kind in kinds.Where(kind => vetting.Contains(kind.Code)))
            StandingRules.ItSuffices(kind).Check();
        string[] Of(string family, IReadOnlyCollection<string> chosen) => [.. kinds.Where(kind => kind.Family == family && chosen.Contains(kind.Code)).Select(kind => kind.Code)];
        // a mark to come back to: what the choice would do is seen by doing it
        await db.ExecuteAsync("savepoint before_needs", cancel: cancel);
        await db.ExecuteAsync(
            "update partnership set settings = settings || jsonb_build_object('access', jsonb_build_object('vetting', to_jsonb(@vetting::text[]), 'training', to_jsonb(@training::text[]))) where id = @partnership",
            new { vetting = Of("vetting", vetting), training = Of("training", training), partnership = db.Act.Partnership }, cancel);
        var own = await db.FirstAsync<string>("select account_in_order(@me, @partnership, @at)", new { me = db.Act.User, partnership = db.Act.Partnership, at = db.Act.At }, cancel);
        StandingRules.WhoeverAsksHasItThemselves(own is null).Check();
    }

    /// <summary>Takes back what <see cref="DoAsync"/> wrote in this transaction.</summary>
    public static Task UndoAsync(Db db, CancellationToken cancel = default) => db.ExecuteAsync("rollback to savepoint before_needs", cancel: cancel);
}

/// <summary>What must be true of vetting and training.</summary>
public static class StandingRules
{
    private const string Source = "Security reference 2.2";

    public static Rule KindIsKnown(StandingKind? kind) => new("Choose the vetting or the training", Source, kind is not null);

    public static Rule NobodyVetsThemselves(bool isOwn) => new("Nobody records their own vetting or training: another administrator does that", Source, !isOwn);

    public static Rule DatesMakeSense(DateOnly? obtained, DateOnly? expires, DateOnly today) =>
        new("Enter the day it was obtained, not in the future, and the last day it holds, not before that", Source, obtained <= today && expires >= obtained);

    public static Rule SayWhyItEnds(string? because) => new("Say why it ends", Source, !string.IsNullOrWhiteSpace(because));

    public static Rule WhoeverAsksHasItThemselves(bool hasIt) =>
        new("You would lose sight yourself: have your own vetting and training recorded first, so that somebody can change this back", Source, hasIt);

    public static Rule ItSuffices(StandingKind kind) => new($"{kind.Words} cannot be enough to see people: it {kind.Because}", kind.Source, kind.Suffices);
}
