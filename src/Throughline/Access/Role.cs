namespace Throughline.Access;

/// <summary>What a user does in a partnership. The words are the field's own; see the glossary.</summary>
public enum Role
{
    Coordinator,
    OffenderManager,
    IntelligenceOfficer,
    NeighbourhoodOfficer,
    LinkWorker,
    PartnerWorker,
    Chair,
    Analyst,
    StrategicLead,
    InformationGovernanceOfficer,
    Administrator,
}

public static class Roles
{
    private static readonly Dictionary<Role, (string Code, string Words)> Names = new()
    {
        [Role.Coordinator] = ("coordinator", "IOM coordinator"),
        [Role.OffenderManager] = ("offender-manager", "Offender manager"),
        [Role.IntelligenceOfficer] = ("intelligence-officer", "Intelligence officer"),
        [Role.NeighbourhoodOfficer] = ("neighbourhood-officer", "Neighbourhood officer"),
        [Role.LinkWorker] = ("link-worker", "Link worker (prison or youth justice)"),
        [Role.PartnerWorker] = ("partner-worker", "Partner worker (housing, work, mentor)"),
        [Role.Chair] = ("chair", "Panel chair"),
        [Role.Analyst] = ("analyst", "Analyst"),
        [Role.StrategicLead] = ("strategic-lead", "Strategic lead"),
        [Role.InformationGovernanceOfficer] = ("information-governance-officer", "Information governance officer"),
        [Role.Administrator] = ("administrator", "Administrator"),
    };

    /// <summary>Everybody who works with named people. Strategic leads see figures; governance sees the audit; administrators see accounts.</summary>
    public static readonly Role[] WithPeople =
    [
        Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst,
    ];

    /// <summary>The roles that read names of people, in the record or in the audit: they need an account that is in order.</summary>
    public static readonly Role[] NamingPeople = [.. WithPeople, Role.InformationGovernanceOfficer];

    public static string Code(this Role role) => Names[role].Code;

    public static string Words(this Role role) => Names[role].Words;

    public static Role? Parse(string code) => Names.Where(n => n.Value.Code == code).Select(n => (Role?)n.Key).FirstOrDefault();
}
