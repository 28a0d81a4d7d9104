using Throughline.Platform;

namespace Throughline.Imports.TakeIn;

/// <summary>An import as the database holds it: what was sent, by whom, and what became of it.</summary>
public sealed record ImportRow
{
    public required Guid Id { get; init; }

    public required PartnershipId Partnership { get; init; }

    public required AgencyId Agency { get; init; }

    public required string AgencyCode { get; init; }

    public required string AgencyName { get; init; }

    public required string Profile { get; init; }

    public required int ProfileVersion { get; init; }

    public required string FileName { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    public required string Mode { get; init; }

    public required DateOnly AsOf { get; init; }

    public required bool DryRun { get; init; }

    public required string Options { get; init; }

    public required string State { get; init; }

    public required string Sentence { get; init; }

    public required string[] Warnings { get; init; }

    public required UserId AskedBy { get; init; }

    public required string AskedByName { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public required long RowsRead { get; init; }

    public required long RowsNew { get; init; }

    public required long RowsChanged { get; init; }

    public required long RowsUnchanged { get; init; }

    public required long RowsWithdrawn { get; init; }

    public required long RowsQuarantined { get; init; }

    public required long RowsRepeated { get; init; }

    public required long PeopleNew { get; init; }

    public required long PossibleMatches { get; init; }

    public required string ProgressWords { get; init; }

    public required bool CancelAsked { get; init; }

    /// <summary>The instant that its items carry as received.</summary>
    public DateTimeOffset At => AskedAt;

    public const string Columns =
        """
        i.id, i.partnership_id as partnership, i.agency_id as agency, a.code as agency_code, a.name as agency_name, i.profile, i.profile_version, i.file_name, i.sha256, i.bytes,
        i.mode, i.as_of, i.dry_run, i.options::text as options, i.state, i.sentence, i.warnings, i.asked_by, u.full_name as asked_by_name, i.asked_at, i.started_at, i.finished_at,
        i.rows_read, i.rows_new, i.rows_changed, i.rows_unchanged, i.rows_withdrawn, i.rows_quarantined, i.rows_repeated, i.people_new, i.possible_matches, i.progress_words, i.cancel_asked
        """;

    public const string From = "import i join agency a on a.id = i.agency_id join app_user u on u.id = i.asked_by";
}
