using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Agreements;

namespace Throughline.Sharing.Disclose;

/// <summary>An agency that is in the partnership today.</summary>
public sealed record Party
{
    public required AgencyId Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Regime { get; init; }

    public required bool WorksForProbation { get; init; }

    public required bool ActsForAuthority { get; init; }

    public required string Contact { get; init; }

    public ClauseParty AsClauseParty => new(Type, Name, Regime, WorksForProbation, ActsForAuthority);

    public static Task<IReadOnlyList<Party>> ListAsync(Db db) => db.ListAsync<Party>(
        """
        select a.id, a.name, a.type, a.regime, m.works_for_probation, m.acts_for_authority, a.contact from partnership_agency m join agency a on a.id = m.agency_id
        where m.partnership_id = @Partnership and m.joined_on <= @On and (m.left_on is null or m.left_on >= @On) and a.type not in ('system', 'research') order by a.name
        """, new { db.Act.Partnership, db.Act.On });

    public static async Task<Party> FindAsync(Db db, AgencyId agency) => (await ListAsync(db)).FirstOrDefault(party => party.Id == agency) ?? throw new NotThere("The agency");
}
