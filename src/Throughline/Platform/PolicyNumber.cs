using Throughline.Platform.Database;

namespace Throughline.Platform;

/// <summary>
/// A number that policy decides, not the program: each partnership may set its own, within limits that make sense, and
/// "How this works" shows it with its source.
/// </summary>
/// <param name="Key">Its name in the partnership's settings, such as "review.quiet-days".</param>
/// <param name="Words">What it decides.</param>
/// <param name="Default">What holds until the partnership says otherwise.</param>
/// <param name="Unit">"days", "people a day".</param>
/// <param name="Source">Where the default comes from.</param>
public sealed record PolicyNumber(string Key, string Words, int Default, string Unit, string Source, int Least, int Most)
{
    public bool Allows(int value) => value >= Least && value <= Most;
}

public static class PolicyNumbers
{
    /// <summary>The partnership's own value, or the default when it has none.</summary>
    public static async Task<int> NumberAsync(this Db db, PolicyNumber number, CancellationToken cancel = default) =>
        await db.ValueAsync<int?>("select (settings -> 'numbers' ->> @Key)::int from partnership where id = @partnership", new { number.Key, partnership = db.Act.Partnership }, cancel) ?? number.Default;

    public static async Task SetNumberAsync(this Db db, PolicyNumber number, int value, CancellationToken cancel = default)
    {
        new Rule($"{number.Words} must be between {number.Least} and {number.Most} {number.Unit}", number.Source, number.Allows(value)).Check();
        await db.ExecuteAsync(
            """
            update partnership set settings = jsonb_set(settings, '{numbers}', coalesce(settings -> 'numbers', '{}') || jsonb_build_object(@Key, @value))
            where id = @partnership
            """, new { number.Key, value, partnership = db.Act.Partnership }, cancel);
    }
}
