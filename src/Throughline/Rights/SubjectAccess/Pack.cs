using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Rights.Papers;
using Throughline.Ui;

namespace Throughline.Rights.SubjectAccess;

/// <summary>
/// What the person is given: their items, who was given them, where they came from, who looked, what is withheld and why, and what they can do
/// about it (Data Protection Act 2018 s.45(2); UK GDPR article 15). What is withheld for policing reasons leaves no trace in it: the sentence that
/// says something might be withheld stands in every pack.
/// </summary>
internal static class Pack
{
    private const string MightBeWithheld =
        "The law lets us keep back some information, for example when giving it would get in the way of preventing or investigating crime, or would put somebody at risk. We say this to everybody who asks. We do not say whether we have kept back anything about you for such a reason, because saying so could itself do harm. You can ask the Information Commission to check.";

    public static string TitleFor(AccessRequest request) => $"What we hold about {request.PersonName}";

    public static async Task<Paper> MakeAsync(Db db, AccessRequest request)
    {
        var items = await AccessItem.ListAsync(db, request);
        var given = items.Where(item => item.Decision is "disclose" or "redact").ToList();
        var shown = given.Select(item => item.Category).ToHashSet();
        var write = new PaperWriter();
        write.Part("About this pack")
            .Say($"You asked on {request.ReceivedOn.ToWords()}: {request.AskedFor}")
            .Say($"This is what the agencies of the partnership hold about you together in one record, as it stood on {db.Act.On.ToWords()}. It is free of charge. Each piece of information belongs to the agency that is named beside it.")
            .Say("Where something is about somebody else, it is taken out and the place is marked.");
        Items(write, given);
        await RecipientsAsync(db, write, request, [.. given.Select(item => item.ItemId)]);
        Sources(write, given);
        await LooksAsync(db, write, request, shown);
        Withheld(write, items);
        Rights(write, await AgenciesAsync(db));
        return write.Finish(TitleFor(request), $"Prepared on {db.Act.On.ToWords()} for {request.PersonName}.");
    }

    private static void Items(PaperWriter write, IReadOnlyList<AccessItem> given)
    {
        write.Part("What we hold about you");
        if (given.Count == 0)
            write.Say("We hold nothing that we can give you.");
        foreach (var category in given.GroupBy(item => item.Category))
        {
            write.Section(char.ToUpperInvariant(category.Key[0]) + category.Key[1..]);
            write.Table($"{Dates.Count(category.Count(), "item")}", ["Date", "What", "In full", "Whose", "Now"], category.Select(item =>
            {
                var found = item.Item!;
                string Clean(string text) => ThirdParties.Without(text, item.Redactions);
                return (IReadOnlyList<string>)
                [
                    found.DatedOn?.ToWords() ?? found.ReceivedAt.DateInBritain().ToWords(), Clean(found.Words), string.Join("\n", found.Facts().Select(fact => $"{fact.Name}: {Clean(fact.Value)}")), found.OwnerName,
                    found.WithdrawnAt is not null ? "Withdrawn, no longer counts" : found.SupersededAt is not null ? "Replaced by a newer one" : "Current",
                ];
            }), "");
        }
    }

    private static async Task RecipientsAsync(Db db, PaperWriter write, AccessRequest request, Guid[] given)
    {
        write.Part("Who was given it");
        var passed = await db.ListAsync<Passed>(
            """
            select d.at, f.name as from_agency, t.name as to_agency, d.purpose, g.statute, count(*)::int as items
            from disclosure d join agency f on f.id = d.from_agency_id join agency t on t.id = d.to_agency_id join gateway g on g.code = d.gateway join disclosed_item i on i.disclosure_id = d.id and i.item_id = any (@given)
            where d.person_id = @PersonId group by d.id, f.name, t.name, g.statute order by d.at
            """, new { request.PersonId, given });
        write.Table("Passed on one by one", ["When", "From", "To", "Under", "Items"], passed.Select(row => (IReadOnlyList<string>)[row.At.ToWords(), row.FromAgency, row.ToAgency, row.Statute, row.Items.ToString(System.Globalization.CultureInfo.InvariantCulture)]), "Nothing was passed on one by one.");
        var standing = await db.ListAsync<Standing>(
            """
            select f.name as from_agency, t.name as to_agency, string_agg(distinct s.category, ', ' order by s.category) as categories
            from sharing_grant s join agency f on f.id = s.owner_agency_id join agency t on t.id = s.to_agency_id
            where s.level <> 'existence' and (s.owner_agency_id, s.category) in (select owner_agency_id, category from subject_access_item where request_id = @Id and item_id = any (@given))
            group by f.name, t.name order by 1, 2
            """, new { request.Id, given });
        write.Table("While a case of yours is open, agreements let these agencies see", ["From", "To", "Kinds of information"], standing.Select(row => (IReadOnlyList<string>)[row.FromAgency, row.ToAgency, row.Categories]), "No agreement lets another agency see it.");
        var letters = await db.ListAsync<DateTimeOffset>("select at from letter where person_id = @PersonId order by at", new { request.PersonId });
        write.List(letters.Select(at => $"A letter was printed for you on {at.ToWords()}."));
    }

