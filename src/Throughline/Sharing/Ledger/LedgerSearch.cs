using System.Globalization;
using System.Text;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Sharing.Ledger;

/// <summary>Which part of the ledger of disclosures. Days are those of England and Wales, both included.</summary>
public sealed record LedgerFilter
{
    public PersonId? Person { get; init; }

    /// <summary>The other agency: recipient of ours, or owner of what came to us.</summary>
    public AgencyId? Agency { get; init; }

    /// <summary>"given" by the viewer's agency, "received" by it, or either.</summary>
    public string? Direction { get; init; }

    /// <summary>"running", "over" or either.</summary>
    public string? State { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }
}

/// <summary>One disclosure: who told whom about whom, how much, under what power and for what; never what it says.</summary>
public sealed record LedgerLine
{
    public required Guid Id { get; init; }

    public required PersonId PersonId { get; init; }

    /// <summary>Null when the viewer may not know who the person is.</summary>
    public string? PersonName { get; init; }

    public required AgencyId FromAgencyId { get; init; }

    public required string FromName { get; init; }

    public required AgencyId ToAgencyId { get; init; }

    public required string ToName { get; init; }

    public required string Level { get; init; }

    public required string Gateway { get; init; }

    public required string Purpose { get; init; }

    public required string Necessity { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset UntilAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBecause { get; init; }

    public required string MadeBy { get; init; }

    public required string[] Categories { get; init; }

    public required int Items { get; init; }

    public required bool Runs { get; init; }

    /// <summary>The last day on which it is seen: it ends with the instant after it.</summary>
    public DateOnly LastDay => UntilAt.AddTicks(-1).DateInBritain();

    public string LevelWords => Level == "full" ? "all of it" : "a summary";

    public string StateWords => EndedAt is not null ? "Ended early" : Runs ? "Running" : "Over";
}

/// <summary>The ledger of disclosures, read by owners, recipients and information governance as row-level security lets them.</summary>
internal static class LedgerSearch
{
    public const int PageSize = 25;

    public const int ExportLimit = 100_000;

    private const string Select =
        """
        select d.id, d.person_id, p.forenames || ' ' || p.surname as person_name, d.from_agency_id, f.name as from_name, d.to_agency_id, t.name as to_name, d.level, g.name as gateway, d.purpose, d.necessity,
          d.at, d.until_at, d.ended_at, d.ended_because, u.full_name as made_by,
          array(select distinct i.category from disclosed_item i where i.disclosure_id = d.id order by 1) as categories, (select count(*)::int from disclosed_item i where i.disclosure_id = d.id) as items,
          d.ended_at is null and d.until_at > @At and exists (select from disclosed_item r where r.disclosure_id = d.id and r.until_at > @At) as runs
        from disclosure d join agency f on f.id = d.from_agency_id join agency t on t.id = d.to_agency_id join gateway g on g.code = d.gateway join app_user u on u.id = d.made_by
        left join person p on p.id = d.person_id
        """;

    private const string Where =
        """
        (@Person::uuid is null or d.person_id = @Person) and (@Agency::uuid is null or @Agency in (d.from_agency_id, d.to_agency_id))
        and (@Direction::text is null or @Direction = 'given' and d.from_agency_id = @Mine or @Direction = 'received' and d.to_agency_id = @Mine)
        and (@State::text is null or (@State = 'running') = (d.ended_at is null and d.until_at > @At and exists (select from disclosed_item r where r.disclosure_id = d.id and r.until_at > @At)))
        and (@From::date is null or d.at >= @From::date::timestamp at time zone 'Europe/London') and (@To::date is null or d.at < (@To::date + 1)::timestamp at time zone 'Europe/London')
        """;

    public static Task<IReadOnlyList<LedgerLine>> ListAsync(Db db, LedgerFilter filter, int page = 1, int size = PageSize) =>
        db.ListAsync<LedgerLine>($"{Select} where {Where} order by d.at desc, d.id desc limit @size offset @skip", Values(db, filter, size, (long)(page - 1) * size));

    public static Task<int> CountAsync(Db db, LedgerFilter filter) => db.ValueAsync<int>($"select count(*)::int from disclosure d where {Where}", Values(db, filter, 0, 0));

    public static async Task<LedgerLine> FindAsync(Db db, Guid disclosure) =>
        await db.FirstAsync<LedgerLine>($"{Select} where d.id = @disclosure", new { disclosure, db.Act.At }) ?? throw new NotThere("The disclosure");

    public static Task<IReadOnlyList<LedgerLine>> OfItemAsync(Db db, Guid item) => db.ListAsync<LedgerLine>(
        $"{Select} where d.from_agency_id = @Agency and d.id in (select i.disclosure_id from disclosed_item i where i.item_id = @item) order by d.at desc, d.id desc", new { item, db.Act.Agency, db.Act.At });

    private static object Values(Db db, LedgerFilter filter, int size, long skip) => new
    {
        filter.Person, filter.Agency, Direction = Blank(filter.Direction), State = Blank(filter.State), filter.From, filter.To, Mine = db.Act.Agency, db.Act.At, size, skip,
    };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private const string Columns = "disclosure_id,at,until,ended,person_id,person,from_agency,to_agency,level,categories,items,gateway,purpose,necessity,made_by";

    /// <summary>RFC 4180, ISO instants in UTC, several values separated by semicolons.</summary>
    public static string Csv(IEnumerable<LedgerLine> lines)
    {
        using var text = new StringWriter(new StringBuilder(Columns + "\r\n"), CultureInfo.InvariantCulture);
        var csv = new CsvWriter(text);
        foreach (var line in lines)
        {
            csv.WriteRow(
                line.Id.ToString(), Iso(line.At), Iso(line.UntilAt), line.EndedAt is { } ended ? Iso(ended) : "", line.PersonId.ToString(), line.PersonName ?? "", line.FromName, line.ToName, line.Level,
                string.Join(';', line.Categories), line.Items.ToString(CultureInfo.InvariantCulture), line.Gateway, line.Purpose, line.Necessity, line.MadeBy);
        }

        return text.ToString();
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
