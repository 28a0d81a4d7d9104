using Throughline.Access.Users;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Access.DeclareConflict;

/// <summary>"I know this person": what a worker declared about themselves, in their own words.</summary>
public sealed record Conflict
{
    public required Guid Id { get; init; }

    public required UserId UserId { get; init; }

    public required string FullName { get; init; }

    public required string Agency { get; init; }

    public required string Surname { get; init; }

    public required string Forenames { get; init; }

    public DateOnly? BornOn { get; init; }

    public required string Relation { get; init; }

    public required string Detail { get; init; }

    public required DateTimeOffset DeclaredAt { get; init; }

    public required string DeclaredByName { get; init; }

    public PersonId? PersonId { get; init; }

    public DateTimeOffset? LinkedAt { get; init; }

    public DateTimeOffset? NobodyAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBecause { get; init; }

    public string Words => $"{Forenames} {Surname}".Trim();

    public string State => this switch
    {
        { EndedAt: not null } => "Ended",
        { PersonId: not null } => "Linked",
        { NobodyAt: not null } => "Nobody here",
        _ => "To link",
    };

    public string RelationWords => Relations.FirstOrDefault(one => one.Code == Relation).Words ?? Relation;

    public static readonly IReadOnlyList<(string Code, string Words)> Relations =
    [
        ("relative", "Relative"), ("partner", "Partner, or was once"), ("friend", "Friend"), ("neighbour", "Neighbour"), ("work", "Through work or business outside this service"), ("victim", "I am a victim of theirs"), ("other", "Another way"),
    ];

    private const string Columns =
        """
        select c.id, c.user_id, u.full_name, a.name as agency, c.surname, c.forenames, c.born_on, c.relation, c.detail, c.declared_at, b.full_name as declared_by_name, c.person_id, c.linked_at, c.nobody_at, c.ended_at, c.ended_because
        from conflict_of_interest c join app_user u on u.id = c.user_id join agency a on a.id = c.agency_id join app_user b on b.id = c.declared_by
        """;

    public static Task<IReadOnlyList<Conflict>> OfUserAsync(Db db, UserId user, CancellationToken cancel = default) =>
        db.ListAsync<Conflict>(Columns + " where c.user_id = @user order by c.declared_at desc, c.id desc", new { user }, cancel);

    /// <summary>The worklist: what is to link first, then the rest; administrators see those of their own agency.</summary>
    public static Task<IReadOnlyList<Conflict>> ListAsync(Db db, bool governance, string? show, int page, int size, CancellationToken cancel = default) => db.ListAsync<Conflict>(
        $"{Columns} where {Visible} order by c.declared_at desc, c.id desc limit @size offset @skip", new { governance, show, agency = db.Act.Agency, size, skip = (page - 1) * size }, cancel);

    public static Task<int> CountAsync(Db db, bool governance, string? show, CancellationToken cancel = default) =>
        db.ValueAsync<int>($"select count(*)::int from conflict_of_interest c where {Visible}", new { governance, show, agency = db.Act.Agency }, cancel);

    /// <exception cref="NotThere">No such declaration that the viewer has to do with.</exception>
    public static async Task<Conflict> FindAsync(Db db, bool governance, Guid id, CancellationToken cancel = default) =>
        await db.FirstAsync<Conflict>(Columns + " where c.id = @id and (@governance or c.agency_id = @agency)", new { id, governance, agency = db.Act.Agency }, cancel) ?? throw new NotThere("The declaration");

    private const string Visible =
        """
        (@governance or c.agency_id = @agency) and case @show
          when 'linked' then c.ended_at is null and c.person_id is not null
          when 'nobody' then c.ended_at is null and c.nobody_at is not null
          when 'ended' then c.ended_at is not null
          when 'all' then true
          else c.ended_at is null and c.person_id is null and c.nobody_at is null end
        """;
}

public sealed record NewConflict(string? Surname, string? Forenames, DateOnly? BornOn, string? Relation, string? Detail, PersonId? Person = null);

