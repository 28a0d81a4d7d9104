using System.Reflection;
using System.Text.Json;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Agreements;

/// <summary>A clause as it is written down, by types of agency.</summary>
/// <param name="Why">Why a partnership would want it, for whoever reads the default before adopting it.</param>
public sealed record DefaultClause(string[] Categories, string[] From, string[] To, string Level, string Gateway, string Condition, string Why = "")
{
    /// <summary>The most private first: that there is something, a line, all of it; with consent, for the case team, for the cohort; the fewest categories and recipients.</summary>
    public (int, int, int) Openness => (
        (int)ClauseWords.LevelOf(Level), Gateway == "consent" ? 0 : ClauseWords.ConditionOf(Condition) == Sharing.Condition.CaseTeam ? 1 : 2, Categories.Length * From.Length * To.Length);
}

/// <summary>
/// The agreement that a partnership can begin with: the least that lets statutory partners manage a case together, and for
/// everybody else their own case team only. Adopted as a draft it can be changed before anybody signs.
/// </summary>
public static class DefaultAgreement
{
    public const string Name = "Information-sharing agreement";

    public const string Purpose = "To manage together, under Integrated Offender Management, the people of the area who are most likely to offend again: to help those who want to stop, to act quickly when somebody does not, and to learn whether it worked.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };

    public static IReadOnlyList<DefaultClause> Clauses()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Reference/agreement-default.json") ?? throw new InvalidOperationException("The default agreement is not in the program.");
        return JsonSerializer.Deserialize<List<DefaultClause>>(stream, Json) ?? [];
    }

    /// <summary>Writes the default clauses as the first version of a new agreement; nobody has signed it yet.</summary>
    public static async Task<Guid> DraftAsync(Db db, PartnershipId partnership, UserId writer, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        await db.ExecuteAsync(
            """
            insert into agreement (id, partnership_id, series_id, version, name, purpose, state, written_at, written_by, writers) values (@id, @partnership, @id, 1, @Name, @Purpose, 'draft', @now, @writer, array[@writer]);
            insert into agreement_party (agreement_id, partnership_id, agency_id, added_by)
            select @id, @partnership, m.agency_id, @writer from partnership_agency m join agency a on a.id = m.agency_id where m.partnership_id = @partnership and m.left_on is null and a.type not in ('system', 'research');
            """, new { id, partnership, now, writer, Name, Purpose });
        var place = 0;
        foreach (var clause in Clauses())
        {
            foreach (var (category, from, to) in from category in clause.Categories from @from in clause.From from to in clause.To select (category, @from, to))
            {
                await db.ExecuteAsync(
                    """
                    insert into clause (agreement_id, partnership_id, place, category, from_type, to_type, level, gateway, condition)
                    values (@id, @partnership, @place, @category, @from, @to, @Level, @Gateway, @Condition)
                    """, new { id, partnership, place = ++place, category, from, to, clause.Level, clause.Gateway, clause.Condition });
            }
        }

        return id;
    }

    /// <summary>Signs for every party at once and brings the agreement into force: for the demonstration and for tests, where nobody real shares anything.</summary>
    public static async Task AdoptForAllAsync(Db db, PartnershipId partnership, UserId writer, DateTimeOffset now)
    {
        var id = await DraftAsync(db, partnership, writer, now);
        await db.ExecuteAsync(
            """
            update agreement_party set signed_at = @now, signed_by = @writer, signed_as = 'the demonstration' where agreement_id = @id;
            update agreement set state = 'in-force', starts_on = @on, review_on = @on + 365, ends_on = @on + 365, dpia_reference = 'DPIA of the demonstration', equality_reference = 'Equality assessment of the demonstration',
              responsible_owner = 'Strategic lead', contact = 'Information governance' where id = @id
            """, new { id, now, writer, on = UkTime.DateOf(now) });
    }
}
