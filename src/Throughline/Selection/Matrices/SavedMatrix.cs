using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Scoring;

namespace Throughline.Selection.Matrices;

/// <summary>A version of a selection matrix as the partnership keeps it.</summary>
public sealed record SavedMatrix
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required int Version { get; init; }

    public required string Body { get; init; }

    /// <summary>draft, in-use or retired.</summary>
    public required string State { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset SavedAt { get; init; }

    public required string SavedBy { get; init; }

    /// <summary>Changes with every save: what a form says it has seen.</summary>
    public required string Seen { get; init; }

    public bool IsDraft => State == "draft";

    public string StateInWords => State switch { "draft" => "Draft", "in-use" => "In use", "retired" => "Retired", _ => throw new InvalidOperationException(State) };

    private const string Select = "select m.id, m.name, m.version, m.body::text as body, m.state, m.reason, m.saved_at, u.full_name as saved_by, m.xmin::text as seen from selection_matrix m join app_user u on u.id = m.saved_by";

    public SelectionMatrix Read() => SelectionMatrixJson.Read(Body);

    public static async Task<SavedMatrix> FindAsync(Db db, Guid id) =>
        await db.FirstAsync<SavedMatrix>(Select + " where m.id = @id", new { id }) ?? throw new NotThere("The matrix");

    public static Task<SavedMatrix?> InUseAsync(Db db) => db.FirstAsync<SavedMatrix>(Select + " where m.state = 'in-use'");

    public static Task<IReadOnlyList<SavedMatrix>> AllAsync(Db db) =>
        db.ListAsync<SavedMatrix>(Select + " order by case m.state when 'in-use' then 0 when 'draft' then 1 else 2 end, m.name, m.version desc");
}

/// <summary>The matrices that come with the program, to start from.</summary>
public static class ShippedMatrices
{
    public static IReadOnlyList<string> Keys { get; } = ["matrix-burglary-weighted", "matrix-fixed-flex-free"];

    public static SelectionMatrix Read(string key)
    {
        if (!Keys.Contains(key))
            throw new NotThere("The example");
        using var stream = typeof(ShippedMatrices).Assembly.GetManifestResourceStream($"Reference/{key}.json") ?? throw new InvalidOperationException(key);
        using var reader = new StreamReader(stream);
        return SelectionMatrixJson.Read(reader.ReadToEnd());
    }
}
