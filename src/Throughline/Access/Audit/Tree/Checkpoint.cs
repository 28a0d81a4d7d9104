using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Throughline.Access.Audit.Tree;

/// <summary>
/// What the tree was at an instant, signed: how many entries, their root, when. Whoever keeps one can tell for ever whether anything
/// before it has been changed. Its bytes are documented in docs/engines/audit-tree.md.
/// </summary>
internal sealed record Checkpoint
{
    public const string FirstLine = "throughline audit checkpoint v1";

    public required Guid Partnership { get; init; }

    public required string PartnershipCode { get; init; }

    public required long Size { get; init; }

    public required byte[] Root { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Key { get; init; }

    /// <summary>ECDSA with SHA-256 on P-256 over <see cref="Body"/> in UTF-8, in DER.</summary>
    public byte[] Signature { get; init; } = [];

    /// <summary>What is signed: six lines, each ended by a line feed.</summary>
    public string Body => string.Create(CultureInfo.InvariantCulture,
        $"{FirstLine}\npartnership {PartnershipCode} {Partnership}\nsize {Size}\nroot {Convert.ToHexStringLower(Root)}\ntime {At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}\nkey {Key}\n");

    public Checkpoint Sign(ECDsa key) => this with { Signature = key.SignData(Encoding.UTF8.GetBytes(Body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) };

    public bool IsSignedBy(byte[] publicKey) => CheckpointKey.Verifies(publicKey, Encoding.UTF8.GetBytes(Body), Signature);

    /// <summary>A checkpoint from its signed text; null when it is not one. What comes back has exactly this body.</summary>
    public static Checkpoint? Parse(string body, byte[] signature)
    {
        var lines = body.Split('\n');
        if (lines.Length != 7 || lines[0] != FirstLine || lines[6].Length > 0)
            return null;
        var who = lines[1].Split(' ');
        if (who.Length != 3 || who[0] != "partnership" || !Guid.TryParseExact(who[2], "D", out var partnership)
            || After(lines[2], "size ") is not { } sizeText || !long.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || After(lines[3], "root ") is not { Length: 2 * MerkleTree.HashBytes } rootText || !rootText.All(char.IsAsciiHexDigitLower)
            || After(lines[4], "time ") is not { } timeText || !DateTimeOffset.TryParseExact(timeText, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || After(lines[5], "key ") is not { } key)
            return null;
        var checkpoint = new Checkpoint { Partnership = partnership, PartnershipCode = who[1], Size = size, Root = Convert.FromHexString(rootText), At = at, Key = key, Signature = signature };
        return checkpoint.Body == body ? checkpoint : null;
    }

    private static string? After(string line, string name) => line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..] : null;
}

/// <summary>A key that signs checkpoints, by its public half (SubjectPublicKeyInfo).</summary>
internal sealed record CheckpointKey
{
    public required string Id { get; init; }

    public required byte[] PublicKey { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>The key before it, which signed this one's public half when it was retired.</summary>
    public string? EndorsedBy { get; init; }

    public byte[]? Endorsement { get; init; }

    public string Pem => PemEncoding.WriteString("PUBLIC KEY", PublicKey);

    /// <summary>A key is called by the first sixteen hexadecimal digits of the SHA-256 of its public half, so that a name cannot be given to another key.</summary>
    public static string IdOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];

    public static bool Verifies(byte[] publicKey, byte[] data, byte[] signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // not a key, or not one of this kind
        }
    }
}
