using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Scoring;

namespace Throughline.Selection.Scores;

/// <summary>A person's score in a run, as it was kept.</summary>
public sealed record StoredScore
{
    public required Guid RunId { get; init; }

    public required DateOnly AsOf { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required string AskedBy { get; init; }

    public required string Matrix { get; init; }

    public required decimal EntryLine { get; init; }

    public required decimal ExitLine { get; init; }

    public required decimal Total { get; init; }

    public required int Rank { get; init; }

    public required int People { get; init; }

    public required string Line { get; init; }

    public required bool Provisional { get; init; }

    public required decimal Stability { get; init; }

    public required string Detail { get; init; }

    public PersonScore Explained => PersonScore.FromJson(Detail);

    private const string Select =
        """
        select r.id as run_id, r.as_of, r.asked_at, u.full_name as asked_by, m.name || ', version ' || m.version as matrix, r.entry_line, r.exit_line,
          s.total, s.rank, r.people, s.line, s.provisional, s.stability, s.detail::text as detail
        from score s join scoring_run r on r.id = s.run_id join selection_matrix m on m.id = r.matrix_id join app_user u on u.id = r.asked_by
        where s.person_id = @person and r.finished_at is not null
        """;

    public static Task<StoredScore?> LatestAsync(Db db, PersonId person) => db.FirstAsync<StoredScore>(Select + " order by r.asked_at desc limit 1", new { person });

    /// <summary>Every run that scored the person, newest first.</summary>
    public static Task<IReadOnlyList<StoredScore>> HistoryAsync(Db db, PersonId person) => db.ListAsync<StoredScore>(Select + " order by r.asked_at desc limit 50", new { person });
}
