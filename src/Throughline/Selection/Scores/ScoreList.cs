using System.Text.Json;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection.Scores;

/// <summary>What a list of scores is narrowed to; everything null is everybody.</summary>
public sealed record ScoreFilter(string? Line = null, string? Cohort = null, string? Provisional = null, string? Beat = null)
{
    internal const string Where =
        """
        (@Line::text is null or s.line = @Line) and (@Provisional::text is null or s.provisional = (@Provisional = 'yes')) and (@Beat::text is null or p.beat = @Beat)
        and (@Cohort::text is null or (@Cohort = 'on') = exists (select from iom_case k where k.person_id = p.id and k.state = 'adopted'))
        """;

    /// <summary>Only the codes that mean something; anything else in the address is no filter.</summary>
    public ScoreFilter Known() => new(
        Line is "entry" or "between" or "below" ? Line : null, Cohort is "on" or "off" ? Cohort : null, Provisional is "yes" or "no" ? Provisional : null, string.IsNullOrWhiteSpace(Beat) ? null : Beat);
}

/// <summary>A row of the newest run. Its rank is counted among the scores that the viewer may see: a gap would tell of somebody hidden.</summary>
public sealed record ScoreRow
{
    public required PersonId PersonId { get; init; }

    public required string Name { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? Beat { get; init; }

    public required decimal Total { get; init; }

    public required int Rank { get; init; }

    public required string Line { get; init; }

    public required bool Provisional { get; init; }

    public required decimal Stability { get; init; }

    public required string BySource { get; init; }

    public string? CaseState { get; init; }

    public IReadOnlyDictionary<string, decimal> Sources => JsonSerializer.Deserialize<Dictionary<string, decimal>>(BySource)!;

    /// <summary>The categories of what the list shows of these people: the scores, and what points rest on.</summary>
    public static string[] CategoriesOf(IReadOnlyList<ScoreRow> rows) =>
    [
        .. rows.SelectMany(row => row.Sources.Where(source => source.Value != 0).SelectMany(source => StoredScore.OfGroup(Enum.Parse<Throughline.Scoring.SourceGroup>(source.Key)))).Concat(rows.Any(row => row.CaseState is not null) ? ["plan"] : Array.Empty<string>())
            .Prepend("risk").Prepend("identity").Distinct(),
    ];

    private const string From =
        """
        from (select v.*, rank() over (order by v.rank) as place from score v where v.run_id = @run) s join person p on p.id = s.person_id
        left join lateral (select state from iom_case k where k.person_id = p.id order by k.opened_at desc limit 1) k on true
        where
        """;

    public static Task<IReadOnlyList<ScoreRow>> OfAsync(Db db, Guid run, ScoreFilter filter, int skip, int take) => db.ListAsync<ScoreRow>(
        $"""
        select s.person_id, p.forenames || ' ' || p.surname as name, p.date_of_birth, p.beat, s.total, s.place::int as rank, s.line, s.provisional, s.stability, s.by_source::text as by_source, k.state as case_state
        {From} {ScoreFilter.Where} order by s.rank, s.person_id offset @skip limit @take
        """, new { run, filter.Line, filter.Cohort, filter.Provisional, filter.Beat, skip, take });

    public static Task<int> CountAsync(Db db, Guid run, ScoreFilter filter) =>
        db.ValueAsync<int>($"select count(*)::int {From} {ScoreFilter.Where}", new { run, filter.Line, filter.Cohort, filter.Provisional, filter.Beat });
}

/// <summary>How it is said that a score is made of what all its readers are given.</summary>
public static class LeftOutWords
{
    public static string Sentence(IReadOnlyList<string> leftOut) => leftOut.Count == 0
        ? "Everything that the scoring agency is given was counted, but for what an owner has marked for fewer people or disclosed to one agency."
        : $"Left out, because by the agreements not every agency that reads the score is given it: {string.Join("; ", leftOut)}. Nor was anything counted that an owner has marked for fewer people or disclosed to one agency.";
}

/// <summary>A run of scoring.</summary>
public sealed record ScoringRun
{
    public required Guid Id { get; init; }

    public required DateOnly AsOf { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required string AskedBy { get; init; }

    public required string Matrix { get; init; }

    public required Guid MatrixId { get; init; }

    /// <summary>How many were scored whose scores the viewer may see.</summary>
    public required int People { get; init; }

    public required decimal EntryLine { get; init; }

    public required decimal ExitLine { get; init; }

    /// <summary>Categories that were not counted, because not every agency that reads the scores is given them.</summary>
    public required string[] LeftOut { get; init; }

    public static Task<ScoringRun?> NewestAsync(Db db) => db.FirstAsync<ScoringRun>(
        """
        select r.id, r.as_of, r.asked_at, u.full_name as asked_by, m.name || ', version ' || m.version as matrix, m.id as matrix_id, (select count(*)::int from score s where s.run_id = r.id) as people, r.entry_line, r.exit_line, r.left_out
        from scoring_run r join selection_matrix m on m.id = r.matrix_id join app_user u on u.id = r.asked_by where r.finished_at is not null order by r.asked_at desc limit 1
        """);
}
