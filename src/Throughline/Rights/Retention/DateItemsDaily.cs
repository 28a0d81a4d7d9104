using Microsoft.Extensions.Logging;
using Npgsql;
using Throughline.Access.Keeping;

namespace Throughline.Rights.Retention;

/// <summary>
/// That review dates are worked out anew: a rule begins on its day, and a new event begins a clear period anew, without anybody's saving anything.
/// </summary>
internal sealed class DateItemsDaily(NpgsqlDataSource source, TimeProvider clock, ILogger<DateItemsDaily> log)
    : AskedDaily(RetentionJob.JobName, AdvisoryLock, TimeSpan.FromMinutes(2), source, clock, log)
{
    private const long AdvisoryLock = 0x64617465; // "date"

    public static Task<int> AskAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancel) => AskAsync(RetentionJob.JobName, AdvisoryLock, source, now, cancel);
}
