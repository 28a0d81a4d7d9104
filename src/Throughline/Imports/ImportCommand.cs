using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Throughline.Access.SetUp;
using Throughline.Cli;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.People.Identifiers;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Imports;

/// <summary>
/// <c>throughline import PROFILE FILE --agency CODE</c>: checks and takes in a file. Exit 0 taken in whole, 1 something needs a
/// person (rows set aside, or the file held back), 2 the file or the words of the command cannot be used.
/// </summary>
internal static class ImportCommand
{
    public static Command Build(IReadOnlyList<IAfterTakeIn> after)
    {
        var profileName = new Argument<string>("PROFILE") { Description = "Which kind of extract; `throughline profiles` lists them." };
        var path = new Argument<FileInfo>("FILE") { Description = "CSV, gzip of CSV, or XLSX." };
        var agency = new Option<string>("--agency") { Description = "Code of the agency that sent it.", Required = true };
        var partnership = new Option<string?>("--partnership") { Description = "Code of the partnership, when the agency is in several." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and write nothing but the report." };
        var asOf = new Option<string?>("--as-of") { Description = "Day the file speaks for (YYYY-MM-DD); today when not given." };
        var mapping = new Option<string?>("--mapping") { Description = "A mapping: a JSON file, or the name of a shipped one (cjs-offence-codes, ho-offence-codes, ho-actuarial-mapping, weights-cchi-2020, weights-ogrs3)." };
        var set = new Option<string[]>("--set") { Description = "column=value for every row, such as crime_type=Burglary." };
        var confirm = new Option<bool>("--confirm-withdrawals") { Description = "It is right that this snapshot ends more than one row in five." };
        var report = new Option<string?>("--report") { Description = "Where to write the rows that were set aside (CSV); FILE.set-aside.csv when not given." };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var command = new Command("import", "Check, then take in an agency's extract.") { profileName, path, agency, partnership, dryRun, asOf, mapping, set, confirm, report, json };
        return command.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            var profile = ImportProfiles.Find(parsed.GetValue(profileName)!) ?? throw new BadInput($"There is no profile called {parsed.GetValue(profileName)}. Expected one of: {string.Join(", ", ImportProfiles.All.Select(p => p.Name))}.");
            var file = parsed.GetValue(path)!;
            if (!file.Exists)
                throw new BadInput($"There is no file {file.FullName}.");
            var now = TimeProvider.System.GetUtcNow();
            var day = parsed.GetValue(asOf) is { } given ? DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw new BadInput($"--as-of: found '{given}', expected a date such as 2026-11-20.") : UkTime.DateOf(now);
            var choices = new ImportChoices { Mapping = await MappingAsync(parsed.GetValue(mapping), cancel), Constants = Constants(parsed.GetValue(set) ?? []), WithdrawConfirmed = parsed.GetValue(confirm) };

            Db NewDb() => new(database.Source);
            var (act, agencyId) = await ActAsync(NewDb, parsed.GetValue(agency)!, parsed.GetValue(partnership), now);
            Guid id;
            await using (var db = NewDb())
            {
                await db.BeginAsync(act, cancel);
                await using var content = file.OpenRead();
                id = await ImportStore.ReceiveAsync(db, profile, agencyId, file.Name, content, day, parsed.GetValue(dryRun), choices, keepFile: false, cancel);
                await db.CommitAsync(cancel);
            }

            var result = await RunImport.RunAsync(NewDb, act, id, _ => file.OpenRead(), OffenceGrouping.Shipped(day), after, (_, words) => Console.Error.WriteLineAsync(words), cancel);
            var setAside = result.Quarantined > 0 ? await WriteSetAsideAsync(NewDb, act, id, profile, parsed.GetValue(report) ?? file.FullName + ".set-aside.csv", cancel) : null;
            Print(result, parsed.GetValue(json), setAside);
            foreach (var warning in result.Warnings)
                await Console.Error.WriteLineAsync("Note: " + warning);
            if (result.FileRefused is { } refused)
                throw new BadInput(refused);
            if (result.Held is { } held)
                await Console.Error.WriteLineAsync(held);
            return result.IsHeld || result.Quarantined > 0 ? Commands.RefusedExit : Commands.DoneExit;
        });
    }

    private static void Print(TakeInReport result, bool json, string? setAside)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                rows_read = result.Read,
                rows_new = result.New,
                rows_changed = result.Changed,
                rows_unchanged = result.Unchanged,
                rows_ended = result.Withdrawn,
                rows_repeated = result.Repeated,
                rows_quarantined = result.Quarantined,
                people_new = result.PeopleNew,
                possible_matches = result.PossibleMatches,
                report = setAside,
                warnings = result.Warnings,
                held = result.Held,
                refused = result.FileRefused,
            }));
            return;
        }

        Console.WriteLine($"rows read {result.Read}, new {result.New}, changed {result.Changed}, unchanged {result.Unchanged}, ended {result.Withdrawn}, repeated {result.Repeated}, quarantined {result.Quarantined}");
        Console.WriteLine($"new people {result.PeopleNew}, possible matches {result.PossibleMatches}");
        if (setAside is not null)
            Console.WriteLine($"the rows set aside, with reasons: {setAside}");
    }

    private static async Task<string> WriteSetAsideAsync(Func<Db> newDb, Act act, Guid id, Profile profile, string path, CancellationToken cancel)
    {
        await using var db = newDb();
        await db.BeginAsync(act, cancel);
        await File.WriteAllTextAsync(path, await SetAside.AsCsvAsync(db, id, profile), cancel);
        await db.CommitAsync(cancel);
        return path;
    }

    private static async Task<(Act Act, AgencyId Agency)> ActAsync(Func<Db> newDb, string agencyCode, string? partnershipCode, DateTimeOffset now)
    {
        await using var db = newDb();
        await db.BeginForNobodyAsync();
        var agency = await db.FirstAsync<AgencyId?>("select id from agency where code = @agencyCode", new { agencyCode })
            ?? throw new BadInput($"There is no agency with the code {agencyCode}. Expected one of: {string.Join(", ", await db.ListAsync<string>("select code from agency where type <> 'system' order by code"))}.");
        var partnerships = await db.ListAsync<PartnershipId>(
            "select p.id from partnership_agency m join partnership p on p.id = m.partnership_id where m.agency_id = @agency and m.left_on is null and (@partnershipCode::text is null or p.code = @partnershipCode)", new { agency, partnershipCode });
        var partnership = partnerships switch
        {
            [var one] => one,
            [] => throw new BadInput($"The agency {agencyCode} is not in that partnership."),
            _ => throw new BadInput($"The agency {agencyCode} is in several partnerships: say which with --partnership."),
        };
        var act = await new Partnerships(db).ServiceAsync(partnership, "import from the command line", now);
        await db.CommitAsync();
        return (act, agency);
    }

    /// <summary>A mapping from a file, or one that is shipped.</summary>
    internal static async Task<string?> MappingAsync(string? name, CancellationToken cancel)
    {
        if (name is null)
            return null;
        string text;
        if (File.Exists(name))
        {
            text = await File.ReadAllTextAsync(name, cancel);
        }
        else
        {
            await using var shipped = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Reference/mapping-{name}.json") ?? throw new BadInput($"--mapping: there is no file and no shipped mapping called {name}.");
            using var reader = new StreamReader(shipped);
            text = await reader.ReadToEndAsync(cancel);
        }

        var (_, problem) = ColumnMapping.Parse(text);
        return problem is null ? text : throw new BadInput("--mapping: " + problem);
    }

    private static Dictionary<string, string> Constants(string[] pairs) => pairs.Select(pair => pair.Split('=', 2) is [var column, var value] ? (column, value) : throw new BadInput($"--set: found '{pair}', expected column=value.")).ToDictionary(p => p.column, p => p.value);
}
