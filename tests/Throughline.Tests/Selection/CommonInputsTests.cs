using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Throughline.Platform;
using Throughline.Selection.Decide;
using Throughline.Selection.Scores;
using Throughline.Sharing.Consent;
using Throughline.Testing;
using Throughline.Tests.Sharing;
using Xunit;

namespace Throughline.Tests.Selection;

/// <summary>
/// A score tells nobody what its inputs hide. The police's scores are read by probation, the prison and the council as well (the
/// default agreement), so what one of them is not given changes nothing in any stored score: with it and without it the rows are the same.
/// </summary>
public sealed class CommonInputsTests
{
    private const string Event = "kind, occurred_on, offence_group, description, crime_reference";
    private const string Conviction = "'conviction', '2026-05-01', 'burglary-residential', 'From the informant', 'CR/2026/77'";

    private static async Task<(World World, PersonId Person, PersonId Other)> ScoredAsync()
    {
        var world = await World.CreateAsync();
        var (person, other) = (await world.PersonAsync(), await world.PersonAsync("Okafor"));
        foreach (var one in new[] { person, other })
        {
            await world.EventAsync(one, "conviction", "2026-05-02");
            await world.ItemAsync(one, "risk_level", "rosh, assessed_on", "'high', '2026-03-01'", "manager");
            await world.NominatedAsync(one);
        }

        await world.MatrixInUseAsync();
        return (world, person, other);
    }

    private static async Task<string> RowsAsync(World world, string by = "analyst")
    {
        var run = await world.DoAsync(world.As(by), db => ScorePeople.DoAsync(db));
        return string.Join('\n', await world.DoAsync(world.As("governance") with { IsService = true }, db => db.ListAsync<string>(
            """
            select concat_ws('|', s.person_id, s.total, s.rank, s.line, s.provisional, s.stability, s.by_source::text, s.detail::text, s.marking, s.marked_for::text, r.left_out::text, r.summary::text)
            from score s join scoring_run r on r.id = s.run_id where s.run_id = @run order by s.person_id
            """, new { run })));
    }

    private static Task MarkedAsync(World world, PersonId person, string table, string columns, string values, string category, string marking = "partnership", string owner = "analyst") => world.DoAsync(world.As(owner), db => db.ExecuteAsync(
        $"insert into {table} (partnership_id, person_id, category, marking, marked_for, {columns}) values (@Partnership, @person, @category, @marking, case @marking when 'agencies' then array[@probation::uuid] when 'people' then array[@User::uuid] else '{{}}' end, {values})",
        new { db.Act.Partnership, db.Act.User, person, category, marking, probation = world.Agencies["north-probation"].Value }));

    /// <summary>Things that the police's analyst sees and that somebody who reads the score does not.</summary>
    private static readonly Dictionary<string, Func<World, PersonId, Task>> HiddenThings = new()
    {
        ["intelligence"] = (world, person) => MarkedAsync(world, person, "offence_event", Event, Conviction, "intelligence"),
        ["for the owner alone"] = (world, person) => MarkedAsync(world, person, "offence_event", Event, Conviction, "offending", "owner"),
        ["for one agency more"] = (world, person) => MarkedAsync(world, person, "offence_event", Event, Conviction, "offending", "agencies"),
        ["for named people"] = (world, person) => MarkedAsync(world, person, "offence_event", Event, Conviction, "offending", "people"),
        ["a drug test, which no prison is given"] = (world, person) => world.ItemAsync(person, "drug_record", "kind, on_date, result", "'test', '2026-10-01', 'positive'", "drug-worker"),
        ["treatment, disclosed to the police alone"] = async (world, person) =>
        {
            await world.TreatmentAsync(person);
            await world.DiscloseAsync(person, world.Asked("police"));
        },
        ["risk of another's, marked and disclosed"] = async (world, person) =>
        {
            await MarkedAsync(world, person, "risk_level", "rosh, assessed_on", "'very-high', '2026-06-01'", "risk", "owner", "manager");
            await world.DiscloseAsync(person, world.Asked("police", category: "risk"), "manager");
        },
        ["a date of birth for the owner alone"] = (world, person) => MarkedAsync(world, person, "person_birth_date", "date_of_birth", "'2010-01-01'", "identity", "owner"),
        ["a person known to the owner alone"] = async (world, _) =>
        {
            var hidden = await world.DoAsync(world.As("analyst"), async db =>
            {
                var id = PersonId.New();
                await db.ExecuteAsync("insert into person_record (id, partnership_id, created_at, created_by) values (@id, @Partnership, @At, @User)", new { id, db.Act.Partnership, db.Act.At, db.Act.User });
                return id;
            });
            await MarkedAsync(world, hidden, "person_name", "kind, surname, forenames", "'name', 'Unknown', 'Ann'", "identity", "owner");
            for (var day = 1; day <= 5; day++)
                await MarkedAsync(world, hidden, "offence_event", "kind, occurred_on, offence_group", $"'conviction', '2026-06-0{day}', 'burglary-residential'", "offending");
        },
    };

