using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Audit.Tree;

/// <summary>Signs what a partnership's tree is now, for its agencies to keep.</summary>
internal static class MakeCheckpoint
{
    public static readonly PolicyNumber Every = new(
        "audit.checkpoint-hours", "A signed checkpoint of the audit is made for the partner agencies every", 24, "hours", "Daily; entries after the newest copy that a partner holds are protected by the database alone", 1, 168);

    /// <summary>Seals what waits, then signs. The time is kept to the microsecond, as the database keeps it.</summary>
    public static async Task<Checkpoint> DoAsync(Db db, CheckpointKeys keys, bool rotate = false, CancellationToken cancel = default)
    {
        while (await SealEntries.DoAsync(db, cancel: cancel) == SealEntries.Batch)
        {
        }

        var head = await SealEntries.HeadAsync(db, cancel);
        var (id, key) = await keys.CurrentAsync(db, rotate, cancel);
        using (key)
        {
            var checkpoint = new Checkpoint
            {
                Partnership = db.Act.Partnership.Value,
                PartnershipCode = await db.ValueAsync<string>("select code from partnership where id = @partnership", new { partnership = db.Act.Partnership }, cancel),
                Size = head.Size,
                Root = head.Root,
                At = new DateTimeOffset(db.Act.At.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero),
                Key = id,
            }.Sign(key);
            await db.ExecuteAsync(
                "insert into audit_checkpoint (partnership_id, at, tree_size, root_hash, key_id, body, signature) values (@Partnership, @At, @Size, @Root, @Key, @Body, @Signature) on conflict do nothing",
                new { checkpoint.Partnership, checkpoint.At, checkpoint.Size, checkpoint.Root, checkpoint.Key, checkpoint.Body, checkpoint.Signature }, cancel);
            return checkpoint;
        }
    }

    public static async Task<bool> IsDueAsync(Db db, CancellationToken cancel = default)
    {
        var last = await db.FirstAsync<DateTimeOffset?>("select at from audit_checkpoint where partnership_id = @partnership order by number desc limit 1", new { partnership = db.Act.Partnership }, cancel);
        if (last is null)
            return (await SealEntries.HeadAsync(db, cancel)).Size > 0;
        // a clock set back would otherwise keep the next one waiting until it is where it was
        return db.Act.At < last || db.Act.At - last >= TimeSpan.FromHours(await db.NumberAsync(Every, cancel));
    }

    /// <summary>The partnership's checkpoints, the oldest first, with the keys that signed them.</summary>
    public static async Task<CheckpointFile> FileAsync(Db db, CancellationToken cancel = default)
    {
        var rows = await db.ListAsync<Row>("select body, signature from audit_checkpoint where partnership_id = @partnership order by number", new { partnership = db.Act.Partnership }, cancel);
        return new CheckpointFile(await CheckpointKeys.ListAsync(db, cancel), [.. rows.Select(row => Checkpoint.Parse(row.Body, row.Signature)).OfType<Checkpoint>()]);
    }

    private sealed class Row
    {
        public required string Body { get; init; }

        public required byte[] Signature { get; init; }
    }
}
