using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.People.Matches;

/// <summary>The pairs of records that wait for somebody to say whether they are one person.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
[RecordsLooks("the people of the pairs that are listed")]
public sealed class WaitingModel : ThroughlinePage
{
    public const int Most = 100;

    public IReadOnlyList<WaitingMatch> Waiting { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Waiting = await Db.ListAsync<WaitingMatch>(
            """
            select m.id, m.because, m.found_at, p.id as person_id, p.forenames || ' ' || p.surname as name, o.id as other_id, o.forenames || ' ' || o.surname as other_name
            from possible_match m join person p on p.id = m.person_id join person o on o.id = m.other_person_id
            where m.state = 'open' order by m.found_at, m.id limit @Most
            """, new { Most });
        if (Waiting.Count > 0)
            await Db.LookedAtAsync([.. Waiting.SelectMany(pair => new[] { pair.PersonId, pair.OtherId }).Distinct()], ["identity"], "possible matches to decide");
    }
}

public sealed class WaitingMatch
{
    public required Guid Id { get; init; }

    public required string Because { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    public required PersonId PersonId { get; init; }

    public required string Name { get; init; }

    public required PersonId OtherId { get; init; }

    public required string OtherName { get; init; }
}
