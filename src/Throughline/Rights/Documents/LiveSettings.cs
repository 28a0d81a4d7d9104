using Throughline.Platform.Database;
using Throughline.Rights.Retention;
using Throughline.Selection.Matrices;

namespace Throughline.Rights.Documents;

/// <summary>What the partnership has set up, as documents need it: read when the document is asked for.</summary>
internal sealed record LiveSettings
{
    public required string Partnership { get; init; }

    public required DateOnly On { get; init; }

    public required IReadOnlyList<AgencyRow> Agencies { get; init; }

    public required IReadOnlyList<CatalogueKind> Kinds { get; init; }

    public required IReadOnlyList<GrantRow> Grants { get; init; }

    public required IReadOnlyList<AgreementRow> Agreements { get; init; }

    public required IReadOnlyList<GatewayRow> Gateways { get; init; }

    public required IReadOnlyList<RetentionRuleRow> Retention { get; init; }

    public SavedMatrix? Matrix { get; init; }

    public required IReadOnlyDictionary<string, string> Words { get; init; }

    public required int People { get; init; }

    public static async Task<LiveSettings> ReadAsync(Db db, string document) => new()
    {
        Partnership = await db.FirstAsync<string>("select name from partnership where id = @Partnership", new { db.Act.Partnership }) ?? "",
        On = db.Act.On,
        Agencies = await db.ListAsync<AgencyRow>("select a.name, a.type, a.regime, a.contact from agency a join partnership_agency m on m.agency_id = a.id where m.partnership_id = @Partnership and m.left_on is null order by a.name", new { db.Act.Partnership }),
        Kinds = await ItemCatalogue.AllAsync(db),
        Grants = await db.ListAsync<GrantRow>(
            """
            select f.name as from_agency, t.name as to_agency, g.category, g.level, g.condition, w.name as gateway from sharing_grant g join agency f on f.id = g.owner_agency_id join agency t on t.id = g.to_agency_id
            join clause c on c.id = g.clause_id join gateway w on w.code = c.gateway where g.from_on <= @On and g.until_on >= @On order by 1, 2, 3
            """, new { db.Act.On }),
        Agreements = await db.ListAsync<AgreementRow>("select name, purpose, version, starts_on, review_on, ends_on, dpia_reference, equality_reference, responsible_owner from agreement where state = 'in-force' order by name"),
        Gateways = await db.ListAsync<GatewayRow>("select distinct w.name, w.statute, w.allows, w.trap from gateway w join clause c on c.gateway = w.code join agreement a on a.id = c.agreement_id where a.state = 'in-force' order by 1"),
        Retention = await RetentionRuleRow.ListAsync(db, null),
        Matrix = await SavedMatrix.InUseAsync(db),
        Words = (await db.ListAsync<WordsRow>("select distinct on (section) section, words from document_words where document = @document order by section, written_at desc, id desc", new { document })).ToDictionary(row => row.Section, row => row.Words),
        // whom the reader sees, and nobody else: the number would tell of somebody whom one agency alone knows
        People = await db.ValueAsync<int>("select count(*)::int from person_with_case w where exists (select from person p where p.id = w.person_id)"),
    };

    public sealed class AgencyRow
    {
        public required string Name { get; init; }

        public required string Type { get; init; }

        public required string Regime { get; init; }

        public required string Contact { get; init; }

        public string Law => Regime == "part-3" ? "Data Protection Act 2018 Part 3" : "UK GDPR";
    }

    public sealed class GrantRow
    {
        public required string FromAgency { get; init; }

        public required string ToAgency { get; init; }

        public required string Category { get; init; }

        public required string Level { get; init; }

        public required string Condition { get; init; }

        public required string Gateway { get; init; }
    }

    public sealed class AgreementRow
    {
        public required string Name { get; init; }

        public required string Purpose { get; init; }

        public required int Version { get; init; }

        public DateOnly? StartsOn { get; init; }

        public DateOnly? ReviewOn { get; init; }

        public DateOnly? EndsOn { get; init; }

        public string? DpiaReference { get; init; }

        public string? EqualityReference { get; init; }

        public string? ResponsibleOwner { get; init; }
    }

    public sealed class GatewayRow
    {
        public required string Name { get; init; }

        public required string Statute { get; init; }

        public required string Allows { get; init; }

        public required string Trap { get; init; }
    }

    private sealed class WordsRow
    {
        public required string Section { get; init; }

        public required string Words { get; init; }
    }
}
