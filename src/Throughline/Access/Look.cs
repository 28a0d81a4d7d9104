using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Access;

/// <summary>
/// A look at one person that the gate records. The endpoint declares what it may show; while it loads it says what it did
/// show, and the row that is written before the answer leaves says that: what row-level security kept back is not claimed.
/// An endpoint that says nothing is taken to have shown all that it declares.
/// </summary>
internal sealed class Look
{
    /// <summary>That somebody is on record is shown by every answer that is not 404.</summary>
    private const string Always = "identity";

    private readonly SortedSet<string> bar = new(StringComparer.Ordinal);
    private readonly SortedSet<string> page = new(StringComparer.Ordinal);
    private PersonId? person;
    private IReadOnlyList<string> declared = [];
    private string subject = "";
    private bool hasSaid;

    public static Look Of(HttpContext context) => context.RequestServices.GetRequiredService<Look>();

    /// <param name="may">What the endpoint declares, without the bar above it.</param>
    public void Begin(Db db, PersonId who, IReadOnlyList<string> may)
    {
        (person, declared, subject, hasSaid) = (who, may, db.Act.Purpose, false);
        db.BeforeCommit = WriteAsync;
        bar.Clear();
        page.Clear();
    }

    /// <summary>What stands above every page about a person.</summary>
    public void OnBar(string category, bool isThere)
    {
        if (isThere)
            bar.Add(category);
    }

    /// <summary>What the answer itself holds of these categories; none when it holds nothing.</summary>
    public void Showed(IEnumerable<string> categories)
    {
        hasSaid = true;
        page.UnionWith(categories);
    }

    public void Showed(string category, bool isThere) => Showed(isThere ? [category] : []);

    /// <summary>The answer leads elsewhere and holds nothing: what was loaded for the act is not shown.</summary>
    public void ShowedNothing()
    {
        hasSaid = true;
        bar.Clear();
        page.Clear();
    }

    /// <summary>Writes the row, in the transaction of the answer; once. Committing does it too, so that no way of answering goes past it.</summary>
    public async Task WriteAsync(Db db)
    {
        if (person is not { } one)
            return;
        person = null;
        // rolled back: what was loaded is not what the answer shows
        if (db.BeforeCommit is null)
            return;
        await db.LookedAtAsync([one], [.. bar.Concat(hasSaid ? page : declared).Prepend(Always).Distinct()], subject);
    }
}
