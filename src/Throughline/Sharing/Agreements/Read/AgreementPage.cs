using Microsoft.AspNetCore.Mvc;

namespace Throughline.Sharing.Agreements.Read;

/// <summary>A page about one version of an agreement.</summary>
public abstract class AgreementPage : SharingPage
{
    [FromRoute(Name = "id")]
    public Guid Id { get; init; }

    /// <summary>What the form was filled in upon; somebody else's change since then is a conflict.</summary>
    [BindProperty]
    public int? Revision { get; set; }

    public Agreement Agreement { get; private set; } = null!;

    public IReadOnlyList<Party> Parties { get; private set; } = [];

    public IReadOnlyDictionary<string, Gateway> Gateways { get; private set; } = new Dictionary<string, Gateway>();

    public Party? Mine => Parties.FirstOrDefault(party => party.AgencyId == Viewer.Agency);

    public bool IsOwn => Agreement.IsFor(Viewer.Partnership);

    public AgreementState State => Agreement.StateOn(Today);

    public string Title => $"{Agreement.Name}, version {Agreement.Version}";

    public override async Task LoadAsync()
    {
        Agreement = await Agreement.FindAsync(Db, Id);
        Parties = await Party.OfAsync(Db, Id);
        Gateways = (await Gateway.AllAsync(Db)).ToDictionary(gateway => gateway.Code);
        Revision ??= Agreement.Revision;
    }
}
