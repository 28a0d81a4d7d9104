using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Markings;

/// <summary>
/// The author of rows of a case narrows them in the act that writes them, with the events that tell of them. What was written
/// before is left alone: <see cref="MarkItem"/> changes that, and tells those who lose sight.
/// </summary>
internal static class NarrowWhatIsNew
{
    public static async Task DoAsync(Db db, PersonId person, string[] kinds, MarkingChoice who)
    {
        if (who.Marking == Marking.Partnership)
            return;
        // nothing new is nothing to narrow: the same form sent twice wrote it the first time
        await db.ValueAsync<int>("select narrow_what_i_wrote(@person, @kinds, @marking, @markedFor)", new { person, kinds, marking = who.Marking.Code(), markedFor = who.For.ToArray() });
    }
}
