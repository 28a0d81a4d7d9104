using Throughline.Platform.Database;

namespace Throughline.Platform.Jobs;

/// <summary>Work too long for a request. It runs under the act of whoever asked, can be started again after a kill, and says how far it is.</summary>
public interface IJob
{
    string Name { get; }

    Task RunAsync(JobContext context, CancellationToken cancel);
}

/// <summary>What a running job is given.</summary>
/// <param name="Subject">What it is about: an import, a scoring run.</param>
/// <param name="Progress">Says how far it is: done, of how many when known, and in words.</param>
public sealed record JobContext(Guid JobId, Act Act, Guid? Subject, Func<Db> NewDb, Func<long, long?, string, Task> Progress);

/// <summary>Asks for jobs. The row is written in the asker's own transaction: no act, no job.</summary>
public static class JobQueue
{
    public static async Task<Guid> AskAsync(this Db db, string job, Guid? subject, CancellationToken cancel = default)
    {
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            "insert into job_run (id, partnership_id, name, subject_id, asked_by, asked_at, state) values (@id, @partnership, @job, @subject, @user, @at, 'waiting')",
            new { id, partnership = db.Act.Partnership, job, subject, user = db.Act.User, at = db.Act.At }, cancel);
        return id;
    }
}
