using System.Globalization;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Audit.Breaches;

/// <summary>One line of the pack: who did what with whose information, which categories, how often, when, and to whom it went.</summary>
internal sealed class PackLine
{
    public required UserId UserId { get; init; }

    public required string UserName { get; init; }

    public required string Agency { get; init; }

    public PersonId? PersonId { get; init; }

    public string? PersonName { get; init; }

    public required string Operation { get; init; }

    public required string[] Categories { get; init; }

    public required int Entries { get; init; }

    public required int Items { get; init; }

    public required string[] Recipients { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    /// <summary>How many lines the pack has in all.</summary>
    public int LineCount { get; init; }
}

/// <summary>
/// The breach pack, from the audit record in one act: who, which records, which categories, when, how many, and to whom. What a notification to the
/// Information Commission (Data Protection Act 2018 s.67(4)) asks for and the record can answer.
/// </summary>
internal sealed class BreachPack
{
    /// <summary>A page shows this many lines; the file has all of them.</summary>
    public const int Shown = 500;

    public const int Most = 200_000;

    public required IReadOnlyList<PackLine> Lines { get; init; }

    public required int LineCount { get; init; }

    public required int Entries { get; init; }

    public required int People { get; init; }

    public required int Users { get; init; }

    public required string[] Categories { get; init; }

    public required string[] Recipients { get; init; }

    private const string Found =
        """
        with found as materialized (select e.* from {0} e
          where e.at >= @FromAt and e.at < @ToAt and (@AboutUserId::uuid is null or e.user_id = @AboutUserId) and (@AboutAgencyId::uuid is null or e.agency_id = @AboutAgencyId)
            and (@AboutSessionId::uuid is null or e.session_id = @AboutSessionId))
        """;

    public static async Task<BreachPack> ReadAsync(Db db, BreachScope scope, int most = Shown, CancellationToken cancel = default)
    {
        var values = new { scope.FromAt, scope.ToAt, scope.AboutUserId, scope.AboutAgencyId, scope.PersonId, scope.AboutSessionId, most };
        var found = string.Format(CultureInfo.InvariantCulture, Found, scope.PersonId is null ? "audit_entry" : "audit_about(@PersonId, @FromAt, @ToAt)");
        var total = await db.FirstAsync<Totals>(
            $"""
            {found} select (select count(*)::int from found) as entries, (select count(distinct user_id)::int from found) as users,
              (select count(distinct i.id)::int from found, unnest(person_ids) i (id) where @PersonId::uuid is null or i.id = @PersonId) as people,
              array(select distinct c from found, unnest(categories) c order by c) as categories,
              array(select distinct g.name from found, unnest(recipients) r (id) join agency g on g.id = r.id order by g.name) as recipients
            """, values, cancel);
        var lines = await db.ListAsync<PackLine>(
            $"""
            {found},
            each as (select f.*, i.id as person_id from found f left join lateral unnest(f.person_ids) i (id) on true where @PersonId::uuid is null or i.id = @PersonId),
            grouped as (select e.user_id, e.agency_id, e.person_id, e.operation, count(distinct e.id)::int as entries, count(distinct t.id)::int as items, min(e.at) as first_at, max(e.at) as last_at,
                array_remove(array_agg(distinct c order by c), null) as categories, array_remove(array_agg(distinct r.id), null) as recipient_ids
              from each e left join lateral unnest(e.categories) c on true left join lateral unnest(e.recipients) r (id) on true left join lateral unnest(e.item_ids) t (id) on true
              group by e.user_id, e.agency_id, e.person_id, e.operation)
            select g.user_id, u.full_name as user_name, a.name as agency, g.person_id, p.forenames || ' ' || p.surname as person_name, g.operation, g.categories, g.entries, g.items, g.first_at, g.last_at,
              array(select x.name from agency x where x.id = any(g.recipient_ids) order by x.name) as recipients, count(*) over ()::int as line_count
            from grouped g join app_user u on u.id = g.user_id join agency a on a.id = g.agency_id left join person p on p.id = g.person_id
            order by g.first_at, g.user_id, g.person_id, g.operation limit @most
            """, values, cancel);
        return new BreachPack
        {
            Lines = lines, LineCount = lines.Count > 0 ? lines[0].LineCount : 0, Entries = total!.Entries, Users = total.Users, People = total.People, Categories = total.Categories, Recipients = total.Recipients,
        };
    }

    public const string CsvColumns = "user_id,user_name,agency,person_id,person_name,operation,categories,entries,items,recipients,first_at,last_at";

    public string ToCsv()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var rows = new CsvWriter(text);
        rows.WriteRow(CsvColumns.Split(','));
        foreach (var line in Lines)
        {
            rows.WriteRow(
                line.UserId.ToString(), line.UserName, line.Agency, line.PersonId?.ToString(), line.PersonName, line.Operation, string.Join(';', line.Categories),
                line.Entries.ToString(CultureInfo.InvariantCulture), line.Items.ToString(CultureInfo.InvariantCulture), string.Join(';', line.Recipients), Instant(line.FirstAt), Instant(line.LastAt));
        }

        return text.ToString();
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed class Totals
    {
        public required int Entries { get; init; }

        public required int Users { get; init; }

        public required int People { get; init; }

        public required string[] Categories { get; init; }

        public required string[] Recipients { get; init; }
    }
}
