using System.Text.Json;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Brake;

/// <summary>How many different people somebody may open.</summary>
public sealed record BrakeLimit(int InAnHour, int InADay);

/// <summary>The numbers of the brake, for each role that reads names. Whoever has several roles has the highest of them.</summary>
public static class BrakeNumbers
{
    private const string Source = "ASVS 5.0, 2.4.1 and security reference 5.8 ask for a limit on opened records; the figure is the partnership's choice";

    /// <summary>More than anybody reads: a number above it would be no brake.</summary>
    public const int MostInAnHour = 1_000;

    public const int MostInADay = 5_000;

    /// <summary>Roles that answer for the whole cohort, and so take it out as a file.</summary>
    private static readonly Role[] Whole = [Role.Coordinator, Role.Chair, Role.Analyst, Role.InformationGovernanceOfficer];

    private static readonly IReadOnlyDictionary<Role, (PolicyNumber Hour, PolicyNumber Day)> OfRole = Roles.NamingPeople.ToDictionary(role => role, role => (
        new PolicyNumber("brake.hour." + role.Code(), $"People opened in an hour at most: {role.Words()}", Whole.Contains(role) ? 300 : 60, "people", Source, 5, MostInAnHour),
        new PolicyNumber("brake.day." + role.Code(), $"People opened in a day at most: {role.Words()}", Whole.Contains(role) ? 1000 : 250, "people", Source, 5, MostInADay)));

    /// <summary>Lists are work, and so is searching; going through every page of everything is not.</summary>
    public static readonly PolicyNumber Shown = new("brake.shown", "Different people shown to one user in a day at most, lists and searches too", 5_000, "people", Source, 500, 20_000);

    public static readonly IReadOnlyList<PolicyNumber> All = [.. OfRole.Values.SelectMany(pair => new[] { pair.Hour, pair.Day }), Shown];

    /// <summary>The role whose number it is; null of a number that holds for everybody.</summary>
    public static Role? RoleOf(PolicyNumber number) => OfRole.Where(pair => pair.Value.Hour == number || pair.Value.Day == number).Select(pair => (Role?)pair.Key).FirstOrDefault();

    public static PolicyNumber HourOf(Role role) => OfRole[role].Hour;

    public static PolicyNumber DayOf(Role role) => OfRole[role].Day;

    /// <summary>The limit of somebody with these roles; null when none of them reads names, and so nothing can be opened.</summary>
    public static async Task<BrakeLimit?> LimitAsync(Db db, IEnumerable<Role> roles, CancellationToken cancel = default)
    {
        var numbers = roles.Where(OfRole.ContainsKey).Select(role => OfRole[role]).ToList();
        if (numbers.Count == 0)
            return null;
        var json = await db.FirstAsync<string>("select (settings -> 'numbers')::text from partnership where id = @partnership", new { partnership = db.Act.Partnership }, cancel);
        var own = json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json) ?? [];
        int Value(PolicyNumber number) => own.TryGetValue(number.Key, out var value) && value.TryGetInt32(out var set) ? Math.Min(set, number.Most) : number.Default;
        return new BrakeLimit(numbers.Max(pair => Value(pair.Hour)), numbers.Max(pair => Value(pair.Day)));
    }
}
