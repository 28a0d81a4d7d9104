using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing.Why;

namespace Throughline.Sharing.Markings;

/// <summary>
/// The owner changes who may see an item. A marking only narrows what the clauses allow; a recipient of a disclosure who
/// loses sight by it is told, and nobody else is.
/// </summary>
internal static class MarkItem
{
    public static async Task DoAsync(Db db, LabelledItem item, MarkingChoice choice, string reason)
    {
        if (item.OwnerAgencyId != db.Act.Agency)
            throw new NotThere("The item");
        if (!item.IsCurrent)
            throw new ChangedByAnother("Somebody has corrected or withdrawn this since you opened it.");
        new Rule("This is restricted: only your own agency sees it until the restriction is lifted", "Restriction of processing (Data Protection Act 2018 s.47(2); UK GDPR article 18)", !item.IsRestricted).Check();
        new Rule("Say why", "Every change has a reason", !string.IsNullOrWhiteSpace(reason)).Check();
        new Rule("Nothing is different from the marking it has: change something, or go back", "History by new rows", item.Label.Marking != choice.Marking || !choice.For.ToHashSet().SetEquals(item.MarkedFor)).Check();
        var before = await AgenciesAsync(db, item, item.Label);
        if (!await db.ValueAsync<bool>("select mark_item(@Kind, @Id, @marking, @markedFor)", new { item.Kind, item.Id, marking = choice.Marking.Code(), markedFor = choice.For.ToArray() }))
            throw new ChangedByAnother("Somebody has corrected or withdrawn this since you opened it.");
        await db.ValueAsync<int>("select narrow_what_came_before(@Kind, @Id)", new { item.Kind, item.Id });
        var after = await AgenciesAsync(db, item, item.Label with { Marking = choice.Marking, MarkedFor = choice.For });
        await db.ExecuteAsync("select tell_who_lost_sight(@Kind, @Id, @PersonId, @Category, @lost)", new { item.Kind, item.Id, item.PersonId, item.Category, lost = before.Except(after).Select(agency => agency.Value).ToArray() });
        await db.ProcessAsync("MarkItem", item.PersonId, null, reason.Trim(),
            [new Happened("item-marked", item.Category, $"Changed who may see {item.KindName.ToLowerInvariant()}: {choice.Marking switch { Marking.Partnership => "the clauses decide", Marking.Agencies => "named agencies", Marking.People => "named people", _ => "own agency only" }}", db.Act.On, new { item = item.Id, from = item.Marking, to = choice.Marking.Code() }) { Marking = "owner" }]);
    }

    private static async Task<HashSet<AgencyId>> AgenciesAsync(Db db, LabelledItem item, ItemLabel label) => [.. (await WhoSees.OfAsync(db, item.PersonId, label, item.Id)).Select(sight => sight.AgencyId)];
}
