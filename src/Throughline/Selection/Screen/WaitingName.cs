using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection.Screen;

/// <summary>A name for the coordinator: nominated, or brought back by new information; or put aside with "not now".</summary>
public sealed record WaitingName
{
    public required CaseId CaseId { get; init; }

    public required PersonId PersonId { get; init; }

    public required string Name { get; init; }

    public required string StateCode { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? ReturnedAt { get; init; }

    public string? ReturnedBecause { get; init; }

    public required string[] Nominations { get; init; }

    public decimal? Total { get; init; }

    public string? Line { get; init; }

    public DateTimeOffset? ScreenedAt { get; init; }

    public string? ScreenedReasons { get; init; }

    public required bool Waits { get; init; }

    /// <summary>The categories of what the list shows of these people.</summary>
    public static string[] CategoriesOf(IReadOnlyList<WaitingName> names) =>
    [
        "identity", "plan", .. names.Any(name => name.Nominations.Length > 0 || name.ScreenedReasons is not null) ? ["meeting"] : Array.Empty<string>(), .. names.Any(name => name.Total is not null) ? ["risk"] : Array.Empty<string>(),
    ];

    public CaseState State => CaseStates.Parse(StateCode);

    /// <summary>Longest waiting first. A name waits when nothing has screened it since its last nomination or return.</summary>
    public static Task<IReadOnlyList<WaitingName>> AllAsync(Db db) => db.ListAsync<WaitingName>(
        """
        select k.id as case_id, p.id as person_id, p.forenames || ' ' || p.surname as name, k.state as state_code, k.returned_at, k.returned_because,
          coalesce(greatest(k.returned_at, n.last_at), k.opened_at) as since, coalesce(n.words, '{}') as nominations, c.at as screened_at, c.reasons as screened_reasons, x.total, x.line,
          (c.at is null or c.at < greatest(n.last_at, k.returned_at)) as waits
        from iom_case k join person p on p.id = k.person_id
        left join lateral (select max(n.at) as last_at, array_agg(a.name || ': ' || n.reasons order by n.at) as words
          from nomination n join agency a on a.id = n.agency_id where n.case_id = k.id and n.withdrawn_at is null) n on true
        left join lateral (select s.at, s.reasons from screening s where s.case_id = k.id order by s.at desc limit 1) c on true
        left join lateral (select s.total, s.line from score s join scoring_run r on r.id = s.run_id where s.person_id = p.id and r.finished_at is not null order by r.asked_at desc limit 1) x on true
        where k.state = 'nominated' or (k.returned_at is not null and k.state <> 'for-panel' and (c.at is null or c.at < k.returned_at))
        order by 7
        """);
}
