using System.Globalization;
using System.Text;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Audit;

/// <summary>Which part of the audit somebody asks for. Days are those of England and Wales, both included.</summary>
public sealed record AuditFilter
{
    public PersonId? Person { get; init; }

    public UserId? User { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public string? Operation { get; init; }
}

/// <summary>One entry: who, for which agency, when, about whom, for what. Never what they saw.</summary>
public sealed record AuditLine
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Operation { get; init; }

    public required UserId UserId { get; init; }

    public required string UserName { get; init; }

    public required string Agency { get; init; }

    public required Guid[] PersonIds { get; init; }

    public required string[] Categories { get; init; }

    public required string Subject { get; init; }

    public required string Purpose { get; init; }

    public string? Reason { get; init; }

    /// <summary>The agencies it went to, of a disclosure.</summary>
    public string[] Recipients { get; init; } = [];

    public Guid[] ItemIds { get; init; } = [];

    public Guid? SessionId { get; init; }
}

/// <summary>Reads the audit record. The latest first, whoever it is: there is no ranking of staff.</summary>
public static class AuditSearch
{
    public const int PageSize = 50;

    public const int CountLimit = 10_000;

    /// <summary>An export holds at most this many entries; it says so when there are more.</summary>
    public const int ExportLimit = 100_000;

    private const string Where =
        """
        (@user::uuid is null or a.user_id = @user) and (@operation::text is null or a.operation = @operation)
        and (@from::date is null or a.at >= @from::date::timestamp at time zone 'Europe/London') and (@to::date is null or a.at < (@to::date + 1)::timestamp at time zone 'Europe/London')
        """;

    /// <summary>One person's entries come from the function that may use their index; the others from the table.</summary>
    private static string From(AuditFilter filter) => filter.Person is null
        ? "audit_entry a" : "audit_about(@person, @from::date::timestamp at time zone 'Europe/London', (@to::date + 1)::timestamp at time zone 'Europe/London') a";

    public static Task<IReadOnlyList<AuditLine>> ListAsync(Db db, AuditFilter filter, int page = 1, int size = PageSize, CancellationToken cancel = default) => db.ListAsync<AuditLine>(
        $"""
        select a.id, a.at, a.operation, a.user_id, u.full_name as user_name, g.name as agency, a.person_ids, a.categories, a.subject, a.purpose, a.reason,
          a.item_ids, a.session_id, array(select r.name from agency r where r.id = any(a.recipients) order by r.name) as recipients
        from {From(filter)} join app_user u on u.id = a.user_id join agency g on g.id = a.agency_id
        where {Where} order by a.at desc, a.id desc limit @size offset @skip
        """, Values(filter, size, (page - 1) * size), cancel);

    /// <summary>How many there are, up to <see cref="CountLimit"/> and one: nobody pages through more, and the whole record is long to count.</summary>
    public static Task<int> CountAsync(Db db, AuditFilter filter, CancellationToken cancel = default) =>
        db.ValueAsync<int>($"select count(*)::int from (select from {From(filter)} where {Where} limit @size) a", Values(filter, CountLimit + 1, 0), cancel);

    private static object Values(AuditFilter filter, int size, int skip) => new
    {
        person = filter.Person, user = filter.User, from = filter.From, to = filter.To, operation = string.IsNullOrWhiteSpace(filter.Operation) ? null : filter.Operation, size, skip,
    };

    public const string Columns = "at,operation,user_id,user_name,agency,person_ids,categories,subject,purpose,reason,recipients,item_ids,session_id";

    /// <summary>RFC 4180, ISO instants in UTC, several values separated by semicolons.</summary>
    public static string Csv(IEnumerable<AuditLine> lines)
    {
        var text = new StringBuilder(Columns).Append("\r\n");
        foreach (var line in lines)
        {
            text.AppendJoin(',', new[]
            {
                line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), line.Operation, line.UserId.ToString(), line.UserName, line.Agency,
                string.Join(';', line.PersonIds), string.Join(';', line.Categories), line.Subject, line.Purpose, line.Reason ?? "",
                string.Join(';', line.Recipients), string.Join(';', line.ItemIds), line.SessionId?.ToString() ?? "",
            }.Select(Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>Quoted when needed; what a spreadsheet would take for a formula is made text.</summary>
    private static string Cell(string value)
    {
        value = CsvSafe.Neutralise(value);
        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
