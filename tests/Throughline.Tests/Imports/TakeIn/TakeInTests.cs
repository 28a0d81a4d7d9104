using Shouldly;
using Throughline.Imports;
using Throughline.Imports.Correct;
using Throughline.Platform.Database;
using Throughline.Testing;
using Xunit;
using static Throughline.Tests.Imports.TakeIn.Senders;

namespace Throughline.Tests.Imports.TakeIn;

public sealed class TakeInTests
{
    private const string Ada = "P1,02/73319Z,Lovell,Ada,1990-01-02,07700 900123,PPO";
    private const string Ben = "P2,,Marsh,Ben,1985-05-06,,";

    [Fact]
    public async Task SameFileTwice_ChangesNothing()
    {
        await using var world = await World.CreateAsync();
        var first = (await world.SendAsync("police-nominals", Folk(Ada, Ben))).Report;
        (first.New, first.PeopleNew).ShouldBe((2, 2));
        var before = await world.AskAsync<string>(Fingerprint);
        var second = (await world.SendAsync("police-nominals", Folk(Ada, Ben))).Report;
        (second.New, second.Changed, second.Unchanged, second.Withdrawn, second.PeopleNew).ShouldBe((0, 0, 2, 0, 0));
        (await world.AskAsync<string>(Fingerprint)).ShouldBe(before);
    }

    private const string Fingerprint = "select md5(string_agg(x, '|' order by x)) from (select p::text x from person p union all select n::text from person_name n union all select i::text from person_identifier i union all select s::text from source_row s) t";

    [Fact]
    public async Task NewerFile_SupersedesWhatChangedAndEndsWhatIsGone()
    {
        await using var world = await World.CreateAsync();
        await world.SendAsync("police-nominals", Folk(Ada, Ben));
        var newer = (await world.SendAsync("police-nominals", Folk(Ada.Replace("07700 900123", "07700 900456", StringComparison.Ordinal)))).Report;
        (newer.Changed, newer.Withdrawn).ShouldBe((1, 1));
        (await world.AskAsync<string>("select string_agg(number || case when superseded_at is null then ' now' else ' before' end, ', ' order by number) from person_phone")).ShouldBe("+447700900123 before, +447700900456 now");
        (await world.AskAsync<int>("select count(*)::int from person_name where withdrawn_at is not null")).ShouldBe(1);
        (await world.AskAsync<int>("select count(*)::int from person")).ShouldBe(2, "nobody is deleted");
    }

    [Fact]
    public async Task SnapshotThatWouldEndMoreThanOneInFive_IsHeldUntilConfirmed()
    {
        await using var world = await World.CreateAsync();
        var fifty = Enumerable.Range(1, 50).Select(i => $"R{i},,Surname{(char)('a' + i % 26)}{(char)('a' + i / 26)},Given,19{50 + i % 40}-01-02,,").ToArray();
        await world.SendAsync("police-nominals", Folk(fifty));
        var atTheLine = (await world.SendAsync("police-nominals", Folk(fifty[..40]))).Report;
        (atTheLine.IsHeld, atTheLine.Withdrawn).ShouldBe((false, 10));
        var held = (await world.SendAsync("police-nominals", Folk(fifty[..29]))).Report;
        held.Held.ShouldNotBeNull().ShouldContain("11 of the 40");
        (await world.AskAsync<int>("select count(*)::int from source_row where withdrawn_at is null")).ShouldBe(40);
        (await world.SendAsync("police-nominals", Folk(fifty[..29]), confirm: true)).Report.Withdrawn.ShouldBe(11);
    }

    [Fact]
    public async Task FileCutInHalf_EndsNobody()
    {
        await using var world = await World.CreateAsync();
        await world.SendAsync("police-nominals", Folk(Ada, Ben));
        var whole = Folk(Ada, Ben);
        var cut = (await world.SendAsync("police-nominals", whole[..(whole.IndexOf("P2", StringComparison.Ordinal) + 6)])).Report;
        cut.Withdrawn.ShouldBe(0);
        cut.Warnings.ShouldContain(w => w.Contains("may not be whole", StringComparison.Ordinal));
        (await world.AskAsync<int>("select count(*)::int from source_row where withdrawn_at is not null")).ShouldBe(0);
    }

