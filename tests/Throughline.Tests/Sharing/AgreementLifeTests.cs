using Npgsql;
using Shouldly;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Agreements;
using Throughline.Sharing.Agreements.Read;
using Throughline.Sharing.Agreements.Sign;
using Throughline.Sharing.Agreements.Write;
using Throughline.Testing;
using Throughline.Tests.Selection;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>From draft to its last day: who may do what, and that what passes follows in the same transaction.</summary>
public sealed class AgreementLifeTests : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Projection_OfADraft_IsExactlyWhatRebuildThenWrites()
    {
        await world.EndDefaultAsync();
        (await world.GrantsAsync()).ShouldBeEmpty();
        var id = await world.DraftAsync();
        var foreseen = (await world.DoAsync(world.As("coordinator"), db => SightOf.VersionAsync(db, id, world.North))).Select(AgreementArrange.Line).Order(StringComparer.Ordinal).ToList();
        foreseen.Count.ShouldBeGreaterThan(100);
        await world.InForceAsync(id);
        (await world.GrantsAsync()).ShouldBe(foreseen);
        (await world.DoAsync(world.As("coordinator"), db => SightOf.InForceAsync(db, world.North, world.Clock.Today))).Select(AgreementArrange.Line).Order(StringComparer.Ordinal).ShouldBe(foreseen);
    }

    [Fact]
    public async Task Projection_AsSignedSoFar_IsWhatPassesBetweenThoseWhoHaveSigned()
    {
        await world.EndDefaultAsync();
        var id = await world.DraftAsync();
        await world.InForceAsync(id, "police", "probation");
        var grants = await world.GrantsAsync();
        grants.ShouldNotBeEmpty();
        var (police, probation) = (world.Agencies["north-police"].ToString(), world.Agencies["north-probation"].ToString());
        grants.ShouldAllBe(line => (line.StartsWith(police + "|" + probation, StringComparison.Ordinal) || line.StartsWith(probation + "|" + police, StringComparison.Ordinal)));
        await world.SignAsync(id, "council");
        (await world.GrantsAsync()).Count.ShouldBeGreaterThan(grants.Count);
    }

    [Fact]
    public async Task ComingIntoForce_WithoutEachThingOnFile_IsRefusedWithItsReason()
    {
        await world.EndDefaultAsync();
        var id = await world.DoAsync(world.As("coordinator"), db => WriteAgreement.AdoptDefaultAsync(db));
        (await RefusedAsync(() => world.SendAsync(id))).ShouldContain("starts and ends");
        await world.WriteAsync(id);
        await FileAsync(id, new("", "Owner", "DPIA", "EIA"));
        (await RefusedAsync(() => world.SendAsync(id))).ShouldContain("contact point");
        await FileAsync(id, new("0113", null, null, null));
        await world.SendAsync(id);
        (await RefusedAsync(() => world.ForceAsync(id))).ShouldContain("data protection impact assessment");
        await FileAsync(id, new("0113", null, "DPIA 1", " "));
        (await RefusedAsync(() => world.ForceAsync(id))).ShouldContain("equality assessment");
        await FileAsync(id, new("0113", null, "DPIA 1", "EIA 1"));
        (await RefusedAsync(() => world.ForceAsync(id))).ShouldContain("answers for the agreement");
        await FileAsync(id, new("0113", "Chief Superintendent", "DPIA 1", "EIA 1"));
        (await RefusedAsync(() => world.ForceAsync(id))).ShouldContain("second person");
        await world.ApproveAsync(id);
        await world.SignAsync(id, "police");
        (await RefusedAsync(() => world.ForceAsync(id))).ShouldContain("At least two agencies");
        await world.SignAsync(id, "probation");
        (await world.GrantsAsync()).ShouldBeEmpty("signed and approved is not in force");
        await world.ForceAsync(id);
        (await world.GrantsAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Approval_ByWhoeverWroteAnyOfIt_IsRefused()
    {
        await world.EndDefaultAsync();
        var id = await world.DraftAsync();
        // governance changes a word, and so is a writer too
        await world.WriteAsync(id, writer: world.As("governance"));
        await world.SendAsync(id);
        (await RefusedAsync(() => world.ApproveAsync(id))).ShouldContain("you wrote some of it");
        await world.DoAsync(world.As("lead"), db => MoveAgreement.ApproveAsync(db, id));
    }

    [Fact]
    public async Task FirstDay_DayBefore_IsTooSoonAndOnTheDayItComesIntoForce()
    {
        await world.EndDefaultAsync();
        var id = await world.DraftAsync(world.Clock.Today.AddDays(1), world.Clock.Today.AddDays(30));
        await world.SendAsync(id);
        await world.SignAsync(id, AgreementArrange.Kinds);
        await world.ApproveAsync(id);
        (await RefusedAsync(() => world.ForceAsync(id))).ShouldContain("from its first day, 21 November 2026");
        world.Clock.Move(TimeSpan.FromDays(1));
        await world.ForceAsync(id);
        (await world.GrantsAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task LastDay_StillPassesAndTheDayAfterNothingDoes()
    {
        await world.EndDefaultAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        await world.EventAsync(person, "arrest", "2026-11-01");
        (await SeenByProbationAsync(person)).ShouldBe(0, "no agreement is in force");
        var id = await world.DraftAsync(ends: world.Clock.Today.AddDays(10));
        await world.InForceAsync(id);
        (await SeenByProbationAsync(person)).ShouldBe(1, "the next act sees it");
        world.Clock.Move(TimeSpan.FromDays(10));
        (await SeenByProbationAsync(person)).ShouldBe(1, "on its last day");
        (await StateAsync(id)).ShouldBe(AgreementState.InForce);
        world.Clock.Move(TimeSpan.FromDays(1));
        (await SeenByProbationAsync(person)).ShouldBe(0, "the day after");
        (await StateAsync(id)).ShouldBe(AgreementState.Ended);
        (await world.DoAsync(world.As("coordinator"), db => SightOf.TodayAsync(db, world.North))).Agencies.ShouldAllBe(agency => agency.Sees.Count == 0);
    }

    [Fact]
    public async Task NewVersion_ComingIntoForce_ReplacesTheOldInTheSameTransaction()
    {
        await world.EndDefaultAsync();
        var first = await world.DraftAsync();
        await world.InForceAsync(first);
        var second = await world.DoAsync(world.As("coordinator"), db => WriteAgreement.NewVersionAsync(db, first));
        (await RefusedAsync(() => world.DoAsync(world.As("coordinator"), db => WriteAgreement.NewVersionAsync(db, first)))).ShouldContain("begun already");
        await world.WriteAsync(second);
        await world.SendAsync(second);
        await world.SignAsync(second, AgreementArrange.Kinds);
        await world.ApproveAsync(second);
        (await world.GrantsAsync(agreement: second)).ShouldBeEmpty();
        var before = await world.GrantsAsync(agreement: first);
        await world.ForceAsync(second);
        (await world.GrantsAsync(agreement: first)).ShouldBeEmpty();
        (await world.GrantsAsync(agreement: second)).Count.ShouldBe(before.Count);
        var old = await world.DoAsync(world.As("coordinator"), db => Agreement.FindAsync(db, first));
        (old.State, old.EndedBecause).ShouldBe(("ended", "Replaced by version 2"));
        (await world.DoAsync(world.As("coordinator"), db => Clause.OfAsync(db, first))).ShouldNotBeEmpty("the old stays readable");
        (await world.DoAsync(world.As("coordinator"), db => Agreement.FindAsync(db, second))).ReviewOn.ShouldBe(world.Clock.Today.AddMonths(12));
    }

    [Fact]
    public async Task Withdrawal_OfAnAgency_StopsItsClausesAndTellsTheOthers()
    {
        var id = await InForceIdAsync();
        var person = await world.PersonAsync();
        await world.NominatedAsync(person);
        await world.EventAsync(person, "arrest", "2026-11-01");
        (await SeenByProbationAsync(person)).ShouldBe(1);
        var police = await world.LeadOfAsync("police");
        (await RefusedAsync(() => world.DoAsync(police, db => SignAgreement.WithdrawAsync(db, id, " ")))).ShouldContain("Say why");
        await world.DoAsync(police, db => SignAgreement.WithdrawAsync(db, id, "a breach is being looked into"));
        (await SeenByProbationAsync(person)).ShouldBe(0, "the next act");
        (await world.GrantsAsync()).ShouldAllBe(line => !line.Contains(world.Agencies["north-police"].ToString()));
        (await world.GrantsAsync()).ShouldNotBeEmpty("the others go on");
        var told = await world.DoAsync(world.As("manager"), db => db.ListAsync<string>("select words from sharing_notice where kind = 'withdrawal' and to_agency_id = @Agency", new { db.Act.Agency }));
        told.ShouldHaveSingleItem().ShouldContain("a breach is being looked into");
        (await world.DoAsync(world.As("governance"), db => db.ValueAsync<long>("select count(*) from sharing_notice where kind = 'withdrawal'"))).ShouldBe(6, "every other party");
        (await RefusedAsync(() => world.DoAsync(police, db => SignAgreement.WithdrawAsync(db, id, "again")))).ShouldContain("has not signed");
        await world.DoAsync(police, db => SignAgreement.DoAsync(db, id, "Superintendent", null));
        (await SeenByProbationAsync(person)).ShouldBe(1, "signed again");
    }

    [Fact]
    public async Task Signature_TakenBackForChange_Falls()
    {
        await world.EndDefaultAsync();
        var id = await world.DraftAsync();
        await world.SendAsync(id);
        await world.SignAsync(id, "police", "probation");
        await world.ApproveAsync(id);
        (await RefusedAsync(() => world.WriteAsync(id))).ShouldContain("out for signatures");
        await world.DoAsync(world.As("coordinator"), db => MoveAgreement.TakeBackAsync(db, id, "a clause is wrong"));
        (await world.DoAsync(world.As("coordinator"), db => Party.OfAsync(db, id))).ShouldAllBe(party => party.SignedAt == null);
        (await world.DoAsync(world.As("coordinator"), db => Agreement.FindAsync(db, id))).ApprovedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Database_RefusesWhatThePagesWouldNotDo()
    {
        var inForce = await InForceIdAsync();
        (await RefusedByDatabaseAsync("update agreement set state = 'draft' where id = @id", inForce)).ShouldContain("cannot make this move");
        (await RefusedByDatabaseAsync("update agreement set ends_on = ends_on + 1000 where id = @id", inForce)).ShouldContain("cannot be changed");
        (await RefusedByDatabaseAsync("insert into clause (agreement_id, partnership_id, place, category, from_type, to_type, level, gateway, condition) values (@id, current_partnership(), 999, 'health', 'drug-service', 'police', 'full', 'cda-1998-s115', 'cohort')", inForce)).ShouldContain("only be changed while it is a draft");
        (await RefusedByDatabaseAsync("delete from clause where agreement_id = @id", inForce)).ShouldContain("only be changed while it is a draft");
        (await RefusedByDatabaseAsync("delete from agreement_party where agreement_id = @id", inForce)).ShouldContain("only be changed while it is a draft");
        (await RefusedByDatabaseAsync("insert into sharing_grant select * from sharing_grant where clause_id in (select c.id from clause c where c.agreement_id = @id)", inForce)).ShouldContain("permission denied");
        var draft = await world.DraftAsync();
        await world.SendAsync(draft);
        (await RefusedByDatabaseAsync("update agreement set state = 'in-force', review_on = ends_on where id = @id", draft)).ShouldContain("second person");
        (await RefusedByDatabaseAsync("update agreement set state = 'in-force', review_on = ends_on, approved_by = written_by where id = @id", draft)).ShouldContain("in another's name");
    }

    [Fact]
    public async Task Agency_JoiningAndLeaving_ChangesWhatPassesInTheSameTransaction()
    {
        var id = await InForceIdAsync();
        var (now, housing) = (world.Clock.GetUtcNow(), await AddAgencyAsync("north-housing", "housing", worksForProbation: true));
        (await world.GrantsAsync()).ShouldAllBe(line => !line.Contains(housing.ToString()));
        await world.DoAsync(world.As("governance"), db => SignAgreement.AddPartyAsync(db, id, housing));
        (await world.GrantsAsync()).ShouldAllBe(line => !line.Contains(housing.ToString()), "it has not signed");
        await world.DoAsync(await world.LeadOfAsync("housing", agency: housing), db => SignAgreement.DoAsync(db, id, "Director", null));
        (await world.GrantsAsync()).ShouldContain(line => line.StartsWith(housing.ToString(), StringComparison.Ordinal));
        await world.DoAsync(world.As("administrator"), db => Throughline.Sharing.Agreements.Members.MemberActs.LeaveAsync(db, housing, world.Clock.Today, "contract ended"));
        (await world.GrantsAsync()).Where(line => line.Contains(housing.ToString())).ShouldAllBe(line => line.EndsWith("|2026-11-20"));
    }

    [Fact]
    public async Task AgencysFlag_ChangedWithASecondPerson_ReachesWhatPassesAtOnce()
    {
        var drugs = world.Agencies["north-drug-service"];
        (await world.GrantsAsync()).ShouldContain(line => line.StartsWith($"{drugs}|{world.Agencies["north-police"]}", StringComparison.Ordinal));
        var change = await world.DoAsync(world.As("administrator"), db => Throughline.Sharing.Agreements.Members.MemberActs.AskAsync(db, drugs, "0113 496 0000", false, false, "the contract has ended"));
        (await RefusedAsync(() => world.DoAsync(world.As("administrator"), db => Throughline.Sharing.Agreements.Members.MemberActs.DecideAsync(db, change, true, null)))).ShouldContain("Somebody else decides");
        (await world.GrantsAsync()).ShouldContain(line => line.StartsWith($"{drugs}|{world.Agencies["north-police"]}", StringComparison.Ordinal), "asked is not agreed");
        await world.DoAsync(world.As("governance"), db => Throughline.Sharing.Agreements.Members.MemberActs.DecideAsync(db, change, true, null));
        (await world.GrantsAsync()).ShouldNotContain(line => line.StartsWith($"{drugs}|{world.Agencies["north-police"]}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(61, 0, false)]
    [InlineData(60, 1, false)]
    [InlineData(0, 1, false)]
    [InlineData(-1, 1, true)]
    public void Review_SixtyDaysBeforeAndTheDayAfter_IsDueAndOverdue(int daysBefore, int due, bool overdue)
    {
        var review = new DateOnly(2027, 11, 20);
        var agreement = new Agreement
        {
            Id = Guid.Empty, PartnershipId = default, PartnershipName = "", SeriesId = Guid.Empty, Version = 1, Name = "", Purpose = "", State = "in-force", Contact = "", WrittenAt = default, WrittenBy = default, WrittenByName = "",
            Writers = [], ReachesBelow = false, Revision = 1, ReviewOn = review,
        };
        var waiting = WaitingOf.Dates(agreement, "It", "/", "/", review.AddDays(-daysBefore), 60).ToList();
        waiting.Count.ShouldBe(due);
        waiting.Any(item => item.IsOverdue).ShouldBe(overdue);
    }

    [Fact]
    public async Task Review_Recorded_SetsTheNext()
    {
        var id = await InForceIdAsync();
        world.Clock.Move(TimeSpan.FromDays(320));
        (await RefusedAsync(() => world.DoAsync(world.As("governance"), db => MoveAgreement.ReviewAsync(db, id, "")))).ShouldContain("what was found");
        await world.DoAsync(world.As("governance"), db => MoveAgreement.ReviewAsync(db, id, "Every clause is still used; nobody saw too much."));
        (await world.DoAsync(world.As("governance"), db => Agreement.FindAsync(db, id))).ReviewOn.ShouldBe(world.Clock.Today.AddMonths(12));
    }

    private Task FileAsync(Guid id, OnFile file) => world.DoAsync(world.As("coordinator"), db => WriteAgreement.FileAsync(db, id, file, null));

    private Task<Guid> InForceIdAsync() => world.DoAsync(world.As("governance"), db => db.ValueAsync<Guid>("select id from agreement where state = 'in-force'"));

    private async Task<AgreementState> StateAsync(Guid id) => (await world.DoAsync(world.As("governance"), db => Agreement.FindAsync(db, id))).StateOn(world.Clock.Today);

    private Task<long> SeenByProbationAsync(PersonId person) => world.DoAsync(world.As("manager"), db => db.ValueAsync<long>("select count(*) from offence_event where person_id = @person", new { person }));

    private async Task<AgencyId> AddAgencyAsync(string code, string type, bool worksForProbation = false)
    {
        await using var db = new Db(world.Database.Source);
        await db.BeginForNobodyAsync();
        var id = await new Partnerships(db).AddAgencyAsync(world.North, new(code, code, type, WorksForProbation: worksForProbation), world.Clock.GetUtcNow());
        await db.CommitAsync();
        return id;
    }

    private static async Task<string> RefusedAsync(Func<Task> act) => await Arrange.BrokenRuleAsync(act) ?? throw new ShouldAssertException("Nothing refused it.");

    private async Task<string> RefusedByDatabaseAsync(string sql, Guid id) =>
        (await Should.ThrowAsync<PostgresException>(() => world.DoAsync(world.As("governance"), db => db.ExecuteAsync(sql, new { id })))).MessageText;
}
