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

    /// <summary>What a score tells of: itself, which is of risk, and what its factors of points rest on.</summary>
    public IReadOnlyList<string> Categories => [.. Explained.Factors.Where(factor => factor.Points != 0).SelectMany(factor => OfGroup(factor.Group)).Append("risk").Distinct()];

    internal static IEnumerable<string> OfGroup(SourceGroup group) => group switch
    {
        SourceGroup.Intelligence => ["intelligence"],
        SourceGroup.Needs => ["needs"],
        SourceGroup.Risk or SourceGroup.Predictors => ["risk"],
        SourceGroup.Designation => ["supervision"],
        SourceGroup.Other => [],
        _ => ["offending"],
    };

    /// <summary>Categories that were not counted, because not every agency that reads the score is given them.</summary>
    public required string[] LeftOut { get; init; }

    public PersonScore Explained => PersonScore.FromJson(Detail);

    private const string Select =
        """
        select r.id as run_id, r.as_of, r.asked_at, u.full_name as asked_by, m.name || ', version ' || m.version as matrix, r.entry_line, r.exit_line,
          s.total, s.rank, 0 as people, s.line, s.provisional, s.stability, s.detail::text as detail, r.left_out
        from score s join scoring_run r on r.id = s.run_id join selection_matrix m on m.id = r.matrix_id join app_user u on u.id = r.asked_by
        where s.person_id = @person and r.finished_at is not null
        """;

    public static async Task<StoredScore?> LatestAsync(Db db, PersonId person) =>
        await db.FirstAsync<StoredScore>(Select + " order by r.asked_at desc limit 1", new { person }) is { } score ? await score.AmongThoseSeenAsync(db, person) : null;

    /// <summary>
    /// The score with its places counted among the scores that the viewer may see: a rank among everybody would tell how many
    /// people there are of whom the viewer knows nothing, and where they stand.
    /// </summary>
    public async Task<StoredScore> AmongThoseSeenAsync(Db db, PersonId person)
    {
        var others = (await db.ListAsync<int>("select rank from score where run_id = @RunId and person_id <> @person", new { RunId, person }))
            .Select(rank => rank > Rank ? rank - 1 : rank).Order().ToArray(); // the order of the others without this person
        int Place(int rank)
        {
            var at = Array.BinarySearch(others, rank);
            return 1 + (at < 0 ? ~at : at);
        }

        var (place, explained) = (Place(Rank), Explained);
        var seen = explained with
        {
            Rank = place,
            RankedPeople = others.Length + 1,
            WhatWouldChange = [.. explained.WhatWouldChange.Select(change => change with { NewRank = Place(change.NewRank), Words = Replaced(change, Rank, place, Place(change.NewRank)) })],
        };
        return this with { Rank = place, People = others.Length + 1, Detail = seen.ToJson() };
    }

    /// <summary>The engine's sentence with the places that the viewer sees.</summary>
    private static string Replaced(RankChange change, int was, int place, int newPlace) => change.Words
        .Replace($"from rank {was} to {change.NewRank}", newPlace == place ? $"from rank {place} to {place}" : $"from rank {place} to {newPlace}", StringComparison.Ordinal)
        .Replace($"the rank goes from {was} to {change.NewRank}", $"the rank goes from {place} to {newPlace}", StringComparison.Ordinal)
        .Replace($"stay at rank {was}", $"stay at rank {place}", StringComparison.Ordinal)
        .Replace($"the rank stays {was}", $"the rank stays {place}", StringComparison.Ordinal);

    /// <summary>Every run that scored the person, newest first.</summary>
    public static Task<IReadOnlyList<StoredScore>> HistoryAsync(Db db, PersonId person) => db.ListAsync<StoredScore>(Select + " order by r.asked_at desc limit 50", new { person });
}
