using Throughline.People.Items;
using Throughline.Testing;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>
/// An item of every kind about somebody whom the viewers know, hidden in every way there is; people of whom one agency alone
/// knows; and items of another partnership. Whose each is, and about whom, is drawn.
/// </summary>
internal sealed class HiddenItems(World world, DrawnWorld drawn, Random random)
{
    private static readonly string[] Owners = ["drug-service", "police", "prison", "probation"];

    /// <summary>Votes and nominations are one for each agency, and the police and probation gave theirs.</summary>
    private static readonly string[] OnePerAgency = ["panel_vote", "nomination"];

    private static readonly IReadOnlyList<Way> OfItems =
    [
        Way.OwnerMarking, Way.AgenciesMarking, Way.PeopleMarking, Way.NoClause, Way.ExistenceShownAlready, Way.ExclusionList, Way.RestrictionList, Way.RestrictedByRight, Way.ExpiredDisclosure, Way.AnotherPartnership,
    ];

    private int thing, turn;

    private T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public IEnumerable<Hidden> All()
    {
        foreach (var table in drawn.Tables)
        {
            // of a person who is scored there is no second score in a run
            foreach (var way in OfItems.Where(way => table != "score" || way != Way.ExistenceShownAlready))
                yield return Item(table, way, OnePerAgency.Contains(table) ? One(["drug-service", "prison"]) : Owners[turn++ % Owners.Length]);
        }

        foreach (var owner in Owners)
        {
            yield return SomebodyUnknown.Of(world, ++thing, owner, drawn.UserOf(owner), like: drawn.People[0]);
            yield return SomebodyUnknown.Of(world, ++thing, owner, drawn.UserOf(owner), like: drawn.People[0], scoredIn: drawn.Run);
        }

        foreach (var table in new[] { "victim", "protected_address" })
            yield return Sealed(table, One(["police", "prison"]));
    }

    private Hidden Item(string table, Way way, string owner)
    {
        var isSouth = way == Way.AnotherPartnership;
        var (of, user) = isSouth ? ("south-" + owner, drawn.UserOf(owner, "south")) : ("north-" + owner, drawn.UserOf(owner));
        var write = new HiddenRows(world, ++thing, of, user);
        var agency = world.Agencies[of].Value;
        var person = Subject(table, way);
        var words = ItemWords.Of(table, agency.ToString(), user.ToString(), drawn.CaseOf(person), drawn.Run, drawn.Needed[table]);
        var key = write.Key();
        var rows = new List<HiddenRow>();
        if (table == "event")
            words = write.EventOf(rows, person);
        var (marking, markedFor, isBlind) = Marking(way, owner, agency, user, words.Category);
        if (way == Way.RestrictedByRight)
            rows.Add(write.Row("item_restriction", "person_id, kind, item_id, owner_agency_id, because, words, marking_before, marked_for_before, from_at, made_by", $"'{person}', '{table}', '{key}', '{agency}', 'accuracy-contested', 'Hidden', 'partnership', '{{{{}}}}', '2026-11-1{{0}}', '{user}'"));
        rows.Insert(table == "event" ? 1 : 0, write.Item(table, person, words, marking, markedFor, key));
        if (way == Way.ExpiredDisclosure)
            drawn.ExpiredDisclosures.Add((key, table, words.Category, person, agency));
        return new(table, way, of, rows, isBlind, Addresses(table, person, key));
    }

    private static List<OwnKey> Addresses(string table, Guid person, string key) =>
        [new("{item", "id", person.ToString()), new("{item", "kind", ItemKindCode(table)), new("{item", "kind", table), new("{item", "item", key)];

    private static string ItemKindCode(string table) => ItemKind.All.FirstOrDefault(kind => kind.Table == table)?.Code ?? table;

    /// <summary>About whom: somebody the viewers know; for the lists, somebody whom they would know but for the list.</summary>
    private Guid Subject(string table, Way way) => way switch
    {
        Way.AnotherPartnership => drawn.SouthPerson,
        Way.ExclusionList => drawn.Excluded,
        Way.RestrictionList => drawn.Restricted,
        Way.ExistenceShownAlready => drawn.WithMarkers,
        _ when table == "score" => drawn.Unscored,
        _ => One(drawn.WithCases),
    };

    private (string Marking, string MarkedFor, Func<Onlooker, bool> IsBlind) Marking(Way way, string owner, Guid agency, Guid user, string category)
    {
        bool IsOther(Onlooker looker) => looker.Act.Agency.Value != agency;
        switch (way)
        {
            case Way.AgenciesMarking:
                var (told, other) = (One(["council", "charity", "electronic-monitoring"]), world.Agencies);
                return ("agencies", other["north-" + told].ToString(), looker => !looker.SeesNorth || IsOther(looker) && looker.AgencyCode != "north-" + told);
            case Way.PeopleMarking:
                var named = world.As(One(["lead", "charity-worker"])).User.Value;
                return ("people", named.ToString(), looker => !looker.SeesNorth || looker.Act.User.Value != user && looker.Act.User.Value != named);
            case Way.NoClause:
                return ("partnership", "", looker => !looker.SeesNorth || IsOther(looker) && drawn.HighestGrant(agency, looker.Act.Agency.Value, category) == 0);
            case Way.ExistenceShownAlready:
                return ("partnership", "", looker => !looker.SeesNorth || IsOther(looker) && drawn.HighestGrant(agency, looker.Act.Agency.Value, category) <= 1);
            case Way.ExclusionList:
                return ("partnership", "", looker => !looker.SeesNorth || looker.Act.User == drawn.ExcludedFrom);
            case Way.RestrictionList:
                return ("partnership", "", looker => !looker.SeesNorth || looker.Act.User != drawn.AllowedAlone);
            case Way.AnotherPartnership:
                return ("partnership", "", looker => looker.IsNorth);
            default:
                return (way == Way.RestrictedByRight ? "partnership" : "owner", "", looker => !looker.SeesNorth || IsOther(looker));
        }
    }

    /// <summary>A sealed entry: for whoever holds the key for the agency that recorded it, and nobody else of any agency.</summary>
    private Hidden Sealed(string table, string owner)
    {
        var (person, of, category) = (One(drawn.WithCases), "north-" + owner, table.Replace('_', ' '));
        var write = new HiddenRows(world, ++thing, of, drawn.UserOf(owner));
        return new(category, Way.SealedCompartment, of,
        [
            write.Row("sealed." + table, "person_id, owner_agency_id, recorded_by, received_at, regime, gateway, review_on, key_id, nonce, content",
                $"'{person}', '{world.Agencies[of]}', '{drawn.UserOf(owner)}', '2026-11-19 09:0{{0}}:00+00', 'part-3', usual_gateway('{world.Agencies[of]}'), '2027-11-19', (select id from sealed.compartment_key where compartment = '{category}'), '\\x00', '\\x0{{0}}'"),
        ], looker => !looker.SeesNorth || looker.Act.Agency != world.Agencies[of] || looker.Name != drawn.Keyholder, [new("{compartment", "id", person.ToString())]);
    }
}
