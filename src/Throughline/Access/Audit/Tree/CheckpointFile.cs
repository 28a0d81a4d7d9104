using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Throughline.Access.Audit.Tree;

/// <summary>
/// The copy that a partner agency keeps: a partnership's checkpoints with the public keys that signed them, as JSON or as text. Both are read back by
/// <c>audit verify --against</c>, and by anybody's own program.
/// </summary>
internal sealed record CheckpointFile(IReadOnlyList<CheckpointKey> Keys, IReadOnlyList<Checkpoint> Checkpoints)
{
    /// <summary>The JSON form says which key vouches for which; the text has the keys alone.</summary>
    public bool SaysWhoVouches { get; init; }

    public const string Format = "throughline-audit-checkpoints-1";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false };

    public object AsObject() => new
    {
        Format,
        Keys = Keys.Select(key => new { key.Id, Algorithm = "ECDSA-P256-SHA256", PublicKey = key.Pem, key.CreatedAt, key.RetiredAt, key.EndorsedBy, Endorsement = key.Endorsement is null ? null : Convert.ToBase64String(key.Endorsement) }),
        Checkpoints = Checkpoints.Select(one => new { one.Size, Root = Convert.ToHexStringLower(one.Root), Time = one.At, one.Key, one.Body, Signature = Convert.ToBase64String(one.Signature) }),
    };

    public string ToJson() => JsonSerializer.Serialize(AsObject(), Json) + "\n";

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var key in Keys)
            text.Append(key.Pem).Append('\n');
        foreach (var one in Checkpoints)
            text.Append('\n').Append(one.Body).Append("signature ").Append(Convert.ToBase64String(one.Signature)).Append('\n');
        return text.ToString();
    }

    /// <summary>Reads either form. Null with the reason when it is neither.</summary>
    public static CheckpointFile? Read(string content, out string why)
    {
        why = "";
        content = content.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        try
        {
            var read = content.TrimStart().StartsWith('{') ? ReadJson(content) : ReadText(content);
            if (read.Checkpoints.Count == 0)
                why = "it holds no checkpoint";
            return read.Checkpoints.Count == 0 ? null : read;
        }
        catch (Exception bad) when (bad is JsonException or FormatException or InvalidDataException or CryptographicException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            why = bad.Message;
            return null;
        }
    }

    private static CheckpointFile ReadJson(string content)
    {
        using var json = JsonDocument.Parse(content);
        if (json.RootElement.GetProperty("format").GetString() is var format && format != Format)
            throw new InvalidDataException($"its format is '{format}', expected {Format}");
        var keys = json.RootElement.GetProperty("keys").EnumerateArray().Select(key => KeyOf(key.GetProperty("public_key").GetString()!) with
        {
            EndorsedBy = key.TryGetProperty("endorsed_by", out var by) ? by.GetString() : null,
            Endorsement = key.TryGetProperty("endorsement", out var signed) && signed.GetString() is { } text ? Convert.FromBase64String(text) : null,
        }).ToList();
        var checkpoints = json.RootElement.GetProperty("checkpoints").EnumerateArray().Select((one, i) =>
            Checkpoint.Parse(one.GetProperty("body").GetString()!, Convert.FromBase64String(one.GetProperty("signature").GetString()!)) ?? throw new InvalidDataException($"checkpoint {i + 1} has a body that cannot be read"));
        return new CheckpointFile(keys, [.. checkpoints]) { SaysWhoVouches = true };
    }

    private static CheckpointFile ReadText(string content)
    {
        var keys = new List<CheckpointKey>();
        for (var rest = content; PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
            keys.Add(KeyOf(rest[found.Location]));
        var lines = content.Split('\n');
        var checkpoints = new List<Checkpoint>();
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at] != Checkpoint.FirstLine)
                continue;
            if (at + 6 >= lines.Length || !lines[at + 6].StartsWith("signature ", StringComparison.Ordinal))
                throw new InvalidDataException($"line {at + 7}: expected 'signature' and its bytes in base 64");
            checkpoints.Add(Checkpoint.Parse(string.Concat(lines[at..(at + 6)].Select(line => line + "\n")), Convert.FromBase64String(lines[at + 6]["signature ".Length..].Trim()))
                ?? throw new InvalidDataException($"line {at + 1}: the checkpoint that begins here cannot be read"));
        }

        return new CheckpointFile(keys, checkpoints);
    }

    private static CheckpointKey KeyOf(string pem)
    {
        var found = PemEncoding.Find(pem);
        var bytes = Convert.FromBase64String(pem[found.Base64Data]);
        return new CheckpointKey { Id = CheckpointKey.IdOf(bytes), PublicKey = bytes };
    }
}
