using System.Security.Cryptography;
using System.Text;

namespace Throughline.Access.Password;

/// <summary>
/// Passwords that were in breaches: a file of lines "SHA-1 in hexadecimal:how often", ordered by hash, as Have I Been Pwned
/// offers it. It may be tens of gigabytes: it is searched by halves, in about forty reads, and never loaded.
/// </summary>
internal sealed class RefusedPasswords(string path)
{
    private const int HashLetters = 40;
    private const int LongestLine = 64;

    public async Task<bool> HasAsync(string password)
    {
        // the list is made with SHA-1; nothing is protected by it here
        var wanted = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.RandomAccess | FileOptions.Asynchronous);
        long low = 0, high = file.Length;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var (start, hash) = await LineFromAsync(file, middle);
            if (hash is null || start >= high || string.CompareOrdinal(hash, wanted) > 0)
                high = middle;
            else if (hash == wanted)
                return true;
            else
                low = start + HashLetters;
        }

        return false;
    }

    /// <summary>The first line that begins at or after a place.</summary>
    private static async Task<(long Start, string? Hash)> LineFromAsync(FileStream file, long place)
    {
        var buffer = new byte[LongestLine * 2];
        file.Position = place == 0 ? 0 : place - 1;
        var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
        var text = Encoding.ASCII.GetString(buffer, 0, read);
        var begin = place == 0 ? 0 : text.IndexOf('\n', StringComparison.Ordinal) + 1;
        if ((place > 0 && begin == 0) || begin + HashLetters > text.Length)
            return (long.MaxValue, null);
        return ((place == 0 ? 0 : place - 1) + begin, text.Substring(begin, HashLetters).ToUpperInvariant());
    }
}
