using Throughline.Platform;
using Throughline.Sharing;

namespace Throughline.People.SharingPages;

/// <summary>What a page of the record says below itself of what the viewer may know of, and not see.</summary>
public sealed record GlimpseList(PersonId Person, IReadOnlyList<Glimpse> Glimpses, bool MayAsk)
{
    /// <summary>As many summary lines of one agency and category as a page bears.</summary>
    public const int Most = 20;

    public IEnumerable<IGrouping<(AgencyId Owner, string Category), Glimpse>> ByOwner => Glimpses.GroupBy(glimpse => (glimpse.OwnerAgencyId, glimpse.Category));
}
