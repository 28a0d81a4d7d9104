using System.CommandLine;
using System.Globalization;
using Throughline.Access.SetUp;
using Throughline.Evaluation.Reports;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Cli;

internal static class ReportCommand
{
    public static Command Build()
    {
        var name = new Argument<string>("name") { Description = $"Which report: {ReportCatalogue.Names}." };
        var partnership = new Option<string?>("--partnership") { Description = "Code of one partnership. Without it, every partnership, one after the other." };
        var asOf = new Option<string?>("--as-of") { Description = "The day, as 2026-11-20. Without it, today." };
        var format = new Option<string>("--format") { Description = "text, csv, json or html.", DefaultValueFactory = _ => "text" };
        var command = new Command("report", "Print a published table from live data beside the published figures.") { name, partnership, asOf, format };
        return command.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            var report = ReportCatalogue.Find(parsed.GetValue(name)) ?? throw new BadInput($"name: found '{parsed.GetValue(name)}', expected one of {ReportCatalogue.Names}");
            var how = parsed.GetValue(format)!;
            if (!ReportWriter.Formats.Contains(how))
                throw new BadInput($"--format: found '{how}', expected one of {string.Join(", ", ReportWriter.Formats)}");
            var now = TimeProvider.System.GetUtcNow();
            var on = UkTime.DateOf(now);
            if (parsed.GetValue(asOf) is { } text && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out on))
                throw new BadInput($"--as-of: found '{text}', expected a day as 2026-11-20");
            var partnerships = await RunAsync(database, report, parsed.GetValue(partnership), on, now, cancel);
            Console.Write(ReportWriter.Write(report, on, partnerships, how));
            return Commands.DoneExit;
        });
    }

    /// <summary>Each partnership in an act of its own, as its service user: row-level security shows one at a time.</summary>
    internal static async Task<IReadOnlyList<PartnershipReport>> RunAsync(DatabaseServer database, Report report, string? code, DateOnly on, DateTimeOffset now, CancellationToken cancel = default)
    {
        List<Act> acts = [];
        await using (var db = new Db(database.Source))
        {
            await db.BeginForNobodyAsync(cancel);
            var found = await db.ListAsync<PartnershipId>("select id from partnership where @code::text is null or code = @code order by code", new { code }, cancel);
            if (found.Count == 0)
                throw new BadInput(code is null ? "There is no partnership yet: make one with `setup` or `seed demo`" : $"--partnership: found '{code}', expected the code of a partnership");
            var setUp = new Partnerships(db);
            foreach (var id in found)
                acts.Add(await setUp.ServiceAsync(id, "report", now));
            await db.CommitAsync(cancel);
        }

        List<PartnershipReport> results = [];
        foreach (var act in acts)
        {
            await using var db = new Db(database.Source);
            await db.BeginAsync(act, cancel);
            results.Add(await report.RunAsync(db, on, suppress: false));
            await db.CommitAsync(cancel);
        }

        return results;
    }
}
