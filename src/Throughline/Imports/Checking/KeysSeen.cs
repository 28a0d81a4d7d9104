using Throughline.Imports.Profiles;

namespace Throughline.Imports.Checking;

/// <summary>
/// Which keys a file has had, in about 50 bytes each: a 128-bit hash of the key, the row's hash and its line, never the row.
/// A false match among ten million keys has a chance below 1 in 10^24.
/// </summary>
internal sealed class KeysSeen(DuplicateRule rule)
{
    private readonly Dictionary<UInt128, (ulong Hash, long Line)> _seen = [];
    private readonly Dictionary<ulong, int> _withoutKey = [];

    public enum Verdict
    {
        New,
        Identical,
        Replaces,
        Conflicts,
    }

    /// <summary>Compares a row with those before it. Line is that of the earlier row, when there is one.</summary>
    public (Verdict Verdict, long Line) See(string key, ulong hash, long line)
    {
        ref var slot = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_seen, RowHash.Wide(key), out var existed);
        var before = slot;
        if (!existed)
        {
            slot = (hash, line);
            return (Verdict.New, 0);
        }
        if (before.Hash == hash) return (Verdict.Identical, before.Line);
        if (rule != DuplicateRule.LastWins) return (Verdict.Conflicts, before.Line);
        slot = (hash, line);
        return (Verdict.Replaces, before.Line);
    }

    /// <summary>
    /// A key for a row that has none: its content, and which repeat of that content it is. Two reports of the same kind in the same
    /// place and month are two events, and sending the file again gives the same keys.
    /// </summary>
    public string WithoutKey(ulong hash)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_withoutKey, hash, out _);
        count++;
        return $"~{hash:x16}-{count}";
    }
}
