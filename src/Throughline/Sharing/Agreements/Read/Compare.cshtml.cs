using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;

namespace Throughline.Sharing.Agreements.Read;

/// <summary>Two versions of one agreement: what is added, removed, widened and narrowed.</summary>
[Allow(Role.Coordinator, Role.StrategicLead, Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class CompareModel : AgreementPage
{
    [FromQuery(Name = "with")]
    public Guid? With { get; init; }

    public IReadOnlyList<Agreement> Versions { get; private set; } = [];

    public Agreement Other { get; private set; } = null!;

    public Sight Sight { get; private set; } = new([]);

    public IReadOnlyList<string> Joined { get; private set; } = [];

    public IReadOnlyList<string> Gone { get; private set; } = [];

    public IReadOnlyList<(Change Kind, string Title)> Kinds { get; } =
        [(Change.Added, "Added"), (Change.Removed, "Removed"), (Change.Widened, "Widened"), (Change.Narrowed, "Narrowed"), (Change.Otherwise, "Wider for some and narrower for others"), (Change.Terms, "On other terms: another power or condition")];

    public string NameOf(AgencyId agency) => Sight.Agencies.First(seen => seen.Agency == agency).Name;

    public override async Task LoadAsync()
    {
        await base.LoadAsync();
        Versions = await Agreement.VersionsAsync(Db, Agreement.SeriesId);
        // without a choice, the version before this one, or this one where it is the first
        Other = With is { } with ? Versions.FirstOrDefault(version => version.Id == with) ?? throw new NotThere("The version")
            : Versions.FirstOrDefault(version => version.Version < Agreement.Version) ?? Agreement;
        ViewData["Title"] = $"{Agreement.Name}: versions {Other.Version} and {Agreement.Version}";
        Sight = await SightOf.BetweenAsync(Db, Other, Agreement, Viewer.Partnership);
        var before = await Party.OfAsync(Db, Other.Id);
        Joined = [.. Parties.Select(party => party.Name).Except(before.Select(party => party.Name))];
        Gone = [.. before.Select(party => party.Name).Except(Parties.Select(party => party.Name))];
    }

    public Task OnGetAsync() => LoadAsync();
}
