using System.Collections.Frozen;
using System.Text;

namespace Throughline.Access.Password;

/// <summary>
/// What a new password must be: long, and not what others try first. No rules about kinds of letters and no expiry
/// (NIST SP 800-63B-4, 3.1.1.2; NCSC, password policy: updating your approach).
/// </summary>
internal static class PasswordRules
{
    public const int Shortest = 12;

    public const int Longest = 128;

    /// <summary>With common words, names, rows of keys, figures and signs taken out, this many different letters must be left over.</summary>
    private const int LettersLeftOver = 4;

    private static readonly FrozenDictionary<char, char> WrittenFor = new Dictionary<char, char>
    {
        ['0'] = 'o', ['1'] = 'i', ['3'] = 'e', ['4'] = 'a', ['5'] = 's', ['7'] = 't', ['@'] = 'a', ['$'] = 's', ['!'] = 'i', ['€'] = 'e',
    }.ToFrozenDictionary();

    /// <summary>What is wrong with it, in a sentence; null when nothing is.</summary>
    public static string? Problem(string? password, string userName, string fullName) =>
        string.IsNullOrEmpty(password) ? "Enter a new password"
        : password.Length < Shortest ? $"The new password must have at least {Shortest} characters"
        : password.Length > Longest ? $"The new password must have at most {Longest} characters"
        : IsGuessable(password, userName, fullName) ? "This password is one of the first that would be tried. Three or four words that have nothing to do with each other, or with you, are better"
        : null;

    private static bool IsGuessable(string password, string userName, string fullName)
    {
        var own = $"{fullName} {userName.Replace('@', ' ').Replace('.', ' ')}".ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 2);
        string[] words = [.. own.Concat(CommonPasswords.Words)];
        // "passw0rd" and "password" are one try
        return Left(password.ToLowerInvariant(), words) < LettersLeftOver || Left(AsLetters(password.ToLowerInvariant()), words) < LettersLeftOver;
    }

    private static int Left(string text, string[] words)
    {
        foreach (var word in words)
            text = text.Replace(word, " ", StringComparison.Ordinal);
        var left = new HashSet<char>();
        for (var at = 0; at < text.Length; at++)
        {
            // the next letter of a run (abcd, 4321, aaaa) adds nothing to guess
            var isRun = at > 0 && Math.Abs(text[at] - text[at - 1]) <= 1;
            if (char.IsLetter(text[at]) && !isRun)
                left.Add(text[at]);
        }

        return left.Count;
    }

    private static string AsLetters(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var sign in text)
            letters.Append(WrittenFor.GetValueOrDefault(sign, sign));
        return letters.ToString();
    }
}
