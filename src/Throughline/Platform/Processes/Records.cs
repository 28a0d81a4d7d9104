using System.Text.Json;
using Throughline.Platform.Database;

namespace Throughline.Platform.Processes;

/// <summary>A fact that a process caused. <paramref name="Words"/> is the sentence the timeline shows.</summary>
public sealed record Happened(string Type, string Category, string Words, DateOnly On, object? Data = null);

/// <summary>
/// Writes what people did: one process (who, for whom, when, why), the events it caused, and the audit entry of the
/// operation, all in the act's own transaction. History, timeline, audit and notifications are read from here.
/// </summary>
public static class Records
{
    public static async Task<Guid> ProcessAsync(
        this Db db, string type, PersonId? person, CaseId? @case, string? reason, IReadOnlyList<Happened> events, object? evidence = null, CancellationToken cancel = default)
    {
        var act = db.Act;
        var process = Guid.CreateVersion7(act.At);
        await db.ExecuteAsync(
            """
            insert into process (id, partnership_id, type, at, user_id, agency_id, person_id, case_id, reason, evidence)
            values (@process, @partnership, @type, @at, @user, @agency, @person, @case, @reason, @evidence::jsonb)
            """,
            new { process, partnership = act.Partnership, type, at = act.At, user = act.User, agency = act.Agency, person, @case, reason, evidence = JsonSerializer.Serialize(evidence ?? new { }) }, cancel);
        foreach (var happened in events)
        {
            await db.ExecuteAsync(
                """
                insert into event (process_id, partnership_id, type, at, on_date, person_id, case_id, owner_agency_id, category, words, data)
                values (@process, @partnership, @type, @at, @on, @person, @case, @agency, @category, @words, @data::jsonb)
                """,
                new { process, partnership = act.Partnership, type = happened.Type, at = act.At, on = happened.On, person, @case, agency = act.Agency, category = happened.Category, words = happened.Words, data = JsonSerializer.Serialize(happened.Data ?? new { }) }, cancel);
        }

        await db.AuditAsync(AuditOperation.Alteration, person is { } one ? [one] : [], [.. events.Select(e => e.Category).Distinct()], type, reason, cancel);
        return process;
    }

    /// <summary>
    /// Writes that the current user looked at these people, in the same transaction as the look: if it cannot be written,
    /// nothing is shown (Data Protection Act 2018 s.62).
    /// </summary>
    public static Task LookedAtAsync(this Db db, IReadOnlyCollection<PersonId> people, string[] categories, string subject, CancellationToken cancel = default) =>
        db.AuditAsync(AuditOperation.Consultation, people, categories, subject, null, cancel);

    public static Task AuditAsync(
        this Db db, AuditOperation operation, IReadOnlyCollection<PersonId> people, string[] categories, string subject, string? reason, CancellationToken cancel = default)
    {
        var act = db.Act;
        return db.ExecuteAsync(
            """
            insert into audit_entry (partnership_id, at, operation, user_id, agency_id, person_ids, categories, subject, purpose, reason)
            values (@partnership, @at, @operation, @user, @agency, @people, @categories, @subject, @purpose, @reason)
            """,
            new
            {
                partnership = act.Partnership,
                at = act.At,
                operation = operation.ToString().ToLowerInvariant(),
                user = act.User,
                agency = act.Agency,
                people = people.Select(p => p.Value).ToArray(),
                categories,
                subject,
                purpose = act.Purpose,
                reason,
            }, cancel);
    }
}

/// <summary>The operations of the Data Protection Act 2018 s.62.</summary>
public enum AuditOperation
{
    Collection,
    Alteration,
    Consultation,
    Disclosure,
    Combination,
    Erasure,
}
