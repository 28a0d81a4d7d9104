using System.Globalization;

namespace Throughline.Imports.Profiles;

/// <summary>The canonical values of one row and the day its file speaks for, as rules see them.</summary>
internal readonly ref struct RowView(ReadOnlySpan<string?> values, string asOf)
{
    private readonly ReadOnlySpan<string?> _values = values;

    public string AsOf { get; } = asOf;

    /// <summary>Canonical value or null. Dates are ISO, so their order as text is their order in time.</summary>
    public string? this[int column] => _values[column];
}

/// <summary>True when the rule is broken.</summary>
internal delegate bool RuleBroken(RowView row);

/// <summary>A check that needs more than one cell: its name is the sentence shown when it is broken.</summary>
/// <param name="Field">Column the person should look at first.</param>
/// <param name="Sentence">What is wrong, without the line number.</param>
/// <param name="Expected">What would be right.</param>
/// <param name="Broken">The check. It is asked only about rows whose cells are good one by one.</param>
internal sealed record RowRule(string Field, string Sentence, string Expected, RuleBroken Broken);

/// <summary>Rules that many profiles share, over the columns of one profile.</summary>
internal sealed class RuleBook(IReadOnlyList<Column> columns)
{
    public int Index(string name)
    {
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Name == name) return i;
        throw new ArgumentException($"The profile has no column {name}", nameof(name));
    }

    public bool Has(string name) => columns.Any(c => c.Name == name);

    public RowRule InOrder(string first, string second)
    {
        var (a, b) = (Index(first), Index(second));
        return new(second, $"{second} is before {first}", $"a date on or after {first}",
            r => r[a] is { } x && r[b] is { } y && string.CompareOrdinal(y, x) < 0);
    }

    public RowRule NotBeforeBirth(string date)
    {
        var (a, b) = (Index("date_of_birth"), Index(date));
        return new(date, $"{date} is before the date of birth", "a date after date_of_birth",
            r => r[a] is { } x && r[b] is { } y && string.CompareOrdinal(y, x) < 0);
    }

    /// <summary>Ten is the age of criminal responsibility (Children and Young Persons Act 1933 s.50).</summary>
    public RowRule AtLeastTen(string date)
    {
        var (a, b) = (Index("date_of_birth"), Index(date));
        return new(date, $"the person was under ten on {date}", "a date of birth at least ten years earlier",
            r => r[a] is { } x && r[b] is { } y && string.CompareOrdinal(y, x) >= 0 && Under(x, y, 10));
    }

    public RowRule AtLeastTenNow()
    {
        var a = Index("date_of_birth");
        return new("date_of_birth", "the person is under ten", "a date of birth at least ten years ago", r => r[a] is { } x && Under(x, r.AsOf, 10));
    }

    public RowRule BornSince1900()
    {
        var a = Index("date_of_birth");
        return new("date_of_birth", "the date of birth is before 1900", "a date of birth from 1900 on", r => r[a] is { } x && string.CompareOrdinal(x, "1900-01-01") < 0);
    }

    public RowRule Together(string one, string other)
    {
        var (a, b) = (Index(one), Index(other));
        return new(one, $"{one} and {other} belong together and only one is given", "both or neither", r => r[a] is null != r[b] is null);
    }

    public RowRule OneOf(string sentence, params string[] names)
    {
        var at = names.Select(Index).ToArray();
        return new(names[0], sentence, $"a value in at least one of {string.Join(", ", names)}", r =>
        {
            foreach (var i in at)
                if (r[i] is not null) return false;
            return true;
        });
    }

    public RowRule OnlyWhen(string field, string other, string sentence, string expected, Func<string?, string?, bool> broken)
    {
        var (a, b) = (Index(field), Index(other));
        return new(field, sentence, expected, r => broken(r[a], r[b]));
    }

    /// <summary>The rules every profile with a date of birth has.</summary>
    public IEnumerable<RowRule> AboutBirth(params string[] events)
    {
        yield return BornSince1900();
        yield return AtLeastTenNow();
        foreach (var e in events)
        {
            yield return NotBeforeBirth(e);
            yield return AtLeastTen(e);
        }
    }

    private static bool Under(string birth, string on, int years)
    {
        var birthday = string.Create(CultureInfo.InvariantCulture, $"{int.Parse(birth.AsSpan(0, 4), CultureInfo.InvariantCulture) + years:0000}");
        var year = string.CompareOrdinal(on, 0, birthday, 0, 4);
        return year < 0 || (year == 0 && string.CompareOrdinal(on, 4, birth, 4, 6) < 0);
    }
}
