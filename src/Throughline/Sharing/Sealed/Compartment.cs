using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.Sealed;

/// <summary>What a sealed entry says. For a victim: who, how to reach them, what they wish. For a protected address: where, for whom.</summary>
public sealed record SealedWords(string Who, string Where, string Wishes);

public sealed record SealedEntry(Guid Id, SealedWords Words, string RecordedBy, DateTimeOffset ReceivedAt, DateOnly ReviewOn);

/// <summary>One of the two compartments that no agreement reaches: who the victim is, and where a protected person lives.</summary>
public sealed record Compartment(string Code, string Category, string Name, string Table, string WhoLabel, string WhereLabel, string WishesLabel)
{
    public static readonly Compartment Victim = new("victim", "victim", "Victim", "sealed.victim", "Who the victim is", "How to reach them", "What they wish to be told, and what keeps them safe");

    public static readonly Compartment ProtectedAddress = new("protected-address", "protected address", "Protected address", "sealed.protected_address", "Whose address it is", "The address", "What keeps it safe");

    public static readonly IReadOnlyList<Compartment> All = [Victim, ProtectedAddress];

    public static Compartment? Find(string? code) => All.FirstOrDefault(c => c.Code == code);
}

/// <summary>
/// Reads and writes sealed entries: encrypted with AES-256-GCM under the compartment's own key, bound to partnership, person and
/// row, so that a row copied elsewhere does not open. The keys lie wrapped by the installation's data protection.
/// </summary>
internal sealed class SealedEntries(Db db, IDataProtectionProvider protection)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public Task<bool> HoldsAsync(Compartment compartment) => db.ValueAsync<bool>("select sealed.holds(@Category)", new { compartment.Category });

    public async Task<IReadOnlyList<SealedEntry>> ListAsync(Compartment compartment, PersonId person)
    {
        var rows = await db.UnsealedAsync(() => db.ListAsync<Row>($"select id, key_id, nonce, content, recorded_by, received_at, review_on from {compartment.Table} where person_id = @person and withdrawn_at is null order by received_at desc, id", new { person }));
        var entries = new List<SealedEntry>();
        foreach (var row in rows)
        {
            var key = await KeyAsync(row.KeyId, compartment);
            var by = await db.FirstAsync<string>("select full_name from app_user where id = @RecordedBy", new { row.RecordedBy });
            entries.Add(new(row.Id, Open(row, key, compartment, person), by ?? "", row.ReceivedAt, row.ReviewOn));
        }

        return entries;
    }

    public async Task<Guid> AddAsync(Compartment compartment, PersonId person, SealedWords words)
    {
        new Rule($"Say {compartment.WhoLabel.ToLowerInvariant()}", "A sealed entry is about somebody", !string.IsNullOrWhiteSpace(words.Who)).Check();
        var (key, bytes) = await NewestKeyAsync(compartment);
        var id = Guid.CreateVersion7(db.Act.At);
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var plain = JsonSerializer.SerializeToUtf8Bytes(words);
        var content = new byte[plain.Length + TagBytes];
        using (var gcm = new AesGcm(bytes, TagBytes))
            gcm.Encrypt(nonce, plain, content.AsSpan(0, plain.Length), content.AsSpan(plain.Length), Bound(compartment, person, id));
        var agency = await db.FirstAsync<Keeping>("select regime, usual_gateway(id) as gateway, next_review(id, @Category, @On) as review_on from agency where id = @Agency", new { compartment.Category, db.Act.On, db.Act.Agency });
        await db.UnsealedAsync(() => db.ExecuteAsync(
            $"""
            insert into {compartment.Table} (id, partnership_id, person_id, owner_agency_id, recorded_by, received_at, regime, gateway, review_on, key_id, nonce, content)
            values (@id, @Partnership, @person, @Agency, @User, @At, @Regime, @Gateway, @ReviewOn, @key, @nonce, @content)
            """, new { id, db.Act.Partnership, person, db.Act.Agency, db.Act.User, db.Act.At, agency!.Regime, agency.Gateway, agency.ReviewOn, key, nonce, content }));
        await db.AuditAsync(AuditOperation.Collection, [person], [compartment.Category], $"sealed entry {id}", null);
        return id;
    }

    public async Task WithdrawAsync(Compartment compartment, PersonId person, Guid entry, string? because)
    {
        new Rule("Say why the entry is withdrawn", "History by new rows", !string.IsNullOrWhiteSpace(because)).Check();
        var done = await db.UnsealedAsync(() => db.ExecuteAsync(
            $"update {compartment.Table} set withdrawn_at = @At, withdrawn_by = @User, withdrawn_because = @because where id = @entry and person_id = @person and withdrawn_at is null",
            new { db.Act.At, db.Act.User, because = because!.Trim(), entry, person }));
        if (done == 0)
            throw new NotThere("The entry");
        await db.AuditAsync(AuditOperation.Alteration, [person], [compartment.Category], $"sealed entry {entry} withdrawn", null);
    }

    private byte[] Bound(Compartment compartment, PersonId person, Guid id) => Encoding.UTF8.GetBytes($"{db.Act.Partnership}/{compartment.Category}/{person}/{id}");

    private SealedWords Open(Row row, byte[] key, Compartment compartment, PersonId person)
    {
        var plain = new byte[row.Content.Length - TagBytes];
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Decrypt(row.Nonce, row.Content.AsSpan(0, plain.Length), row.Content.AsSpan(plain.Length), plain, Bound(compartment, person, row.Id));
        return JsonSerializer.Deserialize<SealedWords>(plain) ?? throw new CryptographicException("A sealed entry does not open.");
    }

    private IDataProtector Wrapping(Compartment compartment) => protection.CreateProtector("Throughline.Sealed", compartment.Category);

    private async Task<byte[]> KeyAsync(Guid id, Compartment compartment)
    {
        var wrapped = await db.UnsealedAsync(() => db.FirstAsync<string>("select wrapped from sealed.compartment_key where id = @id", new { id })) ?? throw new CryptographicException("The key of a sealed entry is gone.");
        return Wrapping(compartment).Unprotect(Convert.FromBase64String(wrapped));
    }

    private async Task<(Guid Id, byte[] Key)> NewestKeyAsync(Compartment compartment)
    {
        var newest = await db.UnsealedAsync(() => db.FirstAsync<Guid?>("select id from sealed.compartment_key where compartment = @Category and retired_at is null order by made_at desc limit 1", new { compartment.Category }));
        if (newest is { } found)
            return (found, await KeyAsync(found, compartment));
        var (id, key) = (Guid.CreateVersion7(db.Act.At), RandomNumberGenerator.GetBytes(32));
        await db.UnsealedAsync(() => db.ExecuteAsync("insert into sealed.compartment_key (id, compartment, wrapped, made_at) values (@id, @Category, @wrapped, @At)",
            new { id, compartment.Category, wrapped = Convert.ToBase64String(Wrapping(compartment).Protect(key)), db.Act.At }));
        return (id, key);
    }

    private sealed class Row
    {
        public required Guid Id { get; init; }

        public required Guid KeyId { get; init; }

        public required byte[] Nonce { get; init; }

        public required byte[] Content { get; init; }

        public required UserId RecordedBy { get; init; }

        public required DateTimeOffset ReceivedAt { get; init; }

        public required DateOnly ReviewOn { get; init; }
    }

    private sealed class Keeping
    {
        public required string Regime { get; init; }

        public required string Gateway { get; init; }

        public required DateOnly ReviewOn { get; init; }
    }
}