    [Fact]
    public async Task StoppedHalfWay_LeavesNothing()
    {
        await using var world = await World.CreateAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => world.SendAsync("police-nominals", Folk(Ada, Ben), progress: (_, words) => words.StartsWith("Writing", StringComparison.Ordinal) ? throw new InvalidOperationException("pulled the plug") : Task.CompletedTask));
        (await world.AskAsync<int>("select (select count(*) from person)::int + (select count(*) from source_row)::int + (select count(*) from import_reject)::int")).ShouldBe(0);
        (await world.AskAsync<string>("select state from import")).ShouldBe("failed");
    }

    [Fact]
    public async Task KilledImport_IsSaidToHaveStopped_WhenTheNextBegins()
    {
        await using var world = await World.CreateAsync();
        var (killed, _) = await world.SendAsync("police-nominals", Folk(Ada), dryRun: true);
        await world.DoAsync(world.As("coordinator"), db => db.ExecuteAsync("update import set state = 'running', sentence = '' where id = @killed", new { killed }));
        await world.SendAsync("police-nominals", Folk(Ada));
        (await world.AskAsync<string>($"select state || ': ' || sentence from import where id = '{killed}'")).ShouldStartWith("failed: Stopped before it finished");
    }

    [Fact]
    public async Task DryRun_WritesTheReportAndNothingElse()
    {
        await using var world = await World.CreateAsync();
        var report = (await world.SendAsync("police-nominals", Folk(Ada, "P3,,Bad,Row,1990-02-30,,"), dryRun: true)).Report;
        (report.New, report.Quarantined).ShouldBe((1, 1));
        (await world.AskAsync<int>("select count(*)::int from person")).ShouldBe(0);
        (await world.AskAsync<int>("select count(*)::int from import_reject")).ShouldBe(1);
    }

    [Fact]
    public async Task Events_JoinByIdentifierAcrossAgencies_AndCarryTheirSource()
    {
        await using var world = await World.CreateAsync();
        await world.SendAsync("police-nominals", Folk(Ada));
        var (id, report) = await world.SendAsync("police-events", Events("E1,P1,,,,,arrest,2026-11-01,28E", "E2,Q9,02/73319Z,Lovell,Ada,1990-01-02,charge,2026-11-02,TH68010"));
        (report.New, report.PeopleNew).ShouldBe((2, 0));
        (await world.AskAsync<string>("select string_agg(offence_group, ',' order by occurred_on) from offence_event")).ShouldBe("burglary-residential,shoplifting");
        (await world.AskAsync<int>($"select count(*)::int from offence_event where import_id = '{id}' and line in (2, 3) and received_at is not null")).ShouldBe(2);
    }

    [Fact]
    public async Task IdentifiersOfTwoPeople_AreSetAsideForAPerson()
    {
        await using var world = await World.CreateAsync();
        await world.SendAsync("police-nominals", Folk(Ada, Ben));
        var report = (await world.SendAsync("police-events", Events("E1,P2,02/73319Z,,,,arrest,2026-11-01,28E"))).Report;
        (report.New, report.Quarantined).ShouldBe((0, 1));
        (await world.AskAsync<string>("select problems->0->>'sentence' from import_reject")).ShouldContain("2 different people");
    }

    [Fact]
    public async Task IdentifierOfSomebodyElse_IsSetAside()
    {
        await using var world = await World.CreateAsync();
        await world.SendAsync("police-nominals", Folk(Ada));
        var report = (await world.SendAsync("police-events", Events("E1,Z1,02/73319Z,Quigley,Tom,1971-03-04,arrest,2026-11-01,28E"))).Report;
        report.Quarantined.ShouldBe(1);
        (await world.AskAsync<string>("select problems->0->>'sentence' from import_reject")).ShouldContain("another family name");
    }

    [Fact]
    public async Task SomebodyLikeSomebody_IsANewPersonMarkedAsAPossibleMatch()
    {
        await using var world = await World.CreateAsync();
        await world.SendAsync("police-nominals", Folk(Ada));
        var report = (await world.SendAsync("drug-service", "person_ref,surname,forenames,date_of_birth,record_id,kind,on,result\nD1,Lovel,Ada,1990-01-02,R1,test,2026-11-03,positive\n", "north-drug-service")).Report;
        (report.PeopleNew, report.PossibleMatches).ShouldBe((1, 0), "the sender is not told whom others know");
        (await world.AskAsync<string>("select because from possible_match")).ShouldContain("alike");
    }

    [Fact]
    public async Task OtherPartnership_SeesNothingOfIt()
    {
        await using var world = await World.CreateAsync();
        await world.SendAsync("police-nominals", Folk(Ada));
        (await world.AskAsync<int>("select (select count(*) from person)::int + (select count(*) from import)::int + (select count(*) from person_name)::int + (select count(*) from audit_entry)::int", "south")).ShouldBe(0);
        var south = (await world.SendAsync("police-nominals", Folk(Ada), "south-police")).Report;
        (south.New, south.PeopleNew).ShouldBe((1, 1));
    }

    [Fact]
    public async Task SetAsideRow_Corrected_GoesInOnce()
    {
        await using var world = await World.CreateAsync();
        await world.SendAsync("police-nominals", Folk(Ada, "P3,,Bad,Row,1990-02-30,,"));
        var coordinator = world.As("coordinator");
        var row = await world.DoAsync(coordinator, db => db.FirstAsync<SetAsideRow>($"select {SetAside.Columns} from import_reject"));
        var fields = row.ShouldNotBeNull().Fields.ToDictionary();
        (await world.DoAsync(coordinator, db => CorrectRow.DoAsync(db, row.Id, fields, OffenceGrouping.Shipped(), []))).ShouldHaveSingleItem().Field.ShouldBe("date_of_birth");
        fields["date_of_birth"] = "1990-02-28";
        (await world.DoAsync(coordinator, db => CorrectRow.DoAsync(db, row.Id, fields, OffenceGrouping.Shipped(), []))).ShouldBeEmpty();
        (await world.AskAsync<int>("select count(*)::int from person")).ShouldBe(2);
        (await world.AskAsync<string>("select state from import_reject")).ShouldBe("corrected");
        await Should.ThrowAsync<Platform.ChangedByAnother>(() => world.DoAsync(coordinator, db => CorrectRow.DoAsync(db, row.Id, fields, OffenceGrouping.Shipped(), [])));
    }

    [Fact]
    public async Task EveryImport_IsAuditedAsCollectionWithThePeopleItIsAbout()
    {
        await using var world = await World.CreateAsync();
        await world.SendAsync("police-nominals", Folk(Ada, Ben));
        (await world.AskAsync<int>("select cardinality(person_ids)::int from audit_entry where operation = 'collection'")).ShouldBe(2);
    }
}
