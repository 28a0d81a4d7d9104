using Throughline.Access;
using Throughline.People.Record;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.People.Matches;

[AboutPerson("id", "identity")]
public sealed class MatchesModel : RecordPage
{
    protected override string Tab => "/matches";

    public IReadOnlyList<PossibleMatch> Open { get; private set; } = [];

    public IReadOnlyList<PossibleMatch> Decided { get; private set; } = [];

    public override async Task LoadAsync()
    {
        var all = await PossibleMatch.ListAsync(Db, Id);
        Open = [.. all.Where(match => match.State == "open")];
        Decided = [.. all.Where(match => match.State != "open")];
    }
}

/// <summary>Another record that may be about the same person, seen from one of the two.</summary>
public sealed class PossibleMatch
{
    public required Guid Id { get; init; }

    public required string Because { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    public required string State { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? DecidedByName { get; init; }

    public required PersonId OtherId { get; init; }

    public required string Name { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public required string[] Identifiers { get; init; }

    public required string[] Names { get; init; }

    /// <summary>The possible matches of a person, open and decided; the look at the other records is recorded.</summary>
    public static async Task<IReadOnlyList<PossibleMatch>> ListAsync(Db db, PersonId person)
    {
        var all = await db.ListAsync<PossibleMatch>(
            """
            select m.id, m.because, m.found_at, m.state, m.reason, m.decided_at, u.full_name as decided_by_name, o.id as other_id, o.forenames || ' ' || o.surname as name, o.date_of_birth,
              array(select i.value from person_identifier i where i.person_id = o.id and i.superseded_at is null and i.withdrawn_at is null and i.type not like 'ref:%' order by i.type) as identifiers,
              array(select distinct trim(n.forenames || ' ' || n.surname) from person_name n where n.person_id = o.id and n.superseded_at is null and n.withdrawn_at is null order by 1) as names
            from possible_match m join person o on o.id = case when m.person_id = @person then m.other_person_id else m.person_id end
            left join app_user u on u.id = m.decided_by
            where @person in (m.person_id, m.other_person_id) order by m.found_at desc, m.id
            """, new { person });
        if (all.Count > 0)
            await db.LookedAtAsync([.. all.Select(match => match.OtherId)], ["identity"], "possible matches");
        return all;
    }
}
