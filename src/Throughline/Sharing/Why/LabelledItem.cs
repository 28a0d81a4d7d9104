using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Why;

/// <summary>One item with everything that a decision about it needs, as somebody who may see it has it.</summary>
public sealed record LabelledItem
{
    public required string Kind { get; init; }

    public required string KindName { get; init; }

    public required Guid Id { get; init; }

    public required PersonId PersonId { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string OwnerName { get; init; }

    public required string OwnerContact { get; init; }

    public required string Category { get; init; }

    public required string Marking { get; init; }

    public required Guid[] MarkedFor { get; init; }

    public required string[] MarkedForNames { get; init; }

    public required UserId RecordedBy { get; init; }

    public string? RecordedByName { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string Regime { get; init; }

    public required string GatewayName { get; init; }

    public required string Statute { get; init; }

    public required DateOnly ReviewOn { get; init; }

    public required string Words { get; init; }

    public required bool IsCurrent { get; init; }

    public required bool CameInAnExtract { get; init; }

    public string? FileName { get; init; }

    public long? Line { get; init; }

    /// <summary>A row of the case itself stays readable to the parties when the case has ended.</summary>
    public required bool IsOfCase { get; init; }

    /// <summary>Its owner has restricted it, or it is an event that tells of such an item.</summary>
    public required bool IsRestricted { get; init; }

    public ItemLabel Label => new(OwnerAgencyId, Category, Markings.MarkingWords.Parse(Marking), MarkedFor, RecordedBy, IsOfCase, IsRestricted);

    public string MarkingInWords => Markings.MarkingWords.Of(Markings.MarkingWords.Parse(Marking), OwnerName, MarkedForNames);

    public string RegimeInWords => Regime == "part-3" ? "Law enforcement (Data Protection Act 2018 Part 3)" : "General processing (UK GDPR)";

    public string SourceInWords => !CameInAnExtract ? "Written by hand" : FileName is null ? $"An extract of {OwnerName}" : $"File {FileName}, line {Line}";

    private const string Select =
        """
        select i.kind, i.kind_name, i.id, i.person_id, i.owner_agency_id, a.name as owner_name, a.contact as owner_contact, i.category, i.marking, i.marked_for,
          array(select coalesce(g.name, u.full_name) from unnest(i.marked_for) m (id) left join agency g on g.id = m.id left join app_user u on u.id = m.id order by 1) as marked_for_names,
          i.recorded_by, r.full_name as recorded_by_name, i.received_at, i.regime, coalesce(g.name, i.gateway) as gateway_name, coalesce(g.statute, '') as statute, i.review_on, i.words,
          i.superseded_at is null and i.withdrawn_at is null as is_current, i.source_row_id is not null as came_in_an_extract, m.file_name, s.line,
          k.changed_by <> 'owner' and k.table_name <> 'score' and (k.table_name <> 'event' or (select e.case_id from event e where e.id = i.id) is not null) as is_of_case,
          item_restricted(i.id) as is_restricted
        from item i join agency a on a.id = i.owner_agency_id join item_kind k on k.table_name = i.kind
        left join app_user r on r.id = i.recorded_by left join gateway g on g.code = i.gateway
        left join source_row s on s.id = i.source_row_id left join import m on m.id = s.import_id

        """;

    /// <summary>The item as the current viewer sees it, or null when there is none for them. The timeline's kinds stand for their tables.</summary>
    public static Task<LabelledItem?> FindAsync(Db db, PersonId person, string kind, Guid item) => db.FirstAsync<LabelledItem>(
        Select + "where i.kind = any (@kinds) and i.id = @item and i.person_id = @person", new { kinds = ItemAddress.TablesOf(kind), item, person });

    /// <summary>Every item of a person that the current viewer sees, category by category, what is current first.</summary>
    public static Task<IReadOnlyList<LabelledItem>> ListAsync(Db db, PersonId person, int skip, int take) => db.ListAsync<LabelledItem>(
        Select + "where i.person_id = @person order by i.category, is_current desc, i.dated_on desc, i.kind, i.id offset @skip limit @take", new { person, skip, take });
}

/// <summary>Where the page about the sharing of one item is. Rows of the timeline and what is written by hand know their kind, not their table.</summary>
public static class ItemAddress
{
    private static readonly Dictionary<string, string[]> OfTimeline = new()
    {
        ["done-here"] = ["event"], ["arrest"] = ["offence_event"], ["charge"] = ["offence_event"], ["caution"] = ["offence_event"], ["conviction"] = ["offence_event"], ["breach"] = ["offence_event"],
        ["intelligence"] = ["offence_event"], ["order"] = ["order_spell"], ["custody"] = ["custody_spell"], ["drug-test"] = ["drug_record"], ["treatment"] = ["drug_record"], ["tag"] = ["tag_spell"],
        ["risk"] = ["risk_level"], ["predictor"] = ["predictor_score"], ["needs"] = ["need", "need_score"], ["designation"] = ["person_designation"],
        // what is written by hand goes by the codes of its addresses: /people/{id}/items/phone/add
        ["name"] = ["person_name"], ["date-of-birth"] = ["person_birth_date"], ["description"] = ["person_description"], ["identifier"] = ["person_identifier"], ["address"] = ["person_address"], ["phone"] = ["person_phone"],
        ["vehicle"] = ["person_vehicle"], ["associate"] = ["person_associate"],
    };

    public static string[] TablesOf(string kind) => OfTimeline.TryGetValue(kind, out var tables) ? tables : [kind];

    public static string Of(PersonId person, string kind, Guid item) => $"/people/{person}/items/{kind}/{item}/sharing";
}
