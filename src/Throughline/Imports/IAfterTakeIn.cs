using Throughline.Platform.Database;

namespace Throughline.Imports;

/// <summary>What a stage above does when a file has been taken in, in the same transaction: a name on the dormant list comes back.</summary>
public interface IAfterTakeIn
{
    /// <param name="receivedAt">The instant that the new items carry.</param>
    Task AfterAsync(Db db, DateTimeOffset receivedAt, CancellationToken cancel);
}
