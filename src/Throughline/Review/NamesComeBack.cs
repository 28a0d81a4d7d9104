using Throughline.Imports;
using Throughline.Platform.Database;

namespace Throughline.Review;

/// <summary>When a file brings new information about somebody on the dormant list, their name comes back to be screened [004 3.1].</summary>
internal sealed class NamesComeBack : IAfterTakeIn
{
    public async Task AfterAsync(Db db, DateTimeOffset receivedAt, CancellationToken cancel) => await ReturnFromDormant.RunAsync(db, receivedAt, cancel);
}
