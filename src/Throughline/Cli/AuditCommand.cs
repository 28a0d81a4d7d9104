using System.CommandLine;
using System.Text.Json;
using Throughline.Access.Audit;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Cli;

/// <summary><c>audit who PERSON</c>: every entry of the audit about one person, the latest first. Asking is itself recorded.</summary>
public static class AuditCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Build() => new("audit", "The audit record: who looked at whom.") { Who() };

    private static Command Who()
    {
        var person = new Argument<string>("PERSON") { Description = "Key of the person's record, as in the address of their page." };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of CSV." };
        return new Command("who", "Who looked at a person: CSV, the latest first.") { person, json }.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            if (!PersonId.TryParse(parsed.GetValue(person), null, out var id))
                throw new BadInput($"PERSON: found '{parsed.GetValue(person)}', expected the key of a record, such as 0198c0de-0000-7000-8000-000000000000.");
            if (await FindAsync(database, id, TimeProvider.System.GetUtcNow(), cancel) is not { } lines)
            {
                await Console.Error.WriteLineAsync($"No person has the key {id}.");
                return Commands.RefusedExit;
            }

            Console.Out.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(lines.Select(Row), Indented) + "\n" : AuditSearch.Csv(lines));
            return Commands.DoneExit;
        });
    }

    /// <summary>The entries about a person, from whichever partnership holds them; null when none does.</summary>
    internal static async Task<IReadOnlyList<AuditLine>?> FindAsync(DatabaseServer database, PersonId person, DateTimeOffset now, CancellationToken cancel)
    {
        IReadOnlyList<Guid> partnerships;
        await using (var db = new Db(database.Source))
        {
            await db.BeginForNobodyAsync(cancel);
            partnerships = await db.ListAsync<Guid>("select id from partnership order by code", cancel: cancel);
        }

        foreach (var partnership in partnerships)
        {
            Act act;
            await using (var db = new Db(database.Source))
            {
                await db.BeginForNobodyAsync(cancel);
                act = await new Partnerships(db).ServiceAsync(new PartnershipId(partnership), "audit who", now);
                await db.CommitAsync(cancel);
            }

            await using var asService = new Db(database.Source);
            await asService.BeginAsync(act, cancel);
            if (!await asService.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }, cancel))
                continue;
            var lines = await AuditSearch.ListAsync(asService, new AuditFilter { Person = person }, 1, AuditSearch.ExportLimit, cancel);
            await asService.AuditAsync(AuditOperation.Consultation, [person], ["audit"], "audit who", null, cancel);
            await asService.CommitAsync(cancel);
            return lines;
        }

        return null;
    }

    private static object Row(AuditLine line) => new
    {
        line.At, line.Operation, UserId = line.UserId.Value, line.UserName, line.Agency, line.PersonIds, line.Categories, line.Subject, line.Purpose, line.Reason,
    };
}
