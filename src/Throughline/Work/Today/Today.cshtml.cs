using Throughline.Access;

namespace Throughline.Work.Today;

[Allow]
[RecordsLooks("lists record the people they show")]
public sealed class TodayModel : ThroughlinePage
{
    public Task OnGetAsync() => LoadAsync();
}
