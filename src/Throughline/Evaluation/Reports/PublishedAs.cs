using System.Text.Json;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Evaluation.Reports;

/// <summary>
/// The partnership and the area of 004 that it is compared with. A partnership that is compared with none has the total row of
/// table 3.2 and no row of table 3.3, which has no total.
/// </summary>
internal sealed record PublishedAs
{
    public required string Code { get; init; }

    public required string Name { get; init; }

    public string? Published { get; init; }

    public Row Area => Published is null ? new Row() : JsonSerializer.Deserialize<Row>(Published, JsonSerializerOptions.Web)!;

    public static async Task<PublishedAs> LoadAsync(Db db) =>
        await db.FirstAsync<PublishedAs>("select code, name, (settings -> 'published')::text as published from partnership where id = @id", new { id = db.Act.Partnership }) ?? throw new NotThere("The partnership");

    internal sealed record Row
    {
        public string After { get; init; } = "Total";

        public decimal Statutory { get; init; } = 63;

        public decimal Ppo { get; init; } = 45;

        public string? Histories { get; init; }

        public decimal? Offences { get; init; }

        public decimal? Primary { get; init; }

        public decimal? Breaches { get; init; }

        public decimal? FirstConvictionAge { get; init; }

        public decimal? Age { get; init; }
    }
}
