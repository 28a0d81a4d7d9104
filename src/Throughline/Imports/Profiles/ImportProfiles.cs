namespace Throughline.Imports.Profiles;

/// <summary>Every kind of extract the program can take in.</summary>
internal static class ImportProfiles
{
    public static IReadOnlyList<Profile> All { get; } =
    [
        PoliceProfiles.KnownPeople(),
        PoliceProfiles.Events(),
        PoliceProfiles.OpenCrime(),
        ProbationProfiles.Cases(),
        ProbationProfiles.Scores(),
        CustodyAndServiceProfiles.PrisonSpells(),
        CustodyAndServiceProfiles.DrugService(),
        CustodyAndServiceProfiles.Tags(),
        ReferenceProfiles.HomeOfficeCodes(),
        ReferenceProfiles.CjsCodes(),
        ReferenceProfiles.Weights(),
        ResearchProfiles.GeorgiaParole(),
    ];

    /// <summary>The profile of that name in its newest version, or null.</summary>
    public static Profile? Find(string name) => All.LastOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The profile of that name in that version, or null; for files that were checked before a change.</summary>
    public static Profile? Find(string name, int version) => All.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && p.Version == version);
}
