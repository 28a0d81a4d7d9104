using Npgsql;
using Shouldly;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Agreements;
using Throughline.Sharing.Agreements.Members;
using Throughline.Sharing.Agreements.Sign;
using Throughline.Sharing.Agreements.Write;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>A district below North: an agreement of North's holds there when it says so.</summary>
public sealed class CountyTests : IAsyncLifetime
{
    private World world = null!;
    private PartnershipId district;
    private AgencyId districtCouncil;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync();
        await world.EndDefaultAsync();
        await using var db = new Db(world.Database.Source);
        await db.BeginForNobodyAsync();
        var (setUp, now) = (new Partnerships(db), world.Clock.GetUtcNow());
        district = await setUp.CreateAsync(new("north-east", "North East", "Impact", "north"), now);
        await setUp.AddAgencyAsync(district, new("north-police", "", "police"), now);
        await setUp.AddAgencyAsync(district, new("north-probation", "", "probation"), now);
        districtCouncil = await setUp.AddAgencyAsync(district, new("east-council", "East council", "council"), now);
        await db.CommitAsync();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task CountysAgreement_ThatDoesNotSaySo_DoesNotHoldBelow()
    {
        await world.InForceAsync(await world.DraftAsync());
        (await world.GrantsAsync()).ShouldNotBeEmpty();
        (await world.GrantsAsync(district)).ShouldBeEmpty();
        (await world.DoAsync(await LeadAsync(), db => Agreement.ListAsync(db))).ShouldBeEmpty("it is no business of the district's");
    }

    [Fact]
    public async Task CountysAgreement_ThatSaysSo_HoldsBelowBetweenMembersThatHaveSigned()
    {
        var id = await DraftForAllAsync();
        (await world.DoAsync(await LeadAsync(), db => Agreement.ListAsync(db))).ShouldBeEmpty("a draft is the county's own");
        await world.InForceAsync(id);
        var below = await world.GrantsAsync(district);
        below.ShouldNotBeEmpty();
        var prison = world.Agencies["north-prison"].ToString();
        below.ShouldAllBe(line => !line.Contains(prison), "the prison is no member of the district");
        below.ShouldAllBe(line => !line.Contains(districtCouncil.ToString()), "the district's council has not signed");
        var foreseen = await world.DoAsync(await LeadAsync(), db => SightOf.VersionAsync(db, id, district, ifAllSign: false));
        foreseen.Select(AgreementArrange.Line).Order(StringComparer.Ordinal).ShouldBe(below);

        // the council is a member below only, and signs there
        await world.DoAsync(await LeadAsync(), db => SignAgreement.DoAsync(db, id, "Chief executive", null));
        (await world.GrantsAsync(district)).ShouldContain(line => line.StartsWith(districtCouncil.ToString(), StringComparison.Ordinal));
        (await world.GrantsAsync()).ShouldAllBe(line => !line.Contains(districtCouncil.ToString()), "it is no member of the county's");
        await world.DoAsync(await LeadAsync(), db => SignAgreement.WithdrawAsync(db, id, "the council has decided so"));
        (await world.GrantsAsync(district)).ShouldAllBe(line => !line.Contains(districtCouncil.ToString()));
        (await world.DoAsync(world.As("coordinator") with { Partnership = district }, db => db.ValueAsync<long>("select count(*) from sharing_notice where kind = 'withdrawal'"))).ShouldBe(1, "police are told where they meet it");
    }

    [Fact]
    public async Task Preview_OfWhatReachesBelow_SaysWhatTheDistrictsAgenciesWillSee()
    {
        var id = await world.DraftAsync();
        var parties = AgreementArrange.Kinds.Select(kind => world.Agencies[$"north-{kind}"]).Append(districtCouncil).ToList();
        var now = await world.DoAsync(world.As("coordinator"), db => Agreement.FindAsync(db, id));
        AgreementTerms Terms(bool below) => new() { Name = now.Name, Purpose = now.Purpose, StartsOn = now.StartsOn, EndsOn = now.EndsOn, ReachesBelow = below, Parties = below ? parties : parties[..^1] };
        async Task<DraftPreview> PreviewAsync(bool below) => await world.DoAsync(world.As("coordinator"), db =>
            DraftPreview.OfAsync(db, id, () => WriteAgreement.ChangeAsync(db, id, Terms(below), null)));
        (await PreviewAsync(below: false)).Places.Select(place => place.Name).ShouldBe(["North"]);
        var places = (await PreviewAsync(below: true)).Places;
        places.Select(place => place.Name).ShouldBe(["North", "North East"]);
        places[0].Changes.ShouldBeEmpty("the county's own agencies see what they saw");
        places[1].Changes.ShouldContain(line => line.StartsWith("East council, ", StringComparison.Ordinal) && line.Contains("New:", StringComparison.Ordinal));
        (await world.DoAsync(world.As("coordinator"), db => Agreement.FindAsync(db, id))).ReachesBelow.ShouldBeFalse("a preview saves nothing");
    }

