using Shouldly;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Agreements;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Sharing;

/// <summary>The traps of the law, each on both sides, asked of the table of gateways as the migrations leave it.</summary>
public sealed class ClauseRulesTests : IAsyncLifetime
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private DatabaseServer database = null!;
    private Dictionary<string, Gateway> gateways = [];

    private static readonly Party Police = Agency("North police", "police");
    private static readonly Party Probation = Agency("North probation", "probation");
    private static readonly Party Council = Agency("North council", "council");
    private static readonly Party Prison = Agency("HMP North", "prison");
    private static readonly Party DrugService = Agency("North recovery", "drug-service");
    private static readonly Party Commissioned = Agency("North commissioned recovery", "drug-service", actsForAuthority: true);
    private static readonly Party Charity = Agency("North mentors", "charity");
    private static readonly Party Provider = Agency("North provider", "charity", worksForProbation: true);

    public async Task InitializeAsync()
    {
        database = await TestPostgres.FreshAsync();
        await using var db = new Db(database.Source);
        await db.BeginForNobodyAsync();
        gateways = (await Gateway.AllAsync(db)).ToDictionary(gateway => gateway.Code);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public void Section17A_RecordAboutANamedPerson_IsRefusedAndFiguresAreAllItCarries()
    {
        Refused("cda-1998-s17a", "offending", Police, Council).ShouldContain("depersonalised information only");
        gateways["cda-1998-s17a"].Kind.ShouldBe("figures-only");
        Allowed("cda-1998-s115", "offending", Police, Council);
    }

    [Theory]
    [InlineData("charity")]
    [InlineData("prison")]
    [InlineData("job-centre")]
    [InlineData("housing")]
    public void Section115_ToNoRelevantAuthority_IsRefused(string type) => Refused("cda-1998-s115", "identity", Police, Agency("Them", type)).ShouldContain("only lets information go to a relevant authority");

    [Theory]
    [InlineData("police")]
    [InlineData("probation")]
    [InlineData("council")]
    public void Section115_ToARelevantAuthority_IsAllowedFromAnybody(string type)
    {
        Allowed("cda-1998-s115", "identity", Charity, Agency("Them", type));
        Allowed("cda-1998-s115", "identity", DrugService, Agency("Them", type));
    }

    [Fact]
    public void Section115_ToWhoActsForARelevantAuthority_IsAllowedToThemAlone()
    {
        Allowed("cda-1998-s115", "identity", Police, Commissioned);
        Refused("cda-1998-s115", "identity", Police, DrugService).ShouldContain("North recovery");
    }

    [Theory]
    [InlineData("drug-service")]
    [InlineData("charity")]
    [InlineData("housing")]
    public void Section14_NhsBodyOrCharityOnEitherSide_IsRefused(string type)
    {
        Refused("oma-2007-s14", "identity", Probation, Agency("Them", type)).ShouldContain("lists no NHS body and no charity");
        Refused("oma-2007-s14", "identity", Agency("Them", type), Probation).ShouldContain("lists no NHS body and no charity");
    }

    [Fact]
    public void Section14_BetweenListedPersons_IsAllowedBothWays()
    {
        Allowed("oma-2007-s14", "risk", Probation, Prison);
        Allowed("oma-2007-s14", "risk", Prison, Probation);
    }

    [Theory]
    [InlineData("health")]
    [InlineData("treatment")]
    [InlineData("drug test")]
    [InlineData("family and children")]
    public void SeriousViolenceDuty_PatientAndSocialCareInformation_IsRefused(string category) =>
        Refused("pcsc-2022-s16", category, Police, Council).ShouldContain("bars patient information");

    [Fact]
    public void SeriousViolenceDuty_FromAHealthBody_IsRefusedAndOffendingFromPoliceIsAllowed()
    {
        Refused("pcsc-2022-s16", "identity", Commissioned, Police).ShouldContain("bars patient information");
        Allowed("pcsc-2022-s16", "offending", Police, Council);
    }

    [Fact]
    public void Consent_FromACompetentAuthority_IsNeverABasis()
    {
        foreach (var authority in new[] { Police, Probation, Prison, Agency("YOT", "youth-offending-team"), Agency("Tags", "electronic-monitoring") })
            Refused("consent", "contacts and attendance", authority, Council, Condition.CaseTeam).ShouldContain("not freely given");
        Allowed("consent", "contacts and attendance", Charity, Police, Condition.CaseTeam);
    }

    [Fact]
    public void Consent_ForAnyCase_IsRefusedAndForTheCaseTeamAllowed()
    {
        Refused("consent", "treatment", DrugService, Probation, Condition.Cohort).ShouldContain("case team only");
        Allowed("consent", "treatment", DrugService, Probation, Condition.CaseTeam);
    }

    [Fact]
    public void ProbationArrangement_ProviderThatWorksForProbation_IsAllowedAndAnotherRefused()
    {
        Allowed("oma-2007-s3", "needs", Probation, Provider, Condition.CaseTeam);
        Refused("oma-2007-s3", "needs", Probation, Charity, Condition.CaseTeam).ShouldContain("not recorded as working for probation");
        Refused("oma-2007-s3", "needs", Police, Provider, Condition.CaseTeam).ShouldContain("Only between probation and a provider");
        Refused("oma-2007-s3", "intelligence", Probation, Provider, Condition.CaseTeam).ShouldContain("does not cover intelligence");
    }

    [Theory]
    [InlineData("public-interest")]
    [InlineData("common-law-policing")]
    [InlineData("dpa-2018-sch2-p2")]
    [InlineData("court-order")]
    public void PowerThatIsWeighedCaseByCase_IsNoStandingClause(string gateway) => Refused(gateway, "identity", Police, Council).ShouldContain("Record a disclosure instead");

    [Theory]
    [InlineData("victim")]
    [InlineData("protected address")]
    public void SealedCompartment_IsInNoClause(string category) => Refused("oma-2007-s14", category, Police, Probation).ShouldContain("Choose one of the categories");

    [Fact]
    public void Gateway_DayBeforeItBeginsAndDayAfterItEnds_IsRefused()
    {
        var gateway = gateways["pcsc-2022-s16"] with { EffectiveFrom = Today, EffectiveTo = Today };
        Broken(gateway, "offending", Side.OfAgency(Police.AgencyId.Value), Side.OfAgency(Council.AgencyId.Value), Condition.Cohort, Today, [Police, Council]).ShouldBeNull();
        foreach (var day in new[] { Today.AddDays(-1), Today.AddDays(1) })
            Broken(gateway, "offending", Side.OfAgency(Police.AgencyId.Value), Side.OfAgency(Council.AgencyId.Value), Condition.Cohort, day, [Police, Council])!.ShouldContain("is not in force on");
    }

    [Fact]
    public void Type_WithOnePairThatTheKindForbids_IsRefusedForAll()
    {
        ByType("oma-2007-s14", "identity", "probation", "prison", [Probation, Prison]).ShouldBeNull();
        ByType("oma-2007-s14", "identity", "probation", "charity", [Probation, Charity, Provider])!.ShouldContain("lists no NHS body and no charity");
        // of two councils one is recorded as a competent authority: consent may be no basis for the whole kind
        var odd = Agency("Odd council", "council", regime: "part-3");
        ByType("consent", "needs", "council", "police", [Council, Police], Condition.CaseTeam).ShouldBeNull();
        ByType("consent", "needs", "council", "police", [Council, odd, Police], Condition.CaseTeam)!.ShouldContain("Odd council");
    }

    [Fact]
    public void Type_OfWhichOneIsRecordedAsReached_IsAllowedAndNamesTheOthers()
    {
        ByType("cda-1998-s115", "identity", "police", "drug-service", [Police, DrugService])!.ShouldContain("North recovery");
        ByType("cda-1998-s115", "identity", "police", "drug-service", [Police, DrugService, Commissioned]).ShouldBeNull();
        NotReached("cda-1998-s115", "drug-service", [Police, DrugService, Commissioned]).ShouldBe(["North recovery gets nothing by this: it is not recorded as acting for a relevant authority"]);
        ByType("oma-2007-s3", "needs", "probation", "charity", [Probation, Charity], Condition.CaseTeam)!.ShouldContain("not recorded as working for probation");
        ByType("oma-2007-s3", "needs", "probation", "charity", [Probation, Charity, Provider], Condition.CaseTeam).ShouldBeNull();
        NotReached("oma-2007-s3", "charity", [Probation, Charity, Provider]).ShouldBe(["North mentors gets nothing by this: it is not recorded as working for probation"]);
    }

    [Fact]
    public void Type_OfWhichNobodyIsPartyYet_IsJudgedByItsKind()
    {
        ByType("oma-2007-s14", "identity", "police", "job-centre", [Police]).ShouldBeNull();
        ByType("oma-2007-s14", "identity", "police", "housing", [Police])!.ShouldContain("any housing provider");
        ByType("consent", "needs", "youth-offending-team", "police", [Police], Condition.CaseTeam)!.ShouldContain("not freely given");
    }

    [Fact]
    public void Type_WithItsOnlyAgencyOnBothSides_IsJudgedByItsKind()
    {
        ByType("oma-2007-s14", "identity", "police", "police", [Police]).ShouldBeNull();
        ByType("cda-1998-s17a", "identity", "police", "police", [Police])!.ShouldContain("depersonalised");
    }

    [Fact]
    public void Agency_ThatIsNoParty_OrToItself_IsRefused()
    {
        Broken(gateways["oma-2007-s14"], "risk", Side.OfAgency(Police.AgencyId.Value), Side.OfAgency(Prison.AgencyId.Value), Condition.Cohort, Today, [Police])!.ShouldContain("party to the agreement");
        Broken(gateways["oma-2007-s14"], "risk", Side.OfAgency(Police.AgencyId.Value), Side.OfAgency(Police.AgencyId.Value), Condition.Cohort, Today, [Police])!.ShouldContain("to itself");
    }

    [Fact]
    public void Default_EveryClause_IsPossibleForEveryKindOfAgency()
    {
        var all = AgencyTypes.All.Select(type => Agency(type.One, type.Code, worksForProbation: true, actsForAuthority: true)).ToList();
        foreach (var clause in DefaultAgreement.Clauses())
        {
            clause.Why.Length.ShouldBeGreaterThan(20);
            foreach (var terms in from category in clause.Categories from @from in clause.From from to in clause.To select new ClauseTerms(category, Side.OfType(@from), Side.OfType(to), ClauseWords.LevelOf(clause.Level), clause.Gateway, ClauseWords.ConditionOf(clause.Condition)!.Value))
                ClauseRules.Of(terms, gateways[clause.Gateway], all, Today).FirstOrDefault(rule => !rule.Holds)?.Sentence.ShouldBeNull($"{terms}");
        }
    }

    private string Refused(string gateway, string category, Party from, Party to, Condition condition = Condition.Cohort) =>
        Broken(gateways[gateway], category, Side.OfAgency(from.AgencyId.Value), Side.OfAgency(to.AgencyId.Value), condition, Today, [from, to]) ?? throw new ShouldAssertException($"{gateway} let {from.Name} tell {to.Name} of {category}");

    private void Allowed(string gateway, string category, Party from, Party to, Condition condition = Condition.Cohort) =>
        Broken(gateways[gateway], category, Side.OfAgency(from.AgencyId.Value), Side.OfAgency(to.AgencyId.Value), condition, Today, [from, to]).ShouldBeNull();

    private string? ByType(string gateway, string category, string from, string to, Party[] parties, Condition condition = Condition.Cohort) =>
        Broken(gateways[gateway], category, Side.OfType(from), Side.OfType(to), condition, Today, parties);

    private List<string> NotReached(string gateway, string to, Party[] parties) =>
        [.. ClauseRules.NotReached(new("identity", Side.OfType("police"), Side.OfType(to), Level.Full, gateway, Condition.CaseTeam), gateways[gateway], parties)];

    private static string? Broken(Gateway gateway, string category, Side from, Side to, Condition condition, DateOnly on, Party[] parties) =>
        string.Join(". ", ClauseRules.Of(new(category, from, to, Level.Full, gateway.Code, condition), gateway, parties, on).Where(rule => !rule.Holds).Select(rule => rule.Sentence)) is { Length: > 0 } sentences ? sentences : null;

    private static Party Agency(string name, string type, bool worksForProbation = false, bool actsForAuthority = false, string? regime = null) => new()
    {
        AgencyId = AgencyId.New(), Name = name, Type = type, Regime = regime ?? AgencyTypes.RegimeOf(type), Contact = "", WorksForProbation = worksForProbation, ActsForAuthority = actsForAuthority,
    };
}
