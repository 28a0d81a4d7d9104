using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Rights.Rectify;

/// <summary>An item that is kept and not used: seen by its owner and by information governance alone, until its owner lifts that.</summary>
public sealed record Restriction
{
    public const string Source = "Data Protection Act 2018 s.47(2) and s.48; UK GDPR article 18";

    /// <summary>How many a list shows.</summary>
    public const int Most = 200;

    public required Guid Id { get; init; }

    public required PersonId PersonId { get; init; }

    public string? PersonName { get; init; }

    public required string KindName { get; init; }

    public required string Category { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string OwnerName { get; init; }

    public required string Because { get; init; }

    public required string Words { get; init; }

    public required DateTimeOffset FromAt { get; init; }

    public required string MadeBy { get; init; }

    /// <summary>What the item says; null when it is not the viewer's to see.</summary>
    public string? ItemWords { get; init; }

    public DateTimeOffset? LiftedAt { get; init; }

    public string? LiftedBy { get; init; }

    public string? LiftedWords { get; init; }

    public string BecauseWords => Because switch
    {
        "accuracy-contested" => "the person says it is wrong",
        "evidence" => "it is needed as evidence",
        "person-asks" => "the person asked for it",
        "retention" => "its time is over",
        _ => Because,
    };

    private const string Select =
        """
        select r.id, r.person_id, (select p.forenames || ' ' || p.surname from person p where p.id = r.person_id) as person_name, k.name as kind_name, coalesce(i.category, k.usual_category) as category, r.owner_agency_id, a.name as owner_name, r.because, r.words, r.from_at,
          m.full_name as made_by, i.words as item_words, r.lifted_at, l.full_name as lifted_by, r.lifted_words
        from item_restriction r join agency a on a.id = r.owner_agency_id join item_kind k on k.table_name = r.kind join app_user m on m.id = r.made_by left join app_user l on l.id = r.lifted_by left join item i on i.kind = r.kind and i.id = r.item_id
        """;

    // whoever may not see the item does not learn why it is restricted either; governance answers for all of them
    private const string Shown = "(acts_in_role('information-governance-officer') or i.id is not null)";

    public static Task<IReadOnlyList<Restriction>> ListAsync(Db db, bool lifted) => db.ListAsync<Restriction>(
        $"{Select} where (r.lifted_at is not null) = @lifted and {Shown} order by coalesce(r.lifted_at, r.from_at) desc, r.id limit {Most}", new { lifted });

    public static async Task<Restriction> FindAsync(Db db, Guid id) => await db.FirstAsync<Restriction>($"{Select} where r.id = @id and {Shown}", new { id }) ?? throw new NotThere("The restriction");

    public Rule OnlyItsOwnerLiftsIt(AgencyId agency) => new($"Only {OwnerName} lifts it: the item is theirs", "Every item has an owner agency, which answers for it", OwnerAgencyId == agency);
}

/// <summary>The owner lifts a restriction: whoever saw the item before sees it again, except those whose disclosure ended with it.</summary>
internal static class LiftRestriction
{
    public static async Task DoAsync(Db db, Guid id, bool told, string? words)
    {
        var found = await Restriction.FindAsync(db, id);
        found.OnlyItsOwnerLiftsIt(db.Act.Agency).Check();
        new Rule("Say that the person has been told: they must know before it is used again", "UK GDPR article 18(3)", told).Check();
        new Rule("Say why it is lifted", Restriction.Source, words?.Trim().Length >= 5).Check();
        if (!await db.ValueAsync<bool>("select lift_restriction(@id, @words)", new { id, words = words!.Trim() }))
            throw new ChangedByAnother("Somebody has lifted this restriction since you opened it.");
        await db.ProcessAsync("lift-restriction", found.PersonId, null, null,
            [new Happened("restriction-lifted", found.Category, $"{found.KindName} is used again: its restriction was lifted", db.Act.On, new { restriction = id }) { Marking = "owner" }]);
    }
}