    public static TheoryData<string> Hidden => [.. HiddenThings.Keys];

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task Score_WithAndWithoutWhatAReaderIsNotGiven_IsTheSameToTheLastByte(string what)
    {
        var (world, person, _) = await ScoredAsync();
        await using var _1 = world;
        async Task<int> SeenAsync() => await world.ReadAsync<int>("select count(*)::int from item where kind <> 'event'", by: "analyst");
        var before = await RowsAsync(world);
        var seen = await SeenAsync();
        await HiddenThings[what](world, person);
        (await SeenAsync()).ShouldBeGreaterThan(seen, "the scorer sees it: a score that asked no more than that would count it");
        var after = await RowsAsync(world);
        after.ShouldBe(before);
        after.ShouldContain("agencies");
    }

    [Fact]
    public async Task Score_WithWhatEveryReaderIsGiven_Changes()
    {
        var (world, person, _) = await ScoredAsync();
        await using var _1 = world;
        var before = await RowsAsync(world);
        await MarkedAsync(world, person, "offence_event", Event, Conviction, "offending");
        world.Clock.Move(TimeSpan.FromMinutes(5));
        var after = await RowsAsync(world);
        after.ShouldNotBe(before);
        after.ShouldNotContain("informant");
        after.ShouldNotContain("CR/2026/77");
        using var detail = JsonDocument.Parse((await world.DoAsync(world.As("chair"), db => StoredScore.LatestAsync(db, person)))!.Detail);
        detail.RootElement.GetRawText().ShouldContain("2026-05-01");
    }

    [Fact]
    public async Task Score_OfConsentedInformation_IsNotMade()
    {
        var (world, person, _) = await ScoredAsync();
        await using var _1 = world;
        await world.TreatmentAsync(person);
        var before = await RowsAsync(world);
        await world.DoAsync(world.As("drug-worker"), db => RecordConsent.DoAsync(db, person, new ConsentGiven(["treatment"], [world.Agencies["north-police"]], db.Act.On, db.Act.On.AddDays(90), "in-writing", "You may tell the police.")));
        (await RowsAsync(world)).ShouldBe(before);
    }

