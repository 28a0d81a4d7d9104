namespace Throughline.Sharing.Agreements;

/// <summary>The kinds of agency that may be party to an agreement, with their words.</summary>
public static class AgencyTypes
{
    /// <param name="Code">As the table of agencies has it.</param>
    /// <param name="One">"police force".</param>
    /// <param name="Many">"police".</param>
    public sealed record AgencyType(string Code, string One, string Many);

    public static readonly IReadOnlyList<AgencyType> All =
    [
        new("police", "police force", "police"),
        new("probation", "probation service", "probation"),
        new("prison", "prison", "prisons"),
        new("youth-offending-team", "youth offending team", "youth offending teams"),
        new("council", "council", "councils"),
        new("drug-service", "drug service", "drug services"),
        new("housing", "housing provider", "housing providers"),
        new("job-centre", "job centre", "job centres"),
        new("charity", "charity", "charities"),
        new("electronic-monitoring", "monitoring company", "monitoring companies"),
    ];

    /// <summary>These run the program or study it; they are party to nothing.</summary>
    public static readonly IReadOnlyList<string> NeverParties = ["system", "research"];

    /// <summary>"police", "charities".</summary>
    public static string Many(string code) => Find(code)?.Many ?? code;

    /// <summary>"police force", "charity".</summary>
    public static string One(string code) => Find(code)?.One ?? (code == "research" ? "research body" : code);

    public static bool Exists(string code) => Find(code) is not null;

    /// <summary>The law under which an agency of a kind handles what it holds: competent authorities are listed in Schedule 7 of the Data Protection Act 2018.</summary>
    public static string RegimeOf(string code) => code is "police" or "probation" or "prison" or "youth-offending-team" or "electronic-monitoring" ? "part-3" : "uk-gdpr";

    public static string RegimeWords(string regime) => regime == "part-3" ? "Data Protection Act 2018 Part 3 (law enforcement)" : "UK GDPR";

    private static AgencyType? Find(string code) => All.FirstOrDefault(type => type.Code == code);
}
