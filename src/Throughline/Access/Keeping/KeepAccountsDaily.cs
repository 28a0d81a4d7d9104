using Microsoft.Extensions.Logging;
using Npgsql;

namespace Throughline.Access.Keeping;

/// <summary>That accounts are kept: what has expired is refused anyway, and is written down once a day.</summary>
internal sealed class KeepAccountsDaily(NpgsqlDataSource source, TimeProvider clock, ILogger<KeepAccountsDaily> log)
    : AskedDaily(KeepAccountsJob.JobName, AdvisoryLock, TimeSpan.FromMinutes(1), source, clock, log)
{
    private const long AdvisoryLock = 0x6B656570; // "keep"

    public static Task<int> AskAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancel) => AskAsync(KeepAccountsJob.JobName, AdvisoryLock, source, now, cancel);
}