    [Fact]
    public async Task Score_IsForTheAgenciesItWasMadeFor_ByName()
    {
        var (world, person, _) = await ScoredAsync();
        await using var _1 = world;
        await world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db));
        (await world.ReadAsync<Guid[]>("select marked_for from score where person_id = @person", new { person }, by: "analyst")).Order()
            .ShouldBe(new[] { "council", "prison", "probation" }.Select(code => world.Agencies["north-" + code].Value).Order());
        foreach (var (user, reads) in new[] { ("analyst", true), ("manager", true), ("chair", true), ("prison-link", true), ("drug-worker", false), ("charity-worker", false) })
            (await world.ReadAsync<bool>("select exists (select from score where person_id = @person)", new { person }, by: user)).ShouldBe(reads, user);
    }

    [Fact]
    public async Task LeftOut_NamesCategoriesByAgreement_AndNothingOfAnybody()
    {
        var (world, person, _) = await ScoredAsync();
        await using var _1 = world;
        await world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db));
        var run = (await world.DoAsync(world.As("analyst"), ScoringRun.NewestAsync))!;
        run.LeftOut.ShouldContain("drug test, from North drug service and North police");
        run.LeftOut.ShouldContain("intelligence, from North council, North police, North prison and North probation");
        run.LeftOut.ShouldNotContain(words => words.StartsWith("offending", StringComparison.Ordinal) || words.StartsWith("risk", StringComparison.Ordinal));
        await MarkedAsync(world, person, "offence_event", Event, Conviction, "intelligence");
        await world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db));
        (await world.DoAsync(world.As("analyst"), ScoringRun.NewestAsync))!.LeftOut.ShouldBe(run.LeftOut);
    }

    [Fact]
    public async Task LeftOut_IsSaidOnThePagesAndInTheApi()
    {
        await using var site = await Site.StartAsync();
        var person = await site.World.PersonAsync();
        await site.World.ForPanelAsync(person);
        await site.World.MatrixInUseAsync();
        await site.World.DoAsync(site.World.As("analyst"), db => ScorePeople.DoAsync(db));
        using var browser = await site.SignInAsync("coordinator");
        foreach (var page in new[] { "/scores?line=", $"/people/{person}/score", $"/people/{person}/panel" })
            (await browser.GetAsync(page)).Main.ShouldContain("Left out, because by the agreements not every agency that reads the score is given it", customMessage: page);
        using var client = await ApiTests.ClientAsync(site, "analyst");
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/scores")).GetProperty("run").GetProperty("leftOut").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Score_ByAnAgencyThatTellsNobody_CountsItsOwn_AndIsForItsOwnPeople()
    {
        var (world, person, _) = await ScoredAsync();
        await using var _1 = world;
        await world.ItemAsync(person, "drug_record", "kind, on_date, result", "'test', '2026-10-01', 'positive'", "drug-worker");
        var rows = await RowsAsync(world, "drug-worker");
        rows.ShouldContain("positive_test");
        rows.ShouldNotContain("2026-05-02", customMessage: "offending goes to drug services as a summary");
        (await world.ReadAsync<int>("select count(*)::int from score", by: "coordinator")).ShouldBe(0);
        (await world.ReadAsync<int>("select count(*)::int from score", by: "drug-worker")).ShouldBe(2);
    }

    [Fact]
    public async Task Score_OfAMergedRecordWithoutACase_IsForTheScorersAgencyAlone_UntilThereIsOne()
    {
        await using var world = await World.CreateAsync();
        var (person, merged) = (await world.PersonAsync(), await world.PersonAsync("March"));
        await world.EventAsync(merged, "conviction", "2026-05-01");
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("update person_record set merged_into_id = @person where id = @merged", new { person, merged }));
        await world.MatrixInUseAsync();
        (await RowsAsync(world)).ShouldContain("agencies|{}");
        await world.NominatedAsync(person);
        (await world.ReadAsync<int>("select count(*)::int from score", by: "chair")).ShouldBe(0, "made when nobody else was given what is on the other record");
        var rows = await RowsAsync(world);
        rows.ShouldNotContain("2026-05-01", customMessage: "the other record has no case, so the council is not given what is on it");
        (await world.ReadAsync<int>("select count(*)::int from score", by: "chair")).ShouldBe(1);
    }

    [Fact]
    public async Task Decision_ShowsTheScoreBesideIt_ToWhoeverReadsTheScore()
    {
        var (world, person, _) = await ScoredAsync();
        await using var _1 = world;
        await world.DoAsync(world.As("analyst"), db => ScorePeople.DoAsync(db));
        await world.AdoptedAsync(person, world.Adoption() with { AgreesWithScore = false, DepartureReasons = "The burglaries are known to housing but not yet recorded." });
        async Task<decimal?> BesideAsync(string by) => (await world.DoAsync(world.As(by), db => Pack.OfAsync(db, person))).Decisions.ShouldHaveSingleItem().ScoreTotal;
        (await BesideAsync("chair")).ShouldNotBeNull();
        (await BesideAsync("drug-worker")).ShouldBeNull();
    }
}
