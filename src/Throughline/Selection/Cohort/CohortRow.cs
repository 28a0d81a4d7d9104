using Throughline.People;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection.Cohort;

/// <summary>What the cohort list is narrowed to and how it is ordered: codes only.</summary>
public sealed record CohortFilter(string? Colour = null, string? Order = null, string? Custody = null, string? Agency = null, string? Mine = null, string? Type = null, string? Sort = null, string? Lead = null)
{
    private static readonly Dictionary<string, string> Sorts = new()
    {
        ["name"] = "p.surname, p.forenames, p.id", ["status"] = "s.position nulls last, p.surname, p.forenames, p.id",
        ["lead"] = "u.full_name nulls last, p.surname, p.forenames, p.id", ["adopted"] = "k.adopted_on desc, p.surname, p.forenames, p.id",
    };

    internal string OrderBy => Sorts[Sort is { } sort && Sorts.ContainsKey(sort) ? sort : "name"];

    internal const string Where =
        """
        (@Colour::text is null or coalesce(k.status, 'none') = @Colour) and (@IsStatutory::bool is null or (o.order_type is not null) = @IsStatutory) and (@Inside::bool is null or (c.establishment is not null) = @Inside)
        and (@Agency::text is null or a.code = @Agency) and (@Me::uuid is null or k.lead_user_id = @Me) and (@Type::text is null or k.cohort_type = @Type)
        and (@Lead::uuid is null or k.lead_user_id = @Lead) and (not @Gone or 
        """ + LeadIsGone + ")";

    /// <summary>The lead professional (u) has left, or has no role in @partnership any more: the work is to be handed over.</summary>
    internal const string LeadIsGone = "(u.disabled_at is not null or not exists (select from user_role gr where gr.user_id = u.id and gr.partnership_id = @partnership))";

    internal object Values(Act act, int skip = 0, int take = int.MaxValue) => new
    {
        on = act.On,
        statutory = Supervision.StatutoryOrderTypes,
        Colour = Text(Colour),
        IsStatutory = Order switch { "statutory" => true, "non-statutory" => false, _ => (bool?)null },
        Inside = Custody switch { "inside" => true, "outside" => false, _ => (bool?)null },
        Agency = Text(Agency),
        Me = Mine == "yes" ? act.User.Value : (Guid?)null,
        Type = Text(Type),
        Lead = UserId.TryParse(Lead, null, out var lead) ? lead.Value : (Guid?)null,
        Gone = Lead == "gone",
        partnership = act.Partnership,
        skip,
        take,
    };

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>A person on the cohort.</summary>
public sealed record CohortRow
{
    public required PersonId PersonId { get; init; }

    public required CaseId CaseId { get; init; }

    public required string Name { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? Status { get; init; }

    public string? StatusLabel { get; init; }

    public string? StatusTag { get; init; }

    public string? OrderType { get; init; }

    public string? Establishment { get; init; }

    public string? LeadName { get; init; }

    public string? LeadAgency { get; init; }

    public string? CohortType { get; init; }

    public DateOnly? AdoptedOn { get; init; }

    /// <summary>The categories of what the list shows of these people.</summary>
    public static string[] CategoriesOf(IReadOnlyList<CohortRow> rows) =>
        ["identity", "plan", .. rows.Any(row => row.OrderType is not null) ? ["supervision"] : Array.Empty<string>(), .. rows.Any(row => row.Establishment is not null) ? ["custody and dates"] : Array.Empty<string>()];

    private const string From =
        $"""
        from iom_case k join person p on p.id = k.person_id
        left join status_definition s on s.partnership_id = k.partnership_id and s.code = k.status
        left join app_user u on u.id = k.lead_user_id left join agency a on a.id = k.lead_agency_id
        left join lateral (select c.establishment from custody_spell c where c.person_id = p.id and {Supervision.CustodyRunsSql} order by c.received_on desc limit 1) c on true
        left join lateral (select o.order_type from order_spell o where o.person_id = p.id and {Supervision.OrderRunsSql} order by o.started_on desc limit 1) o on true
        where k.state = 'adopted' and
        """;

    public static Task<IReadOnlyList<CohortRow>> OfAsync(Db db, CohortFilter filter, int skip, int take) => db.ListAsync<CohortRow>(
        $"""
        select p.id as person_id, k.id as case_id, p.forenames || ' ' || p.surname as name, p.date_of_birth, k.status, s.label as status_label, s.tag as status_tag, o.order_type, c.establishment,
          u.full_name as lead_name, a.name as lead_agency, k.cohort_type, k.adopted_on
        {From} {CohortFilter.Where} order by {filter.OrderBy} offset @skip limit @take
        """, filter.Values(db.Act, skip, take));

    public static Task<int> CountAsync(Db db, CohortFilter filter) => db.ValueAsync<int>($"select count(*)::int {From} {CohortFilter.Where}", filter.Values(db.Act));
}
