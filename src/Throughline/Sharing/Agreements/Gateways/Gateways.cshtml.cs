using Throughline.Access;
using Throughline.Sharing.Agreements.Read;

namespace Throughline.Sharing.Agreements.Gateways;

[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class GatewaysModel : SharingPage
{
    public IReadOnlyList<Gateway> Gateways { get; private set; } = [];

    /// <summary>The latest of each gateway.</summary>
    public IReadOnlyDictionary<string, SignOff> SignOffs { get; private set; } = new Dictionary<string, SignOff>();

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Gateways";
        Gateways = await Gateway.AllAsync(Db);
        SignOffs = (await SignOff.ListAsync(Db)).GroupBy(signed => signed.Gateway).ToDictionary(group => group.Key, group => group.First());
    }

    public Task OnGetAsync() => LoadAsync();
}

/// <summary>How the table of gateways is said.</summary>
internal static class GatewayWords
{
    public static string Kind(string kind) => kind switch
    {
        "clause" => "Standing clauses",
        "case-by-case" => "One disclosure at a time",
        "figures-only" => "Figures that identify nobody",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of gateway."),
    };

    public static string Types(string[]? types) => types is null ? "any agency" : ClauseWords.And([.. types.Select(AgencyTypes.Many)]);
}
