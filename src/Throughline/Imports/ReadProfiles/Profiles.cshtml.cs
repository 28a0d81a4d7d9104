using Throughline.Access;
using Throughline.Imports.Profiles;

namespace Throughline.Imports.ReadProfiles;

[Allow]
[RecordsLooks("shows the kinds of file; nobody")]
public sealed class ProfilesModel : ThroughlinePage
{
    internal IReadOnlyList<Profile> All => ImportProfiles.All;

    public void OnGet()
    {
    }
}
