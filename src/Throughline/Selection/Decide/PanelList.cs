using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection.Decide;

/// <summary>A person before the panel, or deferred.</summary>
public sealed record PanelName
{
    public required CaseId CaseId { get; init; }

    public required PersonId PersonId { get; init; }

    public required string Name { get; init; }

    public required string StateCode { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateOnly? DeferredUntil { get; init; }

    public required string[] NominatedBy { get; init; }

    public required string[] Votes { get; init; }

    public required bool MineIsIn { get; init; }

    public decimal? Total { get; init; }

    public string? Line { get; init; }

    public bool? Provisional { get; init; }

    /// <summary>The categories of what the list shows of these people.</summary>
    public static string[] CategoriesOf(IReadOnlyList<PanelName> names) =>
    [
        "identity", "plan", .. names.Any(name => name.NominatedBy.Length + name.Votes.Length > 0) ? ["meeting"] : Array.Empty<string>(), .. names.Any(name => name.Total is not null) ? ["risk"] : Array.Empty<string>(),
    ];

    /// <summary>Before the panel first, by how long they have waited; then the deferred, by the day they come back.</summary>
    public static Task<IReadOnlyList<PanelName>> AllAsync(Db db) => db.ListAsync<PanelName>(
        """
        select k.id as case_id, p.id as person_id, p.forenames || ' ' || p.surname as name, k.state as state_code, k.deferred_until,
          coalesce((select max(s.at) from screening s where s.case_id = k.id), k.opened_at) as since,
          array(select distinct a.name from nomination n join agency a on a.id = n.agency_id where n.case_id = k.id and n.withdrawn_at is null order by 1) as nominated_by,
          array(select a.name || ': ' || v.vote from panel_vote v join agency a on a.id = v.agency_id where v.case_id = k.id and v.replaced_at is null order by 1) as votes,
          exists (select from panel_vote v where v.case_id = k.id and v.agency_id = @Agency and v.replaced_at is null) as mine_is_in,
          x.total, x.line, x.provisional
        from iom_case k join person p on p.id = k.person_id
        left join lateral (select s.total, s.line, s.provisional from score s join scoring_run r on r.id = s.run_id where s.person_id = p.id and r.finished_at is not null order by r.asked_at desc limit 1) x on true
        where k.state in ('for-panel', 'deferred') order by k.state desc, k.deferred_until, 6, k.id
        """, new { db.Act.Agency });
}
