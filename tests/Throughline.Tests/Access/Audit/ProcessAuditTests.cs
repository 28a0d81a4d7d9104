using System.Text.RegularExpressions;
using Dapper;
using Npgsql;
using Shouldly;
using Throughline.People.Create;
using Throughline.People.Items;
using Throughline.People.Matches;
using Throughline.Platform;
using Throughline.Sharing.Consent;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.UrgentAccess;
using Throughline.Testing;
using Throughline.Tests.House;
using Throughline.Tests.Imports.TakeIn;
using Xunit;

namespace Throughline.Tests.Access.Audit;

/// <summary>
/// What the audit says of every act, by its type (Data Protection Act 2018 s.62): the operation, and of which categories. A type that the table does not know fails, whether it stands in the source
/// or in what the small world's acts wrote.
/// </summary>
public sealed partial class ProcessAuditTests(SmallSite shared) : IClassFixture<SmallSite>
{
    /// <summary>In place of categories: those of the events that the act caused.</summary>
    private const string OfEvents = "of the events";

    private static readonly Dictionary<string, (string Operation, string Categories)> Table = new()
    {
        ["AddToTeam"] = ("alteration", OfEvents), ["EndPart"] = ("alteration", OfEvents), ["HandOverLead"] = ("alteration", OfEvents), ["WithdrawQuestion"] = ("alteration", OfEvents), ["lift-restriction"] = ("alteration", "*"), ["extend-subject-access"] = ("alteration", "identity"),
        ["AddItem"] = ("collection", OfEvents), ["CreatePerson"] = ("collection", "identity"), ["CorrectItem"] = ("alteration", OfEvents), ["WithdrawItem"] = ("alteration", OfEvents), ["MarkItem"] = ("alteration", OfEvents),
        ["DecideMatch"] = ("combination or alteration", "identity"),
        ["NominatePerson"] = ("alteration", "meeting"), ["ScreenNomination"] = ("alteration", "meeting"), ["ReturnToScreening"] = ("alteration", "meeting"), ["CastVote"] = ("alteration", "meeting"),
        ["DecideCase"] = ("alteration", "meeting"), ["BringBack"] = ("alteration", "meeting"), ["EndCase"] = ("alteration", "meeting"), ["PrintLetter"] = ("alteration", "contacts and attendance"),
        ["ScorePeople"] = ("alteration", "*"), ["set-status"] = ("alteration", "supervision"), ["keep-status"] = ("alteration", "plan"), ["undo-status"] = ("alteration", "supervision"),
        ["report-at-large"] = ("alteration", "custody and dates"), ["end-at-large"] = ("alteration", "custody and dates"),
        ["DiscloseItems"] = ("alteration", OfEvents), ["EndDisclosure"] = ("alteration", "*"), ["RecordConsent"] = ("alteration", OfEvents), ["WithdrawConsent"] = ("alteration", OfEvents), ["AskTheOwner"] = ("alteration", OfEvents),
        ["AnswerQuestion"] = ("alteration", OfEvents), ["AcknowledgeNotice"] = ("alteration", "identity"), ["BeginUrgentAccess"] = ("alteration", "identity"), ["EndUrgentAccess"] = ("alteration", "identity"), ["ReviewUrgentAccess"] = ("alteration", "identity"),
        ["decide-correction"] = ("alteration", "*"), ["record-representation"] = ("alteration", "plan"), ["consider-representation"] = ("alteration", "plan"),
        ["imports.take-in"] = ("alteration", "import"), ["imports.map-columns"] = ("alteration", "import"), ["imports.row-set-aside"] = ("alteration", "import"), ["imports.withdrawals-confirmed"] = ("alteration", "import"),
        ["StartMatrixDraft"] = ("alteration", "meeting"), ["SaveMatrixDraft"] = ("alteration", "meeting"), ["PutMatrixInUse"] = ("alteration", "meeting"), ["RetireMatrix"] = ("alteration", "meeting"),
        ["record-breach"] = ("alteration", "audit"), ["update-breach"] = ("alteration", "audit"), ["review-unusual-use"] = ("alteration", "audit"),
        ["ExcludeUser"] = ("alteration", "identity"), ["RestrictPerson"] = ("alteration", "identity"), ["ConfirmListEntry"] = ("alteration", "identity"), ["AskToLiftListEntry"] = ("alteration", "identity"), ["LiftListEntry"] = ("alteration", "identity"),
        // about nobody on record
        ["write-document-section"] = ("alteration", "settings"), ["set-retention-rule"] = ("alteration", "settings"), ["change-access-needs"] = ("alteration", "settings"), ["sign-off-gateway"] = ("alteration", "settings"),
        ["ask-agency-change"] = ("alteration", "settings"), ["change-agency"] = ("alteration", "settings"), ["refuse-agency-change"] = ("alteration", "settings"), ["add-agency"] = ("alteration", "settings"), ["agency-leaves"] = ("alteration", "settings"),
        ["change-status-definition"] = ("alteration", "settings"), ["change-numbers"] = ("alteration", "settings"),
    };

    private static readonly string[] AboutAgreements =
    [
        "adopt-default-agreement", "begin-agreement", "begin-version", "write-agreement", "write-clauses", "file-agreement-papers", "add-party", "send-for-signatures", "take-back-to-draft", "approve-agreement", "sign-agreement",
        "withdraw-from-agreement", "bring-into-force", "replace-agreement", "end-agreement", "discard-agreement", "review-agreement",
    ];

