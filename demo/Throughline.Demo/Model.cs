namespace Throughline.Demo;

/// <summary>One invented partnership: who works in it, and everybody it knows.</summary>
public sealed record DemoPartnership
{
    public required Area Area { get; init; }

    public required IReadOnlyList<DemoAgency> Agencies { get; init; }

    public required IReadOnlyList<DemoStaff> Staff { get; init; }

    public required IReadOnlyList<Beat> Beats { get; init; }

    /// <summary>The cohort first, then the people who are not on it.</summary>
    public required IReadOnlyList<DemoPerson> People { get; init; }

    public string Code => Area.Code;
}

public sealed record DemoAgency(string Code, string Name, string Type, string Contact);

/// <param name="UserName">Sign-in name, without the partnership's domain.</param>
/// <param name="Roles">Role codes.</param>
/// <param name="Area">Beat, for a neighbourhood officer.</param>
/// <param name="OnDemoPage">Whether one click signs in as them.</param>
public sealed record DemoStaff(string UserName, string FullName, string AgencyType, IReadOnlyList<string> Roles, string? Area, string? OnDemoPage);

public sealed record Beat(string Code, string Town, string District, int Easting, int Northing, IReadOnlyList<string> Streets);

public enum Situation
{
    CustodyServing,
    Remand,
    Licence,
    CommunityOrder,
    NonStatutory,
}

/// <summary>What became of somebody who was managed in the community, as 002 paragraph 8.18 counts it.</summary>
public enum Outcome
{
    NotManagedInCommunity,
    BreachedOrReoffended,
    Completed,
    Ongoing,
}

/// <summary>One invented person, with what each agency holds.</summary>
public sealed class DemoPerson
{
    public required int Number { get; init; }

    public required string Pncid { get; init; }

    public required string Cro { get; init; }

    public string? Crn { get; set; }

    public string? PrisonNumber { get; set; }

    public string? NhsNumber { get; set; }

    public required string Surname { get; init; }

    public required string Forenames { get; init; }

    public required DateOnly BornOn { get; init; }

    public required string Sex { get; init; }

    public required string EthnicitySelf { get; init; }

    public required string EthnicityObserved { get; init; }

    public required bool IsCohort { get; init; }

    public required Beat Beat { get; init; }

    public required string Address { get; init; }

    public required string Postcode { get; init; }

    public required DateOnly AddressFrom { get; init; }

    public required string Phone { get; init; }

    public string? VehicleRegistration { get; init; }

    public string? VehicleDescription { get; init; }

    public List<(string Forenames, string Surname)> Aliases { get; } = [];

    public List<int> Associates { get; } = [];

    public List<string> Designations { get; } = [];

    public DateOnly? DesignationFrom { get; set; }

    public List<DemoEvent> Events { get; } = [];

    public List<DemoOrder> Orders { get; } = [];

    public string? Rosh { get; set; }

    public DateOnly? RoshOn { get; set; }

    public List<string> Registrations { get; } = [];

    public DateOnly? OasysOn { get; set; }

    /// <summary>OASys section scores in the order of <see cref="Sections"/>.</summary>
    public int[]? SectionScores { get; set; }

    public List<DemoScore> Scores { get; } = [];

    public List<DemoSpell> Custody { get; } = [];

    public List<DemoDrugRecord> Drugs { get; } = [];

    public List<DemoTag> Tags { get; } = [];

    public DemoCase? Case { get; set; }

    /// <summary>When set, only the drug service knows this record, and it may be the person of that number.</summary>
    public int? MayBe { get; init; }

    public Situation? Situation { get; set; }

    public string PoliceRef(DemoPartnership partnership) => $"{partnership.Code[..2].ToUpperInvariant()}/{Number:0000000}";

    public string DrugServiceRef => $"DS-{Number:000000}";

    public string TagRef => $"EM-{Number:000000}";

    public static readonly IReadOnlyList<(string Name, string Pathway, int Need, int Severe, int Most)> Sections =
    [
        ("accommodation", "accommodation", 2, 7, 8), ("ete", "ete", 3, 7, 8), ("relationships", "families", 2, 5, 6), ("lifestyle", "lifestyle", 2, 5, 6),
        ("drugs", "drugs", 2, 8, 10), ("alcohol", "alcohol", 4, 7, 8), ("thinking", "attitudes", 4, 7, 8), ("attitudes", "attitudes", 2, 7, 8),
    ];
}

public sealed record DemoEvent(
    string Id, string Kind, DateOnly On, string? Code, string Group, string? Description, string? Place = null, string? Postcode = null,
    int? Easting = null, int? Northing = null, string? DetectedBy = null, string? DisposalCode = null, string? CrimeReference = null);

public sealed record DemoOrder(
    string Id, string Type, DateOnly StartedOn, DateOnly EndsOn, DateOnly? EndedOn, string MainOffenceCode, string OffenceGroup, IReadOnlyList<string> Requirements, string Practitioner);

public sealed record DemoScore(string Predictor, DateOnly On, decimal? OneYear, decimal? TwoYear, string Band, string Version);

public sealed record DemoSpell(
    string Id, string Establishment, DateOnly ReceivedOn, string Status, DateOnly? ExpectedReleaseOn, DateOnly? SentenceExpiresOn, DateOnly? LicenceExpiresOn, DateOnly? ReleasedOn);

public sealed record DemoDrugRecord(string Id, string Kind, DateOnly On, string? Substance, string? Result, string? Setting, string? TreatmentStatus, DateOnly? EndedOn);

public sealed record DemoTag(string Id, string Type, bool Voluntary, DateOnly FittedOn, DateOnly? RemovedOn, TimeOnly? CurfewFrom, TimeOnly? CurfewTo);

/// <summary>The casework of one person: what people of the partnership did, in the order in which they did it. Staff are named by <see cref="DemoStaff.UserName"/>.</summary>
public sealed class DemoCase
{
    public required string Pncid { get; init; }

    /// <summary>nominated, for-panel, adopted, deferred, refused or exited.</summary>
    public required string State { get; init; }

    public required DateTime OpenedAt { get; init; }

    public DateOnly? AdoptedOn { get; init; }

    public DateOnly? ExitedOn { get; init; }

    public DateOnly? DeferredUntil { get; init; }

    public string? CohortType { get; init; }

    public string? LeadUser { get; init; }

    public string? FirstStep { get; init; }

    public required string Why { get; init; }

    public List<DemoNomination> Nominations { get; } = [];

    public DemoScreening? Screening { get; set; }

    public List<DemoVote> Votes { get; } = [];

    public DemoDecision? Decision { get; set; }

    public List<DemoStatus> Statuses { get; } = [];

    public DateOnly? ReviewBy { get; set; }

    public List<(DateTime At, string User, string Status)> DailyReviews { get; } = [];

    public List<DemoNeed> Needs { get; } = [];

    public List<(string User, string Part, DateOnly From)> Team { get; } = [];
}

public sealed record DemoNomination(DateTime At, string User, string Reasons);

public sealed record DemoScreening(DateTime At, string User, string Outcome, string Reasons);

public sealed record DemoVote(DateTime At, string User, string Vote, string Reasons);

public sealed record DemoDecision(DateTime At, string User, string Outcome, string Reasons, IReadOnlyList<string> Dissent);

public sealed record DemoStatus(DateTime At, string User, string? From, string To, string Direction, string Reason);

public sealed record DemoNeed(string Pathway, string Level, int? Priority, DateOnly AssessedOn, string? Progress, DateOnly? ProgressOn, string? OwnView);
