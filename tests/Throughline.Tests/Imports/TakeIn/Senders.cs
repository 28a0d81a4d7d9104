using System.Text;
using Throughline.Imports;
using Throughline.Imports.Profiles;
using Throughline.Imports.TakeIn;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Testing;

namespace Throughline.Tests.Imports.TakeIn;

/// <summary>Sends files as an agency does, without a browser.</summary>
internal static class Senders
{
    public static async Task<(Guid Id, TakeInReport Report)> SendAsync(
        this World world, string profile, string csv, string agency = "north-police", string user = "coordinator", bool dryRun = false, bool confirm = false, Func<long, string, Task>? progress = null)
    {
        var act = world.As(user, agency.Split('-')[0]);
        var bytes = Encoding.UTF8.GetBytes(csv);
        var id = await world.DoAsync(act, db => ImportStore.ReceiveAsync(
            db, ImportProfiles.Find(profile)!, world.Agencies[agency], profile + ".csv", new MemoryStream(bytes), act.On, dryRun, new ImportChoices { WithdrawConfirmed = confirm }, keepFile: false));
        var report = await RunImport.RunAsync(() => new Db(world.Database.Source), act, id, _ => new MemoryStream(bytes), OffenceGrouping.Shipped(), [], progress ?? ((_, _) => Task.CompletedTask), CancellationToken.None);
        world.Clock.Move(TimeSpan.FromMinutes(1));
        return (id, report);
    }

    public static Task<T> AskAsync<T>(this World world, string sql, string partnership = "north") => world.DoAsync(world.As("coordinator", partnership) with { IsService = true }, db => db.ValueAsync<T>(sql));

    public static string Folk(params string[] rows) => "person_ref,pncid,surname,forenames,date_of_birth,phone,designations\n" + string.Join('\n', rows) + "\n";

    public static string Events(params string[] rows) => "event_id,person_ref,pncid,surname,forenames,date_of_birth,kind,occurred_on,offence_code\n" + string.Join('\n', rows) + "\n";
}