    private static void Sources(PaperWriter write, IReadOnlyList<AccessItem> given) => write.Part("Where it came from").Table("Sources", ["Agency", "How it came", "Items"],
        given.GroupBy(item => (item.Item!.OwnerName, Source: item.Item.FileName is null ? "written by its staff" : $"a file of {item.Item.ReceivedAt.DateInBritain().ToWords()}")).OrderBy(group => group.Key.OwnerName, StringComparer.Ordinal)
            .Select(group => (IReadOnlyList<string>)[group.Key.OwnerName, group.Key.Source, group.Count().ToString(System.Globalization.CultureInfo.InvariantCulture)]), "There is nothing.");

    /// <summary>Agency and kind of worker, not names: the staff are other people too. A category of which nothing is given is not named.</summary>
    private static async Task LooksAsync(Db db, PaperWriter write, AccessRequest request, HashSet<string> shown)
    {
        var looks = await db.ListAsync<Look>(
            """
            select (a.at at time zone 'Europe/London')::date as on_date, g.name as agency, a.operation, coalesce((select string_agg(distinct r.role, ', ') from user_role r where r.user_id = a.user_id and r.partnership_id = a.partnership_id), (select case when u.is_service then 'the system' else 'a worker who has left' end from app_user u where u.id = a.user_id), 'the system') as roles,
              a.categories, count(*)::int as times
            from audit_entry a join agency g on g.id = a.agency_id where a.person_ids @> array[@PersonId::uuid]
            group by 1, 2, 3, 4, 5 order by 1, 2
            """, new { request.PersonId });
        write.Part("Who looked").Say("Every look at your record is written down. The names of staff are left out.");
        write.Table($"{Dates.Count(looks.Sum(look => look.Times), "entry", "entries")} of the record of looks", ["Day", "Agency", "Kind of worker", "What they did", "Kinds of information"], looks.Select(look => (IReadOnlyList<string>)
            [look.OnDate.ToWords(), look.Agency, look.Roles.Replace('-', ' '), Done(look.Operation) + (look.Times > 1 ? $", {look.Times} times" : ""), string.Join(", ", look.Categories.Where(shown.Contains))]), "Nobody has looked.");
    }

    private static string Done(string operation) => operation switch
    {
        "consultation" => "Looked",
        "alteration" => "Changed or added",
        "collection" => "Recorded",
        "disclosure" => "Passed on",
        "combination" => "Joined records",
        "erasure" => "Erased",
        _ => operation,
    };

    private static void Withheld(PaperWriter write, IReadOnlyList<AccessItem> items)
    {
        write.Part("What we have kept back").Say(MightBeWithheld);
        write.Table("Kept back for reasons that we can tell you", ["What", "Whose", "Why", "The law"], items.Where(item => item.Decision == "withhold" && Exemptions.Find(item.Exemption) is { IsToldToThePerson: true }).Select(item =>
        {
            var why = Exemptions.Find(item.Exemption)!;
            return (IReadOnlyList<string>)[item.Item!.KindName, item.Item.OwnerName, why.ToldAs, why.Source];
        }), "Nothing was kept back for a reason that we can tell you.");
        var cut = items.Count(item => item.Decision == "redact");
        if (cut > 0)
            write.Say($"In {Dates.Count(cut, "item")} words about somebody else are taken out (Data Protection Act 2018 s.45(4)(e), Schedule 2 paragraph 16).");
    }

    private static void Rights(PaperWriter write, string agencies) => write.Part("What you can do").List(
    [
        "If something is wrong, ask for it to be put right. If you and the agency disagree, your words are kept beside it.",
        "You can ask for something to be erased, or to be kept and not used.",
        "If a decision was made about you, you can say what you think of it and ask for it to be looked at again by somebody else.",
        $"Write to any of these agencies: {agencies}.",
        "If you are not content, complain to us first, and then to the Information Commission: Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF, telephone 0303 123 1113. You can also go to a court.",
    ]);

    internal static async Task<string> AgenciesAsync(Db db) => string.Join("; ", await db.ListAsync<string>(
        "select a.name || coalesce(nullif(', ' || a.contact, ', '), '') from agency a join partnership_agency m on m.agency_id = a.id where m.partnership_id = @Partnership and m.left_on is null order by a.name", new { db.Act.Partnership }));

    private sealed class Passed
    {
        public required DateTimeOffset At { get; init; }

        public required string FromAgency { get; init; }

        public required string ToAgency { get; init; }

        public required string Purpose { get; init; }

        public required string Statute { get; init; }

        public required int Items { get; init; }
    }

    private sealed class Standing
    {
        public required string FromAgency { get; init; }

        public required string ToAgency { get; init; }

        public required string Categories { get; init; }
    }

    private sealed class Look
    {
        public required DateOnly OnDate { get; init; }

        public required string Agency { get; init; }

        public required string Operation { get; init; }

        public required string Roles { get; init; }

        public required string[] Categories { get; init; }

        public required int Times { get; init; }
    }
}

/// <summary>An item that is in a pack, with its category.</summary>
internal sealed class GivenItem
{
    public required Guid ItemId { get; init; }

    public required string Category { get; init; }

    public static Task<IReadOnlyList<GivenItem>> OfAsync(Db db, Guid request) =>
        db.ListAsync<GivenItem>("select item_id, category from subject_access_item where request_id = @request and decision in ('disclose', 'redact')", new { request });

    /// <summary>A pack that is shown or taken out is a look at every item in it.</summary>
    public static Task LookedAtAsync(Db db, PersonId person, IReadOnlyList<GivenItem> given) =>
        db.LookedAtAsync([person], [.. given.Select(item => item.Category).Concat(["identity", "subject access"]).Distinct()], "subject-access pack", [.. given.Select(item => item.ItemId)]);
}
