using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Jobs;
using Throughline.Platform.Processes;

namespace Throughline.Rights.Retention;

/// <summary>What an agency decides about its own items at their review date.</summary>
public sealed record ReviewDecision(string? What, string? Reason, DateOnly? NextReviewOn);

internal static class DecideReview
{
    public static readonly PolicyNumber LongestRetain = new("rights.longest-retain-months", "An item can be kept after a review for at most", 120, "months", "Police review groups: reviewed at least every ten years", 1, 240);

    public static readonly PolicyNumber RestrictedReview = new("rights.restricted-review-months", "An item that is restricted at its review date is looked at again after", 12, "months", "Our choice: what is kept and not used is looked at every year (Data Protection Act 2018 s.39(2))", 1, 120);

    public static IEnumerable<(string Field, Rule Rule)> Rules(ReviewDecision typed, int items, DateOnly today, int longest) =>
    [
        ("Items", new Rule("Choose at least one item", "Data Protection Act 2018 s.39(2)", items > 0)),
        ("What", new Rule("Choose whether to keep, restrict or dispose", "Data Protection Act 2018 s.39(2)", typed.What is "retain" or "restrict" or "dispose")),
        ("Reason", new Rule("Say why", "Police information and records management: a recorded reason for each decision to keep", !string.IsNullOrWhiteSpace(typed.Reason))),
        ("NextReviewOn", new Rule($"Enter when it is looked at again: after today and within {longest} months", "Data Protection Act 2018 s.39(2): periodic review", typed.What != "retain" || (typed.NextReviewOn > today && typed.NextReviewOn <= today.AddMonths(longest)))),
    ];

    /// <summary>Keeps, restricts, or proposes to dispose of items of the acting agency about one person.</summary>
    public static async Task DoAsync(Db db, PersonId person, IReadOnlyList<ItemDue> items, ReviewDecision typed)
    {
        foreach (var (_, rule) in Rules(typed, items.Count, db.Act.On, await db.NumberAsync(LongestRetain)))
            rule.Check();
        var next = typed.What switch { "retain" => typed.NextReviewOn, "restrict" => db.Act.On.AddMonths(await db.NumberAsync(RestrictedReview)), _ => null };
        if (typed.What == "restrict")
            await Recipients.TellAsync(db, "restriction", person, [.. items.Select(item => (item.Kind, item.Id))], "What you were given is restricted: do not use your copies", passedToo: true);
        foreach (var item in items)
        {
            await db.ExecuteAsync(
                """
                insert into retention_review (partnership_id, person_id, kind, item_id, agency_id, was_due_on, decision, reason, next_review_on, at, user_id)
                values (@Partnership, @person, @Kind, @Id, @Agency, @ReviewOn, @What, @reason, @next, @At, @User)
                """, new { db.Act.Partnership, person, item.Kind, item.Id, db.Act.Agency, item.ReviewOn, typed.What, reason = typed.Reason!.Trim(), next, db.Act.At, db.Act.User });
            if (typed.What == "restrict")
                await db.ValueAsync<Guid?>("select restrict_item(@Kind, @Id, 'retention', @reason)", new { item.Kind, item.Id, reason = typed.Reason!.Trim() });
        }

        if (typed.What == "dispose")
            await Disposal.ProposeDisposal.DoAsync(db, person, [.. items.Select(item => (item.Kind, item.Id))], "retention", typed.Reason);
        foreach (var kind in items.Select(item => item.Kind).Distinct())
            await db.ValueAsync<int>("select recalculate_reviews(@kind, @Agency)", new { kind, db.Act.Agency });
        await db.AuditAsync(AuditOperation.Alteration, [person], [.. items.Select(item => item.Category).Distinct()], $"retention review: {typed.What}", null);
    }
}

/// <summary>Works review dates out anew after rules have changed: kind by kind, saying how far it is.</summary>
internal sealed class RetentionJob : IJob
{
    public const string JobName = "retention";

    public string Name => JobName;

    public async Task RunAsync(JobContext context, CancellationToken cancel)
    {
        await using var db = context.NewDb();
        await db.BeginAsync(context.Act with { IsService = true }, cancel);
        var kinds = await ItemCatalogue.AllAsync(db);
        var changed = 0;
        foreach (var (place, kind) in kinds.Index())
        {
            changed += await db.ValueAsync<int>("select recalculate_reviews(@TableName, null)", new { kind.TableName }, cancel);
            await context.Progress(place + 1, kinds.Count, $"{place + 1} of {kinds.Count} kinds of item, {Ui.Dates.Count(changed, "date")} changed");
        }

        await db.CommitAsync(cancel);
    }
}

/// <summary>A rule as an agency writes it.</summary>
public sealed record NewRetentionRule(string? Category, int? ReviewGroup, int? ReviewAfterMonths, int? ClearMonths, string? CountsFrom, bool ResetsOnNewEvent, string? Source, DateOnly? ValidFrom, string? Because);