    private static (string Operation, string Categories)? Of(string type) => Table.TryGetValue(type, out var found) ? found : AboutAgreements.Contains(type) ? ("alteration", "settings") : null;

    [Fact]
    public void EveryTypeInTheSource_IsInTheTable() => Checkout.Files("src/Throughline", ".cs").SelectMany(file => Type().Matches(file.Text).Select(found => found.Groups[1].Value)).Distinct()
        .Where(type => Of(type) is null).ShouldBeEmpty();

    [Fact]
    public async Task EveryAct_LeavesTheRowThatTheTableExpects()
    {
        var small = shared.World;
        await ActAsync(small);
        await using var admin = new NpgsqlConnection(small.World.Database.AdminConnection);
        var rows = (await admin.QueryAsync<Row>(
            """
            select p.type, p.person_id, array(select distinct e.category from event e where e.process_id = p.id order by 1) as events,
              a.operation, a.person_ids, (select array_agg(c order by c) from unnest(a.categories) c) as categories, a.reason
            from process p left join lateral (select * from audit_entry a where a.subject = p.type and a.at = p.at and a.user_id = p.user_id and (p.person_id is null or a.person_ids @> array[p.person_id]) order by a.ctid desc limit 1) a on true
            """)).AsList();
        var faults = new List<string>();
        foreach (var row in rows)
        {
            if (Of(row.Type) is not var (operation, categories))
                faults.Add($"{row.Type}: the table does not know this act");
            else if (row.Operation is null)
                faults.Add($"{row.Type}: left no row");
            else if (!operation.Split(" or ").Contains(row.Operation))
                faults.Add($"{row.Type}: {row.Operation}, expected {operation}");
            else if (row.Categories is not { Length: > 0 } || categories != "*" && !row.Categories.SequenceEqual(categories == OfEvents ? row.Events : [categories]))
                faults.Add($"{row.Type}: of {string.Join(", ", row.Categories ?? [])}, expected {categories}");
            else if (row.Reason is not null)
                faults.Add($"{row.Type}: holds words that a disposal does not reach");
        }

        faults.Distinct().ShouldBeEmpty();
        rows.Select(row => row.Type).Distinct().Count().ShouldBeGreaterThan(20, "the small world acts");
    }

    [Fact]
    public async Task Operations_AreThoseOfTheLaw()
    {
        var small = shared.World;
        await ActAsync(small);
        async Task<IReadOnlyList<(string Operation, int People, int Items, int Recipients)>> Of(string subject)
        {
            await using var admin = new NpgsqlConnection(small.World.Database.AdminConnection);
            return (await admin.QueryAsync<(string, int, int, int)>("select operation, cardinality(person_ids), cardinality(item_ids), cardinality(recipients) from audit_entry where subject = @subject order by ctid", new { subject })).AsList();
        }

        (await Of("AddItem")).ShouldAllBe(row => row.Operation == "collection" && row.People == 1 && row.Items == 1);
        (await Of("DecideMatch")).ShouldAllBe(row => row.Operation == "combination" && row.People == 2);
        (await Of("EndDisclosure")).ShouldAllBe(row => row.Items > 0 && row.Recipients == 1);
        (await Of("ScorePeople")).ShouldAllBe(row => row.People > 5, "scoring writes about everybody it scores");
    }

    private static bool acted;

    private static async Task ActAsync(SmallWorld small)
    {
        if (acted)
            return;
        acted = true;
        var world = small.World;
        await world.DoAsync(world.As("coordinator"), async db =>
        {
            await CreatePerson.DoAsync(db, new NewPerson("Unlikely", "Quentin", new DateOnly(1981, 2, 3), null, null, null, "He came to the desk."), true);
            var phone = await AddItem.DoAsync(db, small.Adopted, ItemKind.Phone, new ItemInput { Number = "07700 900321" }, "He said so.");
            var fixedOne = await CorrectItem.DoAsync(db, small.Adopted, ItemKind.Phone, phone, new ItemInput { Number = "07700 900322" }, "A digit was wrong");
            await WithdrawItem.DoAsync(db, small.Adopted, ItemKind.Phone, fixedOne, "It is his brother's");
        });
        // the two records are of two agencies, and nobody of one sees both
        await world.DoAsync(world.As("coordinator") with { IsService = true }, db => DecideMatch.DoAsync(db, small.WithMatch, small.Match, true, "Compared the custody photographs"));
        await world.DoAsync(world.As("drug-worker"), async db =>
        {
            await EndDisclosure.DoAsync(db, small.Shared.Disclosure, "It is not needed any more.");
            await WithdrawConsent.DoAsync(db, small.Shared.Person, small.Shared.Consent, "By telephone");
        });
        await world.DoAsync(world.As("manager"), db => EndUrgentAccess.DoAsync(db, small.Shared.Person));
    }

    [GeneratedRegex("(?:ProcessAsync\\(|AgreementRecords\\.WriteAsync\\(db, |ListRules\\.RecordAsync\\(db, )\"([^\"]+)\"")]
    private static partial Regex Type();

    private sealed class Row
    {
        public required string Type { get; init; }

        public Guid? PersonId { get; init; }

        public required string[] Events { get; init; }

        public string? Operation { get; init; }

        public Guid[]? PersonIds { get; init; }

        public string[]? Categories { get; init; }

        public string? Reason { get; init; }
    }
}
