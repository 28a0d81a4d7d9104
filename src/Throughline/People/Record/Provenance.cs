using Throughline.Platform;
using Throughline.Ui;

namespace Throughline.People.Record;

/// <summary>Where a row of a record comes from: which agency, which file and line or whose hand, and when it came.</summary>
public class Provenance
{
    public required Guid Id { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string OwnerName { get; init; }

    public string? FileName { get; init; }

    public long? Line { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string? RecordedByName { get; init; }

    public DateTimeOffset? SupersededAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    public bool IsCurrent => SupersededAt is null && WithdrawnAt is null;

    /// <summary>Nobody corrects a file's row by hand unless it is their agency's; see the rule of the act.</summary>
    public string SourceWords => FileName is null
        ? $"{OwnerName}. Entered by {RecordedByName ?? "somebody whose account is gone"} on {ReceivedAt.ToWords()}."
        : $"{OwnerName}. File {FileName}, line {Line}. Received on {ReceivedAt.ToWords()}.";

    public string? StateWords => SupersededAt is { } superseded ? $"Replaced on {superseded.DateInBritain().ToWords()}"
        : WithdrawnAt is { } withdrawn ? $"Withdrawn on {withdrawn.DateInBritain().ToWords()}" : null;

    internal const string Columns = "i.id, i.category, i.owner_agency_id, a.name as owner_name, m.file_name, i.line, i.received_at, u.full_name as recorded_by_name, i.superseded_at, i.withdrawn_at";

    internal const string Joins = "join agency a on a.id = i.owner_agency_id left join import m on m.id = i.import_id left join app_user u on u.id = i.recorded_by";
}

/// <summary>One row of a table in the record: its cells in words, and its provenance.</summary>
public sealed class Fact : Provenance
{
    public required string Category { get; init; }

    public required string[] Cells { get; init; }

    public string[] Shown { get; set; } = [];

    /// <summary>Where it is said why the viewer sees this row and who else does.</summary>
    public string WhyUrl { get; set; } = "";
}

/// <summary>A table of the record, with what to do when it is empty.</summary>
public sealed record FactTable(string Caption, string[] Headings, IReadOnlyList<Fact> Rows, string Empty)
{
    /// <summary>Where one more is added, and the link's words.</summary>
    public string? AddUrl { get; init; }

    public string AddText { get; init; } = "Add";

    /// <summary>Where a row is corrected or withdrawn (<c>…/{item}/correct</c>), or null when rows come from extracts only.</summary>
    public string? ItemUrl { get; init; }

    /// <summary>Whose rows the viewer may change.</summary>
    public AgencyId Viewer { get; init; }

    public IEnumerable<Fact> Current => Rows.Where(row => row.IsCurrent);

    public IEnumerable<Fact> Past => Rows.Where(row => !row.IsCurrent);
}
