using System.Globalization;
using System.Text;
using Throughline.Demo;
using Throughline.Imports;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Work.Demonstration;

/// <summary>
/// One file taken in as a coordinator would, so that the imports page has something to show: last month's crimes by place,
/// invented, about nobody, with two rows that wait to be put right.
/// </summary>
internal static class OpenCrimeFile
{
    private static readonly string[] Kinds = ["Burglary", "Vehicle crime", "Shoplifting", "Theft from the person", "Robbery"];

    public static async Task TakeInAsync(Func<Db> newDb, Act act, AgencyId police, DemoPartnership made, CancellationToken cancel)
    {
        var file = Encoding.UTF8.GetBytes(Text(made, act.On));
        Guid id;
        await using (var db = newDb())
        {
            await db.BeginAsync(act, cancel);
            id = await ImportStore.ReceiveAsync(db, ImportProfiles.Find("police-uk-crime")!, police, "crimes-by-place.csv", new MemoryStream(file), act.On, false, new ImportChoices(), keepFile: false, cancel);
            await db.CommitAsync(cancel);
        }

        await RunImport.RunAsync(newDb, act, id, _ => new MemoryStream(file), OffenceGrouping.Shipped(act.On), [], (_, _) => Task.CompletedTask, cancel);
    }

    private static string Text(DemoPartnership made, DateOnly on)
    {
        var month = on.AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var text = new StringBuilder("Crime ID,Month,Reported by,Location,Crime type,Last outcome category\n");
        for (var i = 0; i < 40; i++)
            text.Append(CultureInfo.InvariantCulture, $"{made.Code}-{i:0000},{month},{made.Area.Name} Police,On or near Mill Lane,{Kinds[i % Kinds.Length]},Under investigation\n");
        text.Append(CultureInfo.InvariantCulture, $"{made.Code}-0040,{on.Year}-13,{made.Area.Name} Police,On or near Mill Lane,Burglary,Under investigation\n");
        text.Append(CultureInfo.InvariantCulture, $"{made.Code}-0041,{month},{made.Area.Name} Police,On or near Mill Lane,Bike crime,Under investigation\n");
        return text.ToString();
    }
}
