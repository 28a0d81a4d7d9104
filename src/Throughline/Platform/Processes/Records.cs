using System.Text.Json;
using Throughline.Platform.Database;

namespace Throughline.Platform.Processes;

/// <summary>A fact that a process caused. <paramref name="Words"/> is the sentence the timeline shows.</summary>
public sealed record Happened(string Type, string Category, string Words, DateOnly On, object? Data = null)
{
    /// <summary>Who may see the fact: as narrow as the item that it tells of, or the words would say what the item hides.</summary>
    public string Marking { get; init; } = "partnership";

    public IReadOnlyCollection<Guid> MarkedFor { get; init; } = [];
}

/// <summary>What the audit says of a process: the operation of s.62, and what of it the events do not tell.</summary>
public sealed record Recorded(AuditOperation Operation)
{
    /// <summary>Everybody it is about, when that is not the process's person alone.</summary>
    public IReadOnlyCollection<PersonId>? People { get; init; }

    /// <summary>Besides those of the events.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyCollection<Guid> Items { get; init; } = [];

    public IReadOnlyCollection<AgencyId> Recipients { get; init; } = [];
}

/// <summary>
/// Writes what people did: one process (who, for whom, when, why), the events it caused, and the audit entry of the
/// operation, all in the act's own transaction. History, timeline, audit and notifications are read from here.
/// </summary>
public static class Records
{
    /// <summary>What the audit says of an act that changes no record of a person: agreements, numbers, accounts, matrices.</summary>
    private const string Settings = "settings";

    public static Task<Guid> ProcessAsync(
        this Db db, string type, PersonId? person, CaseId? @case, string? reason, IReadOnlyList<Happened> events, object? evidence = null, CancellationToken cancel = default) =>
        db.ProcessAsync(type, person, @case, reason, events, new Recorded(AuditOperation.Alteration), evidence, cancel);

    /// <param name="recorded">What the audit says of it, where it is more than an alteration of what the events tell.</param>
    public static async Task<Guid> ProcessAsync(
        this Db db, string type, PersonId? person, CaseId? @case, string? reason, IReadOnlyList<Happened> events, Recorded recorded, object? evidence = null, CancellationToken cancel = default)
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
                insert into event (process_id, partnership_id, type, at, on_date, person_id, case_id, owner_agency_id, category, words, data, marking, marked_for)
                values (@process, @partnership, @type, @at, @on, @person, @case, @agency, @category, @words, @data::jsonb, @marking, @markedFor)
                """,
                new { process, partnership = act.Partnership, type = happened.Type, at = act.At, on = happened.On, person, @case, agency = act.Agency, category = happened.Category, words = happened.Words, data = JsonSerializer.Serialize(happened.Data ?? new { }), marking = happened.Marking, markedFor = happened.MarkedFor.ToArray() }, cancel);
        }

        // why they did it stays with the process, which a disposal removes: the audit can only be added to, and holds no data
        string[] categories = [.. recorded.Categories.Concat(events.Select(e => e.Category)).Distinct()];
        await db.AuditAsync(
            recorded.Operation, recorded.People ?? (person is { } one ? [one] : []), categories.Length > 0 ? categories : [person is null ? Settings : "identity"], type, null, recorded.Items, recorded.Recipients, cancel);
        return process;
    }

    /// <summary>
    /// Writes that the current user looked at these people, in the same transaction as the look: if it cannot be written,
    /// nothing is shown (Data Protection Act 2018 s.62).
    /// </summary>
    public static Task LookedAtAsync(this Db db, IReadOnlyCollection<PersonId> people, string[] categories, string subject, CancellationToken cancel = default) =>
        db.AuditAsync(AuditOperation.Consultation, people, categories, subject, null, cancel);

    /// <param name="items">Which items, when it is about some and not about the whole record.</param>
    public static Task LookedAtAsync(this Db db, IReadOnlyCollection<PersonId> people, string[] categories, string subject, IReadOnlyCollection<Guid> items, CancellationToken cancel = default) =>
        db.AuditAsync(AuditOperation.Consultation, people, categories, subject, null, items, [], cancel);

    public static Task AuditAsync(
        this Db db, AuditOperation operation, IReadOnlyCollection<PersonId> people, string[] categories, string subject, string? reason, CancellationToken cancel = default) =>
        db.AuditAsync(operation, people, categories, subject, reason, [], [], cancel);

    /// <param name="items">Which items, when it is about some and not about the whole record.</param>
    /// <param name="recipients">The agencies they went to, of a disclosure (Data Protection Act 2018 s.62(3)).</param>
    public static Task AuditAsync(
        this Db db, AuditOperation operation, IReadOnlyCollection<PersonId> people, string[] categories, string subject, string? reason,
        IReadOnlyCollection<Guid> items, IReadOnlyCollection<AgencyId> recipients, CancellationToken cancel = default)
    {
        var act = db.Act;
        return db.ExecuteAsync(
            """
            insert into audit_entry (partnership_id, at, operation, user_id, agency_id, session_id, person_ids, categories, subject, purpose, reason, item_ids, recipients)
            values (@partnership, @at, @operation, @user, @agency, @session, @people, @categories, @subject, @purpose, @reason, @items, @recipients)
            """,
            new
            {
                partnership = act.Partnership,
                at = act.At,
                operation = operation.ToString().ToLowerInvariant(),
                user = act.User,
                agency = act.Agency,
                session = act.Session,
                people = people.Select(p => p.Value).ToArray(),
                categories,
                subject,
                purpose = act.Purpose,
                reason,
                items = items.ToArray(),
                recipients = recipients.Select(agency => agency.Value).ToArray(),
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
