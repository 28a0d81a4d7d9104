using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.People.Matches;

/// <summary>
/// Somebody says whether two records are about the same person, and why. The two records stay as they are: the decision is
/// kept, and joining records is an act of its own.
/// </summary>
internal static class DecideMatch
{
    private sealed class Row
    {
        public required PersonId PersonId { get; init; }

        public required PersonId OtherPersonId { get; init; }

        public required string State { get; init; }
    }

    public static async Task DoAsync(Db db, PersonId person, Guid match, bool same, string reason)
    {
        var row = await db.FirstAsync<Row>(
            """
            select m.person_id, m.other_person_id, m.state
            from possible_match m join person p on p.id = m.person_id join person o on o.id = m.other_person_id
            where m.id = @match and @person in (m.person_id, m.other_person_id) for update of m
            """, new { match, person }) ?? throw new NotThere("The possible match");
        if (row.State != "open")
            throw new ChangedByAnother("Somebody has decided this since you opened it.");
        await db.ExecuteAsync("update possible_match set state = @state, decided_at = @At, decided_by = @User, reason = @reason where id = @match",
            new { state = same ? "same" : "different", db.Act.At, db.Act.User, reason = reason.Trim(), match });
        // neither record's timeline names the other: each may be disposed of, and its name with it
        foreach (var (about, other) in new[] { (row.PersonId, row.OtherPersonId), (row.OtherPersonId, row.PersonId) })
        {
            await db.ProcessAsync("DecideMatch", about, null, reason.Trim(),
                [new Happened("possible-match-decided", "identity", $"Decided: {(same ? "the same person as" : "a different person from")} another record that looked alike", db.Act.On, new { match, other, same })],
                // that two records are one person joins what is known of both, though the records stay two
                new Recorded(same ? AuditOperation.Combination : AuditOperation.Alteration) { People = [about, other] });
        }
    }
}
