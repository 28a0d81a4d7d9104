using Dapper;
using Npgsql;

namespace Throughline.Testing;

/// <summary>What is known of the people of a test world: none of it may turn up in an address, a header, a title, a log or what a browser keeps.</summary>
internal static class Canaries
{
    private const int TooShortToTell = 4;

    public static async Task<IReadOnlyList<string>> OfAsync(World world)
    {
        await using var connection = new NpgsqlConnection(world.Database.AdminConnection);
        await connection.OpenAsync();
        var stored = await connection.QueryAsync<string>(
            """
            select surname from person union select surname || ', ' || forenames from person union select forenames || ' ' || surname from person
            union select number from person_phone union select value from person_identifier union select postcode from person_address
            union select address from person_address union select surname from person_name
            """);
        return [.. stored.Where(value => value is { Length: > TooShortToTell }).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    public static IEnumerable<string> In(string text, IEnumerable<string> canaries) => canaries.Where(canary => text.Contains(canary, StringComparison.OrdinalIgnoreCase));
}
