using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.Lists;

/// <summary>What the acts on the lists have in common.</summary>
internal static class ListRules
{
    public const string Source = "Sharing design: the exclusion list and the restriction list; two people for what nobody else can see";

    public static Rule GovernanceKeepsThem(bool isGovernance) => new("Information governance keeps these lists", Source, isGovernance);

    public static Rule SomebodyElse(UserId first, UserId second) => new("Another information governance officer does this: it takes two", Source, first != second);

    public static async Task CheckAsync(Db db) =>
        GovernanceKeepsThem(await db.ValueAsync<bool>("select acts_in_role(@role)", new { role = Role.InformationGovernanceOfficer.Code() })).Check();

    /// <summary>The lists are nobody's news: no event tells of them, only the process and the audit.</summary>
    public static Task RecordAsync(Db db, string type, PersonId person, string reason, Guid entry) => db.ProcessAsync(type, person, null, reason, [], new { entry });

    public static string Table(ListEntry entry) => entry.Kind == "exclusion" ? "person_exclusion" : "person_restriction";
}

/// <summary>Keeps one user from one person, at once: whoever has a relative among the people must not read on until somebody finds time to agree. A second officer confirms it.</summary>
internal static class ExcludeUser
{
    public static async Task<Guid> DoAsync(Db db, PersonId person, UserId user, string because, DateOnly? until, Guid? conflict = null)
    {
        await ListRules.CheckAsync(db);
        if (!await db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }))
            throw new NotThere("The person");
        if (!await db.ValueAsync<bool>("select exists (select from user_role where user_id = @user and partnership_id = @Partnership)", new { user, db.Act.Partnership }))
            throw new NotThere("The user");
        new Rule("Somebody else keeps you from a person, if you must be", ListRules.Source, user != db.Act.User).Check();
        new Rule("Say why", "Every act has a reason", because.Trim().Length >= 5).Check();
        new Rule("The last day must be today or later", ListRules.Source, until is null || until >= db.Act.On).Check();
        var standing = await db.ValueAsync<bool>("select exists (select from person_exclusion where person_id = @person and user_id = @user and (until_at is null or until_at > @At))", new { person, user, db.Act.At });
        new Rule("This user is kept from this person already", "Once is enough", !standing).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into person_exclusion (id, partnership_id, person_id, user_id, because, from_at, until_at, made_by, made_at, conflict_id)
            values (@id, @Partnership, @person, @user, @because, @At, @until, @actor, @At, @conflict)
            """,
            new { id, db.Act.Partnership, person, user, because = because.Trim(), db.Act.At, until = until is { } day ? Disclose.DiscloseItems.FirstInstantAfter(day) : (DateTimeOffset?)null, actor = db.Act.User, conflict });
        await ListRules.RecordAsync(db, "ExcludeUser", person, because.Trim(), id);
        return id;
    }
}

/// <summary>Lets only named users see a person. It takes sight from everybody else, and so begins when a second officer agrees.</summary>
internal static class RestrictPerson
{
    public static async Task<Guid> DoAsync(Db db, PersonId person, IReadOnlyCollection<UserId> allowed, string because, DateOnly? until)
    {
        await ListRules.CheckAsync(db);
        if (!await db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }))
            throw new NotThere("The person");
        var known = await db.ListAsync<Guid>("select distinct user_id from user_role where partnership_id = @Partnership", new { db.Act.Partnership });
        new Rule("Choose who alone may see the person", "A person whom nobody may see is looked after by nobody", allowed.Count > 0 && allowed.All(user => known.Contains(user.Value))).Check();
        new Rule("Say why", "Every act has a reason", because.Trim().Length >= 5).Check();
        new Rule("The last day must be today or later", ListRules.Source, until is null || until >= db.Act.On).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into person_restriction (id, partnership_id, person_id, because, allowed_users, from_at, until_at, made_by, made_at)
            values (@id, @Partnership, @person, @because, @allowed, 'infinity', @until, @User, @At)
            """,
            new { id, db.Act.Partnership, person, because = because.Trim(), allowed = allowed.Select(user => user.Value).Distinct().ToArray(), until = until is { } day ? Disclose.DiscloseItems.FirstInstantAfter(day) : (DateTimeOffset?)null, db.Act.User, db.Act.At });
        await ListRules.RecordAsync(db, "RestrictPerson", person, because.Trim(), id);
        return id;
    }
}

/// <summary>The second officer agrees: an exclusion is confirmed, a restriction begins.</summary>
internal static class ConfirmEntry
{
    public static async Task DoAsync(Db db, Guid id)
    {
        await ListRules.CheckAsync(db);
        var entry = await ListEntry.FindAsync(db, id);
        if (!entry.WaitsForSecond)
            throw new ChangedByAnother("Somebody has confirmed this, or it is over.");
        ListRules.SomebodyElse(entry.MadeBy, db.Act.User).Check();
        await db.ExecuteAsync($"update {ListRules.Table(entry)} set confirmed_by = @User, confirmed_at = @At, from_at = case when from_at = 'infinity' then @At else from_at end where id = @id", new { id, db.Act.User, db.Act.At });
        await ListRules.RecordAsync(db, "ConfirmListEntry", entry.PersonId, entry.Because, id);
    }
}

/// <summary>To lift an entry widens who sees the person: one officer asks, another does it. What has not begun is taken back by one.</summary>
internal static class LiftEntry
{
    public static async Task AskAsync(Db db, Guid id, string because)
    {
        await ListRules.CheckAsync(db);
        var entry = await ListEntry.FindAsync(db, id);
        if (entry.IsOver || entry.LiftAskedBy is not null)
            throw new ChangedByAnother("Somebody has asked for this to be lifted, or it is over.");
        new Rule("Say why", "Every act has a reason", because.Trim().Length >= 5).Check();
        if (entry.FromAt is null)
            await db.ExecuteAsync("update person_restriction set until_at = @At, lift_asked_by = @User, lift_asked_at = @At, lift_because = @because, lifted_by = @User where id = @id", new { id, db.Act.User, db.Act.At, because = because.Trim() });
        else
            await db.ExecuteAsync($"update {ListRules.Table(entry)} set lift_asked_by = @User, lift_asked_at = @At, lift_because = @because where id = @id", new { id, db.Act.User, db.Act.At, because = because.Trim() });
        await ListRules.RecordAsync(db, "AskToLiftListEntry", entry.PersonId, because.Trim(), id);
    }

    public static async Task DoAsync(Db db, Guid id)
    {
        await ListRules.CheckAsync(db);
        var entry = await ListEntry.FindAsync(db, id);
        if (!entry.WaitsToBeLifted)
            throw new ChangedByAnother("Nobody has asked for this to be lifted, or it is over.");
        ListRules.SomebodyElse(entry.LiftAskedBy!.Value, db.Act.User).Check();
        await db.ExecuteAsync($"update {ListRules.Table(entry)} set until_at = @At, lifted_by = @User where id = @id", new { id, db.Act.User, db.Act.At });
        await ListRules.RecordAsync(db, "LiftListEntry", entry.PersonId, entry.LiftBecause ?? "", id);
    }
}
