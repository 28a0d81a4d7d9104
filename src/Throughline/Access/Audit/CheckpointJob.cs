using Throughline.Access.Audit.Tree;
using Throughline.Platform.Jobs;

namespace Throughline.Access.Audit;

/// <summary>Signs a checkpoint now: the keeper does it each day by itself.</summary>
internal sealed class CheckpointJob(CheckpointKeys keys) : IJob
{
    public string Name => "audit-checkpoint";

    public async Task RunAsync(JobContext context, CancellationToken cancel)
    {
        await using var db = context.NewDb();
        await db.BeginAsync(context.Act with { IsService = true }, cancel);
        var made = await MakeCheckpoint.DoAsync(db, keys, cancel: cancel);
        await db.CommitAsync(cancel);
        await context.Progress(made.Size, made.Size, $"Signed: {made.Size} entries.");
    }
}
