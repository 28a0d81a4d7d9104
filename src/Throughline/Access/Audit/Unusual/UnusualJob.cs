using Throughline.Platform.Jobs;

namespace Throughline.Access.Audit.Unusual;

/// <summary>Looks for unusual uses now: the keeper does it every few minutes by itself.</summary>
internal sealed class UnusualJob : IJob
{
    public string Name => "audit-unusual";

    public async Task RunAsync(JobContext context, CancellationToken cancel)
    {
        var more = true;
        while (more)
        {
            await using var db = context.NewDb();
            await db.BeginAsync(context.Act with { IsService = true }, cancel);
            while (await Tree.SealEntries.DoAsync(db, cancel: cancel) == Tree.SealEntries.Batch)
            {
            }

            more = await FindUnusual.DoAsync(db, cancel);
            await db.CommitAsync(cancel);
        }

        await using var after = context.NewDb();
        await after.BeginAsync(context.Act with { IsService = true }, cancel);
        var waiting = await Alerts.CountAsync(after, "new", null, cancel);
        await after.CommitAsync(cancel);
        await context.Progress(waiting, waiting, $"{waiting} wait for a review.");
    }
}
