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

    public static Command Build() => new("audit", "The audit record: who looked at whom.") { Who(), AuditTreeCommands.Verify(), AuditTreeCommands.Checkpoint(), AuditTreeCommands.Prove() };

    private static Command Who()
    {
        var person = new Argument<string>("PERSON") { Description = "Key of the person's record, as in the address of their page." };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of CSV." };
        return new Command("who", "Who looked at a person: CSV, the latest first.") { person, json }.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            if (!PersonId.TryParse(parsed.GetValue(person), null, out var id))
                throw new BadInput($"PERSON: found '{parsed.GetValue(person)}', expected the key of a record, such as 0198c0de-0000-7000-8000-000000000000.");
            var lines = await FindAsync(database, id, TimeProvider.System.GetUtcNow(), cancel);
            if (lines is null)
            {
                await Console.Error.WriteLineAsync($"No person has the key {id}, and no entry of the audit names it.");
                return Commands.RefusedExit;
            }

            if (lines.Count == AuditSearch.ExportLimit)
                await Console.Error.WriteLineAsync($"There may be more: these are the latest {AuditSearch.ExportLimit:N0}.");
            Console.Out.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(lines.Select(Row), Indented) + "\n" : AuditSearch.Csv(lines));
            return Commands.DoneExit;
        });
    }

    /// <summary>
    /// The entries about a person from every partnership that has any, the latest first; null when nobody has heard of the key. Entries outlive the record
    /// that they are about: after a disposal they still answer who looked.
    /// </summary>
    internal static async Task<IReadOnlyList<AuditLine>?> FindAsync(DatabaseServer database, PersonId person, DateTimeOffset now, CancellationToken cancel)
    {
        IReadOnlyList<Guid> partnerships;
        await using (var db = new Db(database.Source))
        {
            await db.BeginForNobodyAsync(cancel);
            partnerships = await db.ListAsync<Guid>("select id from partnership order by code", cancel: cancel);
        }

        var (found, isKnown) = (new List<AuditLine>(), false);
        foreach (var partnership in partnerships)
        {
            var (lines, isHere) = await InAsync(database, new PartnershipId(partnership), person, now, cancel);
            found.AddRange(lines);
            isKnown |= isHere || lines.Count > 0;
        }

        return isKnown ? [.. found.OrderByDescending(line => line.At).Take(AuditSearch.ExportLimit)] : null;
    }

    private static async Task<(IReadOnlyList<AuditLine> Lines, bool IsHere)> InAsync(DatabaseServer database, PartnershipId partnership, PersonId person, DateTimeOffset now, CancellationToken cancel)
    {
        Act act;
        await using (var db = new Db(database.Source))
        {
            await db.BeginForNobodyAsync(cancel);
            act = await new Partnerships(db).ServiceAsync(partnership, "audit who", now);
            await db.CommitAsync(cancel);
        }

        await using var asService = new Db(database.Source);
        await asService.BeginAsync(act, cancel);
        var lines = await AuditSearch.ListAsync(asService, new AuditFilter { Person = person }, 1, AuditSearch.ExportLimit, cancel);
        var isHere = await asService.ValueAsync<bool>("select exists (select from person where id = @person)", new { person }, cancel);
        // the command has no sign-in: whose account of the machine it was is the nearest there is to a name
        if (isHere || lines.Count > 0)
            await asService.AuditAsync(AuditOperation.Consultation, [person], ["audit"], "audit who", $"asked on the command line by {Environment.UserName}", cancel);
        await asService.CommitAsync(cancel);
        return (lines, isHere);
    }

    private static object Row(AuditLine line) => new
    {
        line.At, line.Operation, UserId = line.UserId.Value, line.UserName, line.Agency, line.PersonIds, line.Categories, line.Subject, line.Purpose, line.Reason, line.Recipients, line.ItemIds, line.SessionId,
    };
}
