using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Leave;

/// <summary>What somebody who moved keeps, to the last day: sight of the people on whose team they were, as their former agency saw them.</summary>
public sealed record KeptSight
{
    public required string Agency { get; init; }

    public required DateOnly Until { get; init; }

    public required Guid[] People { get; init; }

    public bool IsOf(PersonId person) => People.Contains(person.Value);

    /// <summary>Of whoever acts; null when they have not moved, or the last day is over.</summary>
    public static Task<KeptSight?> FindAsync(Db db, CancellationToken cancel = default) => db.FirstAsync<KeptSight>(
        "select name as agency, kept_until() as until, people_kept_in_sight() as people from agency where id = kept_agency() and people_kept_in_sight() <> '{}'", cancel: cancel);
}
