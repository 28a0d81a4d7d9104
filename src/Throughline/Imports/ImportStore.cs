using System.Security.Cryptography;
using System.Text.Json;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Imports;

/// <summary>What the sender chose for one file.</summary>
public sealed record ImportChoices
{
    /// <summary>A saved or shipped mapping, as JSON; null when the file has our own column names.</summary>
    public string? Mapping { get; init; }

    /// <summary>Values that every row has, by our column name.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();

    public bool WithdrawConfirmed { get; init; }

    public static ImportChoices Read(string json) => JsonSerializer.Deserialize<ImportChoices>(json) ?? new ImportChoices();

    public string Write() => JsonSerializer.Serialize(this);
}

/// <summary>Imports and their files, as rows. The file itself stays only until it has been taken in.</summary>
internal static class ImportStore
{
    private const int ChunkBytes = 4 << 20;

    /// <summary>An agency's extracts are its own business: it sees the files it answers for, and whoever sent a file for it sees that one.</summary>
    private const string Mine = "(acts_as_service() or i.agency_id = current_agency() or i.asked_by = current_actor())";

    public static async Task<ImportRow?> FindAsync(Db db, Guid id, CancellationToken cancel = default) =>
        await db.FirstAsync<ImportRow>($"select {ImportRow.Columns} from {ImportRow.From} where i.id = @id and {Mine}", new { id }, cancel);

    public static Task<IReadOnlyList<ImportRow>> NewestAsync(Db db, int page, int size) =>
        db.ListAsync<ImportRow>($"select {ImportRow.Columns} from {ImportRow.From} where {Mine} order by i.asked_at desc, i.id desc limit @size offset @skip", new { size, skip = (page - 1) * size });

    public static Task<int> CountAsync(Db db) => db.ValueAsync<int>($"select count(*)::int from import i where {Mine}");

    /// <summary>Writes down that a file has come. Its bytes are kept in chunks when it will be taken in by a job, on whichever node.</summary>
    public static async Task<Guid> ReceiveAsync(
        Db db, Profile profile, AgencyId agency, string fileName, Stream content, DateOnly asOf, bool dryRun, ImportChoices choices, bool keepFile, CancellationToken cancel = default)
    {
        var act = db.Act;
        var id = Guid.CreateVersion7(act.At);
        await db.ExecuteAsync(
            """
            insert into import (id, partnership_id, agency_id, profile, profile_version, file_name, sha256, bytes, mode, as_of, dry_run, options, state, asked_by, asked_at)
            values (@id, @partnership, @agency, @profile, @version, @fileName, '', 0, @mode, @asOf, @dryRun, @options::jsonb, 'waiting', @user, @at)
            """,
            new { id, partnership = act.Partnership, agency, profile = profile.Name, version = profile.Version, fileName = SentName.Of(fileName), mode = profile.Mode == ImportMode.Snapshot && profile.AboutPeople ? "snapshot" : "delta", asOf, dryRun, options = choices.Write(), user = act.User, at = act.At }, cancel);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ChunkBytes];
        var (bytes, number) = (0L, 0);
        int got;
        while ((got = await content.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, cancel)) > 0)
        {
            hash.AppendData(buffer, 0, got);
            bytes += got;
            if (keepFile)
                await db.ExecuteAsync("insert into import_chunk (import_id, partnership_id, number, content) values (@id, @partnership, @number, @content)", new { id, partnership = act.Partnership, number = number++, content = buffer.AsSpan(0, got).ToArray() }, cancel);
        }

        await db.ExecuteAsync("update import set sha256 = @sha, bytes = @bytes where id = @id", new { id, sha = Convert.ToHexStringLower(hash.GetHashAndReset()), bytes }, cancel);
        return id;
    }

    /// <summary>The file of an import, one chunk in memory at a time.</summary>
    public static Stream Open(Func<Db> newDb, Act act, Guid import) => new ChunkStream(newDb, act, import);

    private sealed class ChunkStream(Func<Db> newDb, Act act, Guid import) : Stream
    {
        private byte[] chunk = [];
        private int at;
        private int next;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (at == chunk.Length && !Fetch())
                return 0;
            var count = Math.Min(buffer.Length, chunk.Length - at);
            chunk.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return count;
        }

        private bool Fetch()
        {
            chunk = Task.Run(FetchAsync).GetAwaiter().GetResult();
            at = 0;
            return chunk.Length > 0;
        }

        private async Task<byte[]> FetchAsync()
        {
            await using var db = newDb();
            await db.BeginAsync(act);
            return await db.FirstAsync<byte[]>("select content from import_chunk where import_id = @import and number = @number", new { import, number = next++ }) ?? [];
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
