using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Why;

/// <summary>
/// What stands between the current viewer and an item, read from the database as the viewer may read it, for
/// <see cref="SharingRule.Decide"/> to give the same answer as row-level security, with its reason.
/// </summary>
internal static class SharingFacts
{
    private sealed class Row
    {
        public required bool IsHidden { get; init; }

        public required bool AccountSees { get; init; }

        public required bool IsService { get; init; }

        public required bool HasCase { get; init; }

        public required bool IsOnCaseTeam { get; init; }

        public required bool Consents { get; init; }

        public AgencyId? KeptAgency { get; init; }

        public DateOnly? KeptUntil { get; init; }

        public DateTimeOffset? UrgentFrom { get; init; }

        public DateTimeOffset? UrgentUntil { get; init; }
    }

    private sealed class GrantRow
    {
        public required Guid ClauseId { get; init; }

        public required string Category { get; init; }

        public required string Level { get; init; }

        public required string Condition { get; init; }

        public required bool NeedsConsent { get; init; }

        public required DateOnly FromOn { get; init; }

        public required DateOnly UntilOn { get; init; }
    }

    private sealed class ToldRow
    {
        public required string Level { get; init; }

        public required DateTimeOffset FromAt { get; init; }

        public required DateTimeOffset UntilAt { get; init; }
    }

    public static async Task<(Looker Viewer, Standing Standing)> LoadAsync(Db db, PersonId person, ItemLabel label, Guid item)
    {
        var act = db.Act;
        var row = await db.FirstAsync<Row>(
            """
            select @person = any (people_hidden_from_me()) as is_hidden, account_sees() as account_sees, acts_as_service() as is_service,
              exists (select from person_with_case w where w.person_id = @person and w.partnership_id = @Partnership) as has_case,
              @person = any (people_of_my_cases()) as is_on_case_team,
              exists (select from consent c where c.person_id = @person and c.owner_agency_id = @owner and c.withdrawn_at is null and @category = any (c.categories) and @Agency = any (c.to_agencies)
                and c.given_on <= @On and c.expires_on >= @On) as consents,
              case when @person = any (people_kept_in_sight()) then kept_agency() end as kept_agency, kept_until() as kept_until,
              u.at as urgent_from, u.until_at as urgent_until
            from (select 1) one
            left join lateral (select x.at, x.until_at from urgent_access x where x.user_id = @User and x.agency_id = @Agency and x.person_id = @person and x.ended_at is null order by x.until_at desc limit 1) u on true
            """, new { person, owner = label.Owner, category = label.Category, act.Partnership, act.Agency, act.User, act.On });
        var told = await db.ListAsync<ToldRow>("select level, from_at, until_at from disclosed_item where item_id = @item and from_agency_id = @owner and to_agency_id = @Agency", new { item, owner = label.Owner, act.Agency });
        return (
            new Looker(act.User, act.Agency, row!.AccountSees ? null : "The account is not in order", row.IsService),
            new Standing
            {
                IsExcluded = row.IsHidden, HasCase = row.HasCase, IsOnCaseTeam = row.IsOnCaseTeam, Consents = row.Consents,
                Grants = await GrantsAsync(db, label.Owner, act.Agency),
                Kept = row.KeptAgency is { } former && row.KeptUntil is { } last ? new(former, last, await GrantsAsync(db, label.Owner, former)) : null,
                Disclosures = [.. told.Select(t => new Told(LevelOf(t.Level), t.FromAt, t.UntilAt))],
                Urgent = row.UrgentFrom is { } from && row.UrgentUntil is { } until ? (from, until) : null,
            });
    }

    private static async Task<IReadOnlyList<Grant>> GrantsAsync(Db db, AgencyId owner, AgencyId to) =>
    [
        .. (await db.ListAsync<GrantRow>(
            "select clause_id, category, level, condition, needs_consent, from_on, least(until_on, '9999-12-31') as until_on from sharing_grant where partnership_id = @Partnership and to_agency_id = @to and owner_agency_id = @owner",
            new { db.Act.Partnership, to, owner })).Select(g => new Grant(g.ClauseId, g.Category, LevelOf(g.Level), g.Condition == "cohort" ? Condition.Cohort : Condition.CaseTeam, g.NeedsConsent, g.FromOn, g.UntilOn)),
    ];

    internal static Level LevelOf(string code) => code switch
    {
        "existence" => Level.Existence,
        "summary" => Level.Summary,
        "full" => Level.Full,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not a level of sharing."),
    };
}
