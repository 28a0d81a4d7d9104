using System.Text.Json;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Rights;

/// <summary>
/// Tells everybody to whom something was passed: by a disclosure, or because a clause lets them see it and always did when they looked
/// (Data Protection Act 2018 s.48(7) to (9); UK GDPR article 19). Whoever never could see an item learns nothing of it.
/// </summary>
internal static class Recipients
{
    /// <summary>One notice to each agency. It names the disclosure and the kinds of item, never what they say.</summary>
    /// <param name="passedToo">Also those to whom they were disclosed; a correction has told them already, by itself.</param>
    public static Task<int> TellAsync(Db db, string kind, PersonId person, IReadOnlyList<(string Kind, Guid Id)> items, string words, bool passedToo) => db.ValueAsync<int>(
        "select tell_everybody(@kind, @person, @items::jsonb, @words, @passedToo)", new { kind, person, items = JsonSerializer.Serialize(items.Select(item => new { kind = item.Kind, id = item.Id })), words, passedToo });
}
