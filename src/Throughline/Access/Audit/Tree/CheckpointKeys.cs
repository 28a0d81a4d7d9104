using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Throughline.Platform.Database;

namespace Throughline.Access.Audit.Tree;

/// <summary>
/// The installation's signing key. Its private half is kept in the database, encrypted by the house's data protection, so that any node can sign; it is
/// replaced each year, and the old key signs the new one before its private half is destroyed.
/// </summary>
internal sealed class CheckpointKeys(IDataProtectionProvider protection)
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(365);

    private const string Columns = "id, public_key, created_at, retired_at, endorsed_by, endorsement";

    private readonly IDataProtector protector = protection.CreateProtector("audit checkpoint key");

    public static Task<IReadOnlyList<CheckpointKey>> ListAsync(Db db, CancellationToken cancel = default) =>
        db.ListAsync<CheckpointKey>($"select {Columns} from audit_key order by created_at, id", cancel: cancel);

    /// <summary>The key to sign with: made when there is none, replaced when it is a year old or when asked.</summary>
    public async Task<(string Id, ECDsa Key)> CurrentAsync(Db db, bool rotate = false, CancellationToken cancel = default)
    {
        await db.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('audit key', 0))", cancel: cancel);
        var stored = await db.FirstAsync<Private>("select id, private_key, created_at from audit_key where retired_at is null order by created_at desc limit 1", cancel: cancel);
        var current = stored?.PrivateKey is null ? null : Open(stored.PrivateKey);
        if (stored is not null && current is not null && !rotate && db.Act.At - stored.CreatedAt < Life)
            return (stored.Id, current);
        return await ReplaceAsync(db, stored?.Id, current, cancel);
    }

    private async Task<(string Id, ECDsa Key)> ReplaceAsync(Db db, string? oldId, ECDsa? old, CancellationToken cancel)
    {
        var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = fresh.ExportSubjectPublicKeyInfo();
        var id = CheckpointKey.IdOf(publicKey);
        // a key that can no longer be opened cannot endorse its successor: partners then see a key that nobody vouches for, and ask
        var endorsement = old?.SignData(publicKey, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        await db.ExecuteAsync(
            "insert into audit_key (id, public_key, private_key, created_at, endorsed_by, endorsement) values (@id, @publicKey, @privateKey, @at, @endorsedBy, @endorsement)",
            new { id, publicKey, privateKey = protector.Protect(Convert.ToBase64String(fresh.ExportPkcs8PrivateKey())), at = db.Act.At, endorsedBy = endorsement is null ? null : oldId, endorsement }, cancel);
        await db.ExecuteAsync("update audit_key set retired_at = @at, private_key = null where id <> @id and retired_at is null", new { id, at = db.Act.At }, cancel);
        old?.Dispose();
        return (id, fresh);
    }

    private ECDsa? Open(string kept)
    {
        try
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(protector.Unprotect(kept)), out _);
            return key;
        }
        catch (CryptographicException)
        {
            return null; // the data-protection key that closed it is gone, or somebody wrote over it
        }
    }

    private sealed class Private
    {
        public required string Id { get; init; }

        public string? PrivateKey { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }
    }
}
