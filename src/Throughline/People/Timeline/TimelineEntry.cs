using Throughline.People.Record;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.People.Timeline;

/// <summary>One dated thing about a person: what somebody did here, or a fact that an agency sent.</summary>
public class TimelineEntry : Provenance
{
    public required DateOnly OnDate { get; init; }

    public required string Kind { get; init; }

    public required string Category { get; init; }

    public required string Words { get; init; }

    public string? Reason { get; init; }
}

/// <summary>An entry, and how many there are on all pages together.</summary>
file sealed class CountedEntry : TimelineEntry
{
    public required int Total { get; init; }
}

/// <summary>Which entries: any kind or some, from a day to a day, both included.</summary>
public sealed record TimelineFilter(IReadOnlyList<string>? Kinds = null, DateOnly? From = null, DateOnly? To = null, IReadOnlyList<string>? Categories = null);

public sealed record TimelineKind(string Code, string Name);

/// <summary>A page of a person's timeline, newest first.</summary>
public sealed record TimelinePage(IReadOnlyList<TimelineEntry> Entries, int Total, int Page, int Size)
{
    public int Pages => Math.Max(1, (Total + Size - 1) / Size);

    public static readonly IReadOnlyList<TimelineKind> Kinds =
    [
        new("done-here", "Done here"), new("arrest", "Arrest"), new("charge", "Charge"), new("caution", "Caution"), new("conviction", "Conviction"), new("breach", "Breach"),
        new("intelligence", "Intelligence"), new("order", "Order or licence"), new("custody", "Custody"), new("drug-test", "Drug test"), new("treatment", "Treatment"), new("tag", "Tag"),
        new("risk", "Risk"), new("predictor", "Actuarial score"), new("needs", "Needs"), new("designation", "Designation"),
    ];

    /// <summary>Entries grouped by month, newest first.</summary>
    public IEnumerable<IGrouping<DateOnly, TimelineEntry>> ByMonth => Entries.GroupBy(entry => new DateOnly(entry.OnDate.Year, entry.OnDate.Month, 1));

    public static async Task<TimelinePage> LoadAsync(Db db, PersonId person, TimelineFilter filter, int page, int size)
    {
        const string where =
            """
            i.person_id = @person and (cardinality(@kinds) = 0 or i.kind = any(@kinds)) and (cardinality(@categories) = 0 or i.category = any(@categories))
              and i.on_date >= coalesce(@from::date, '-infinity') and i.on_date <= coalesce(@to::date, 'infinity')
            """;
        var values = new
        {
            person,
            kinds = (filter.Kinds ?? []).ToArray(),
            categories = (filter.Categories ?? []).ToArray(),
            from = filter.From,
            to = filter.To,
            size,
            skip = (long)(page - 1) * size,
        };
        var entries = await db.ListAsync<CountedEntry>(
            $"""
            select i.total, i.id, i.on_date, i.kind, i.category, i.words, i.reason, i.owner_agency_id, a.name as owner_name, m.file_name, i.line, i.received_at, u.full_name as recorded_by_name
            from (select i.*, count(*) over ()::int as total from timeline i where {where} order by i.on_date desc, i.at desc, i.id desc, i.words limit @size offset @skip) i {Joins}
            order by i.on_date desc, i.at desc, i.id desc, i.words
            """, values);
        var total = entries.Count > 0 || page == 1 ? entries.FirstOrDefault()?.Total ?? 0 : await db.ValueAsync<int>($"select count(*)::int from timeline i where {where}", values);
        return new(entries, total, page, size);
    }

    private const string Joins = "join agency a on a.id = i.owner_agency_id left join import m on m.id = i.import_id left join app_user u on u.id = i.recorded_by";
}