public static class DeclareConflictOfInterest
{
    /// <summary>Declares it for oneself, or as the administrator for a user of the own agency. Nothing about the person is looked up for the declarer.</summary>
    public static async Task DoAsync(Db db, UserId user, NewConflict conflict, CancellationToken cancel = default)
    {
        if (user != db.Act.User)
            await AccountActs.FindAsync(db, user, cancel);
        ConflictRules.SaysWhom(conflict).Check();
        ConflictRules.SaysHow(conflict.Relation).Check();
        // a person chosen in a search is linked at once; one that is not visible is not linked, and nothing tells the two apart
        var person = conflict.Person is { } chosen && await db.ValueAsync<bool>("select exists (select from person where id = @chosen)", new { chosen }, cancel) ? chosen : (PersonId?)null;
        await db.ExecuteAsync(
            """
            insert into conflict_of_interest (partnership_id, user_id, agency_id, surname, forenames, born_on, relation, detail, declared_at, declared_by, person_id, linked_at, linked_by)
            values (@partnership, @user, @agency, @surname, @forenames, @BornOn, @Relation, @detail, @at, @me, @person, case when @person::uuid is null then null else @at end, case when @person::uuid is null then null else @me end)
            """,
            new
            {
                partnership = db.Act.Partnership, user, agency = db.Act.Agency, surname = conflict.Surname!.Trim(), forenames = conflict.Forenames?.Trim() ?? "", conflict.BornOn, conflict.Relation,
                detail = conflict.Detail?.Trim() ?? "", at = db.Act.At, me = db.Act.User, person,
            }, cancel);
        await AccountActs.RecordAsync(db, user, "conflict of interest declared", conflict.Relation!, cancel);
    }
}

/// <summary>Governance, or the agency's administrator, says which record is meant, that none is, or that it no longer holds.</summary>
public static class SettleConflict
{
    public static async Task LinkAsync(Db db, Conflict conflict, PersonId person, CancellationToken cancel = default)
    {
        ConflictRules.NotTheirOwn(conflict.UserId == db.Act.User).Check();
        ConflictRules.IsOpen(conflict).Check();
        var exists = await db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }, cancel);
        ConflictRules.KeyIsOfARecord(exists).Check();
        await ChangeAsync(db, conflict, "person_id = @person, linked_at = @at, linked_by = @me, nobody_at = null, nobody_by = null", person, null, cancel);
        await db.AuditAsync(AuditOperation.Alteration, [person], ["identity"], "conflict of interest linked", null, cancel);
        await AccountActs.RecordAsync(db, conflict.UserId, "conflict of interest linked", "", cancel);
    }

    public static async Task NobodyAsync(Db db, Conflict conflict, CancellationToken cancel = default)
    {
        ConflictRules.NotTheirOwn(conflict.UserId == db.Act.User).Check();
        ConflictRules.IsOpen(conflict).Check();
        await ChangeAsync(db, conflict, "nobody_at = @at, nobody_by = @me", null, null, cancel);
        await AccountActs.RecordAsync(db, conflict.UserId, "conflict of interest: nobody in the partnership", "", cancel);
    }

    public static async Task EndAsync(Db db, Conflict conflict, string? because, CancellationToken cancel = default)
    {
        ConflictRules.NotTheirOwn(conflict.UserId == db.Act.User).Check();
        ConflictRules.SaysWhyItEnds(because).Check();
        await ChangeAsync(db, conflict, "ended_at = @at, ended_by = @me, ended_because = @because", null, because!.Trim(), cancel);
        await AccountActs.RecordAsync(db, conflict.UserId, "conflict of interest ended", because.Trim(), cancel);
    }

    private static async Task ChangeAsync(Db db, Conflict conflict, string set, PersonId? person, string? because, CancellationToken cancel)
    {
        var changed = await db.ExecuteAsync(
            $"update conflict_of_interest set {set} where id = @Id and ended_at is null and linked_at is not distinct from @LinkedAt", new { conflict.Id, conflict.LinkedAt, person, because, at = db.Act.At, me = db.Act.User }, cancel);
        if (changed == 0)
            throw new ChangedByAnother("Somebody else has settled this declaration in the meantime.");
    }
}

/// <summary>What must be true of a declared conflict of interest.</summary>
public static class ConflictRules
{
    private const string Source = "Security reference 2.2: declared conflicts of interest make a deny entry";

    public static Rule SaysWhom(NewConflict conflict) => new("Enter at least the surname of the person you know", Source, !string.IsNullOrWhiteSpace(conflict.Surname));

    public static Rule SaysHow(string? relation) => new("Choose how you know them", Source, Conflict.Relations.Any(one => one.Code == relation));

    public static Rule NotTheirOwn(bool isOwn) => new("Nobody settles or ends their own declaration: governance or another administrator does", Source, !isOwn);

    public static Rule IsOpen(Conflict conflict) => new("This declaration has ended", Source, conflict.EndedAt is null);

    public static Rule KeyIsOfARecord(bool exists) => new("This is not the key of a record in the partnership", Source, exists);

    public static Rule SaysWhyItEnds(string? because) => new("Say why it no longer holds", Source, !string.IsNullOrWhiteSpace(because));
}
