using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Audit.Tree;

/// <summary>
/// Keeps every partnership's tree while the program runs: gives entries their place every two seconds, looks for unusual uses and signs checkpoints when they are due. Every node runs
/// one; a partnership is worked on by one at a time.
/// </summary>
internal sealed partial class AuditKeeper(NpgsqlDataSource source, CheckpointKeys keys, TimeProvider clock, ILogger<AuditKeeper> log) : BackgroundService
{
    /// <summary>A committed entry has its place within this much, when the program and the database run: the stated bound is ten times as long.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <summary>Unusual uses are looked for this often.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(5);

    private DateTimeOffset? looked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // a program that has just started has better things to do than to look for unusual uses
        looked = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Rest, stoppingToken);
                await RoundAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                CannotKeep(exception); // the entries stay in their queue; the next round tries again
            }
        }
    }

    /// <summary>Seals everything that waits, in every partnership. What cannot be done in one keeps nothing from being done in the others.</summary>
    public async Task RoundAsync(CancellationToken cancel = default)
    {
        var mayLook = looked is null || clock.GetUtcNow() - looked >= LookEvery;
        foreach (var partnership in await PartnershipsAsync(cancel))
        {
            await TryAsync("sealing", partnership, async () =>
            {
                while (await InAsync(partnership, db => SealEntries.DoAsync(db, cancel: cancel), cancel) == SealEntries.Batch)
                {
                }
            });
            await TryAsync("checkpoint", partnership, () => InAsync(partnership, async db => await MakeCheckpoint.IsDueAsync(db, cancel) ? await MakeCheckpoint.DoAsync(db, keys, cancel: cancel) : null, cancel));
            await TryAsync("unusual uses", partnership, async () =>
            {
                while (mayLook && await InAsync(partnership, db => Unusual.FindUnusual.DoAsync(db, cancel), cancel))
                {
                }
            });
        }

        if (mayLook)
            looked = clock.GetUtcNow();
    }

    private async Task TryAsync(string what, PartnershipId partnership, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            CannotKeepOne(exception, what, partnership.Value); // the entries stay in their queue; the next round tries again
        }
    }

    private async Task<IReadOnlyList<PartnershipId>> PartnershipsAsync(CancellationToken cancel)
    {
        await using var db = new Db(source);
        await db.BeginForNobodyAsync(cancel);
        return await db.ListAsync<PartnershipId>("select id from partnership order by id", cancel: cancel);
    }

    /// <summary>Sealing looks at nobody and writes about nobody: it acts for the partnership and as no user.</summary>
    private async Task<T> InAsync<T>(PartnershipId partnership, Func<Db, Task<T>> what, CancellationToken cancel)
    {
        await using var db = new Db(source);
        await db.BeginAsync(new Act(default, default, partnership, "audit tree", clock.GetUtcNow(), IsService: true), cancel);
        var result = await what(db);
        await db.CommitAsync(cancel);
        return result;
    }

    [LoggerMessage(LogLevel.Error, "The audit's tree could not be kept up; its entries wait, and it is tried again")]
    private partial void CannotKeep(Exception exception);

    [LoggerMessage(LogLevel.Error, "The audit could not be kept up ({What}, partnership {Partnership}); its entries wait, and it is tried again")]
    private partial void CannotKeepOne(Exception exception, string what, Guid partnership);
}