    [Fact]
    public async Task Arrangement_AgreedInOnePartnership_LetsNothingPassInAnother()
    {
        var charity = world.Agencies["north-charity"];
        await using (var db = new Db(world.Database.Source))
        {
            await db.BeginForNobodyAsync();
            await new Partnerships(db).AddAgencyAsync(district, new("north-charity", "", "charity"), world.Clock.GetUtcNow());
            await db.CommitAsync();
        }

        var change = await world.DoAsync(world.As("administrator"), db => MemberActs.AskAsync(db, charity, "0113 496 0001", worksForProbation: true, actsForAuthority: true, "contract of 1 April, lot 3"));
        await world.DoAsync(world.As("governance"), db => MemberActs.DecideAsync(db, change, agrees: true, null));
        var here = await world.DoAsync(world.As("governance"), db => MemberAgency.FindAsync(db, charity));
        (here.WorksForProbation, here.ActsForAuthority, here.Contact).ShouldBe((true, true, "0113 496 0001"));
        var there = await world.DoAsync(world.As("governance") with { Partnership = district }, db => MemberAgency.FindAsync(db, charity));
        (there.WorksForProbation, there.ActsForAuthority).ShouldBe((false, false), "nobody there agreed to it");

        var id = await DraftForAllAsync();
        await world.DoAsync(world.As("coordinator"), db => WriteClauses.AddAsync(db, id, new(["finance"], [Side.OfType("probation")], [Side.OfType("charity")], Throughline.Sharing.Level.Full, "oma-2007-s3", Throughline.Sharing.Condition.CaseTeam), null));
        await world.InForceAsync(id, "police", "probation", "charity");
        string finance = "finance";
        (await world.GrantsAsync()).ShouldContain(line => line.Contains(charity.ToString(), StringComparison.Ordinal) && line.Contains(finance, StringComparison.Ordinal));
        (await world.GrantsAsync(district)).ShouldNotContain(line => line.Contains(charity.ToString(), StringComparison.Ordinal) && line.Contains(finance, StringComparison.Ordinal));
    }

    [Fact]
    public async Task District_ReadsTheCountysAgreementAndChangesNothingOfIt()
    {
        var id = await DraftForAllAsync();
        await world.InForceAsync(id);
        var lead = await LeadAsync();
        (await world.DoAsync(lead, db => Clause.OfAsync(db, id))).ShouldNotBeEmpty();
        (await Should.ThrowAsync<NotThere>(() => world.DoAsync(lead, db => MoveAgreement.EndAsync(db, id, "not ours to end")))).ShouldNotBeNull();
        (await world.DoAsync(lead, db => db.ExecuteAsync("update agreement set name = 'ours' where id = @id", new { id }))).ShouldBe(0);
        (await world.DoAsync(lead, db => db.ExecuteAsync("update agreement_party set signed_at = null where agreement_id = @id and agency_id <> @Agency", new { id, db.Act.Agency }))).ShouldBe(0);
        // and the other county sees neither
        (await world.DoAsync(world.As("governance", "south"), db => db.ValueAsync<long>("select count(*) from agreement where id = @id", new { id }))).ShouldBe(0);
        (await world.DoAsync(world.As("governance", "south"), db => db.ValueAsync<long>("select count(*) from grants_of_version(@id, @North, true, current_date)", new { id, world.North }))).ShouldBe(0);
    }

    [Fact]
    public async Task Ending_OfTheCountysAgreement_EndsItBelow()
    {
        var id = await DraftForAllAsync();
        await world.InForceAsync(id);
        (await world.GrantsAsync(district)).ShouldNotBeEmpty();
        await world.DoAsync(world.As("governance"), db => MoveAgreement.EndAsync(db, id, "the board has decided so"));
        (await world.GrantsAsync(district)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tree_FromTheDistrict_ShowsTheCountyAndItself()
    {
        var tree = await world.DoAsync(world.As("governance"), db => PartnershipTree.OfAsync(db, district));
        (tree.Name, tree.IsHere).ShouldBe(("North", false));
        tree.Below.ShouldHaveSingleItem().IsHere.ShouldBeTrue();
        await Should.ThrowAsync<PostgresException>(async () =>
        {
            await using var db = new Db(world.Database.Source);
            await db.BeginForNobodyAsync();
            await db.ExecuteAsync("update partnership set parent_id = @district where id = @North", new { district, world.North });
        });
    }

    private Task<Act> LeadAsync() => world.LeadOfAsync("east-council", agency: districtCouncil, @in: district);

    private async Task<Guid> DraftForAllAsync()
    {
        var id = await world.DraftAsync();
        var parties = AgreementArrange.Kinds.Select(kind => world.Agencies[$"north-{kind}"]).Append(districtCouncil).ToList();
        await world.WriteAsync(id, reachesBelow: true, parties: parties);
        return id;
    }
}
