using System.Collections.Frozen;

namespace Throughline.People.Identifiers;

/// <summary>A code, the words for it, and other spellings that agencies send for the same thing.</summary>
internal sealed record Term(string Code, string Name, params string[] AlsoWritten);

/// <summary>A closed list of codes: what is not on it is refused, never guessed.</summary>
internal sealed class Vocabulary
{
    private readonly FrozenDictionary<string, Term> _byText;
    private readonly FrozenDictionary<string, Term>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public Vocabulary(string name, string source, params Term[] terms)
    {
        Name = name;
        Source = source;
        Terms = terms;
        var all = new Dictionary<string, Term>(StringComparer.OrdinalIgnoreCase);
        foreach (var term in terms) all.Add(term.Code, term);
        foreach (var term in terms)
        {
            all.TryAdd(term.Name, term);
            foreach (var other in term.AlsoWritten) all.TryAdd(other, term);
        }
        _byText = all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _bySpan = _byText.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string Name { get; }

    /// <summary>Where the list comes from.</summary>
    public string Source { get; }

    public IReadOnlyList<Term> Terms { get; }

    /// <summary>The term a code, name or other spelling stands for, whatever its capitals; null when it is not on the list.</summary>
    public Term? Find(ReadOnlySpan<char> text) => _bySpan.TryGetValue(text.Trim(), out var term) ? term : null;

    public string? NameOf(string? code) => code is null ? null : Find(code)?.Name;

    public string Codes => string.Join(", ", Terms.Select(t => t.Code));
}
