using Throughline.Access.Audit;
using Throughline.Access.Brake;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Access.Keeping;

/// <summary>
/// The numbers that hold people back: sessions, brakes, what counts as unusual, how accounts are kept. Whoever is held back by
/// a number does not raise it, so they stand apart from the numbers of the practice.
/// </summary>
public static class SecurityNumbers
{
    public static readonly IReadOnlyList<PolicyNumber> All = [.. SessionNumbers.All, .. BrakeNumbers.All, .. AuditNumbers.All, .. KeepingNumbers.All];

    /// <summary>Governance sets them all; an administrator, who reads no names, those that hold governance back.</summary>
    public static IReadOnlyList<PolicyNumber> Of(IReadOnlySet<Role> roles) =>
        roles.Contains(Role.InformationGovernanceOfficer) ? All : roles.Contains(Role.Administrator) ? [.. All.Where(HoldsGovernance)] : [];

    private static bool HoldsGovernance(PolicyNumber number) => Holds(number, new HashSet<Role> { Role.InformationGovernanceOfficer });

    /// <summary>Whether a number of the brake holds whoever has these roles.</summary>
    public static bool Holds(PolicyNumber number, IReadOnlySet<Role> roles) =>
        number == BrakeNumbers.Shown ? roles.Any(Roles.NamingPeople.Contains) : BrakeNumbers.RoleOf(number) is { } role && roles.Contains(role);
}

/// <summary>Sets security numbers: by governance, and never one's own brake upwards.</summary>
public static class SetSecurityNumbers
{
    private const string Source = "ASVS 5.0, 2.3.5 and 2.4.1: whoever is held back does not raise the limit";

    public static Rule NobodyRaisesTheirOwnLimit(PolicyNumber number, IReadOnlySet<Role> roles, int now, int wanted) =>
        new($"{number.Words}: this holds you back, so somebody whom it does not hold raises it, such as an administrator", Source, wanted <= now || !SecurityNumbers.Holds(number, roles));

    public static async Task DoAsync(Db db, IReadOnlySet<Role> roles, IReadOnlyDictionary<PolicyNumber, int> wanted, CancellationToken cancel = default)
    {
        var changed = new Dictionary<string, int>();
        foreach (var (number, value) in wanted)
        {
            var now = await db.NumberAsync(number, cancel);
            if (now == value)
                continue;
            new Rule("This number is for information governance to set", Source, SecurityNumbers.Of(roles).Contains(number)).Check();
            NobodyRaisesTheirOwnLimit(number, roles, now, value).Check();
            await db.SetNumberAsync(number, value, cancel);
            changed[number.Key] = value;
        }

        if (changed.Count > 0)
            await db.ProcessAsync("change-numbers", null, null, null, [], changed);
    }
}