internal static class SetRetentionRule
{
    public static IEnumerable<(string Field, Rule Rule)> Rules(NewRetentionRule typed, DateOnly today) =>
    [
        ("ReviewAfterMonths", new Rule("Enter after how many months it is looked at again: 1 to 1200", "Data Protection Act 2018 s.39(2)", typed.ReviewAfterMonths is >= 1 and <= 1200)),
        ("ClearMonths", new Rule("A clear period is 1 to 1200 months", "Police information and records management", typed.ClearMonths is null or >= 1 and <= 1200)),
        ("CountsFrom", new Rule("Choose what it counts from", "Data Protection Act 2018 s.39(2)", typed.CountsFrom is "recorded" or "last-event" or "birth")),
        ("Source", new Rule("Say where the rule comes from", "Every number has a source", !string.IsNullOrWhiteSpace(typed.Source))),
        ("ValidFrom", new Rule("Enter the day from which it holds, today or later: the past keeps the rule it had", "Effective-dated rules", typed.ValidFrom >= today)),
        ("Because", new Rule("Say why the rule is set", "A changed rule changes what is kept about people", !string.IsNullOrWhiteSpace(typed.Because))),
    ];

    public static async Task DoAsync(Db db, NewRetentionRule typed)
    {
        foreach (var (_, rule) in Rules(typed, db.Act.On))
            rule.Check();
        var category = string.IsNullOrWhiteSpace(typed.Category) ? null : typed.Category;
        await db.ExecuteAsync(
            """
            update retention_rule set valid_to = @ValidFrom::date - 1 where agency_id = @Agency and category is not distinct from @category and review_group is not distinct from @ReviewGroup and (valid_to is null or valid_to >= @ValidFrom::date);
            insert into retention_rule (partnership_id, agency_id, category, review_group, review_after_months, clear_months, counts_from, resets_on_new_event, source, valid_from, set_by, set_at, because)
            values (@Partnership, @Agency, @category, @ReviewGroup, @ReviewAfterMonths, @ClearMonths, @CountsFrom, @ResetsOnNewEvent, @source, @ValidFrom, @User, @At, @because)
            """, new { db.Act.Partnership, db.Act.Agency, category, ReviewGroup = (short?)typed.ReviewGroup, typed.ReviewAfterMonths, typed.ClearMonths, typed.CountsFrom, typed.ResetsOnNewEvent, source = typed.Source!.Trim(), typed.ValidFrom, db.Act.User, db.Act.At, because = typed.Because!.Trim() });
        await db.ProcessAsync("set-retention-rule", null, null, typed.Because.Trim(), [], typed);
        await db.AskAsync(RetentionJob.JobName, null);
    }

    public static async Task GroupAsync(Db db, PersonId person, int? group, string? reason)
    {
        new Rule("Choose a group from 1 to 4", "Police information and records management", group is >= 1 and <= 4).Check();
        new Rule("Say why the person is in this group", "Police information and records management", !string.IsNullOrWhiteSpace(reason)).Check();
        await db.ExecuteAsync(
            """
            insert into retention_group (partnership_id, person_id, agency_id, review_group, reason, at, user_id) values (@Partnership, @person, @Agency, @group, @reason, @At, @User)
            on conflict (agency_id, person_id) do update set review_group = excluded.review_group, reason = excluded.reason, at = excluded.at, user_id = excluded.user_id
            """, new { db.Act.Partnership, person, db.Act.Agency, group = (short)group!.Value, reason = reason!.Trim(), db.Act.At, db.Act.User });
        await db.AuditAsync(AuditOperation.Alteration, [person], ["retention"], "retention: review group", null);
        foreach (var kind in await ItemCatalogue.AllAsync(db))
            await db.ValueAsync<int>("select recalculate_reviews(@TableName, @Agency)", new { kind.TableName, db.Act.Agency });
    }
}

public sealed record RetentionRuleRow
{
    public string? Agency { get; init; }

    public string? AgencyType { get; init; }

    public string? Category { get; init; }

    public short? ReviewGroup { get; init; }

    public required int ReviewAfterMonths { get; init; }

    public int? ClearMonths { get; init; }

    public required string CountsFrom { get; init; }

    public required bool ResetsOnNewEvent { get; init; }

    public required string Source { get; init; }

    public required DateOnly ValidFrom { get; init; }

    public DateOnly? ValidTo { get; init; }

    public string Whose => Agency ?? (AgencyType is null ? "Any agency without a rule of its own" : $"Any agency of the kind {AgencyType.Replace('-', ' ')}");

    public string Counts => (CountsFrom switch { "birth" => "from birth", "last-event" => "from the newest event", _ => "from when it was recorded" }) + (ResetsOnNewEvent ? "; begins anew with a new event" : "");

    public static Task<IReadOnlyList<RetentionRuleRow>> ListAsync(Db db, AgencyId? agency) => db.ListAsync<RetentionRuleRow>(
        """
        select a.name as agency, r.agency_type, r.category, r.review_group, r.review_after_months, r.clear_months, r.counts_from, r.resets_on_new_event, r.source, r.valid_from, r.valid_to
        from retention_rule r left join agency a on a.id = r.agency_id
        where r.agency_id is null and (@agency::uuid is null or r.agency_type is null or r.agency_type = (select type from agency where id = @agency))
          or r.agency_id = @agency or @agency::uuid is null and r.agency_id in (select agency_id from partnership_agency where partnership_id = @Partnership)
        order by a.name nulls last, r.agency_type nulls last, r.review_group nulls first, r.category nulls first, r.valid_from desc
        """, new { agency, db.Act.Partnership });
}
