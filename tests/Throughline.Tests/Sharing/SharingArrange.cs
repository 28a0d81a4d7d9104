using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing;
using Throughline.Sharing.Disclose;
using Throughline.Testing;
using Throughline.Tests.Selection;

namespace Throughline.Tests.Sharing;

/// <summary>People about whom agencies hold something, and what one agency gives another.</summary>
internal static class SharingArrange
{
    public const string Why = "The probation officer sees him tomorrow and must know.";

    public static Task TreatmentAsync(this World world, PersonId person, string on = "2026-11-01") =>
        world.ItemAsync(person, "drug_record", "kind, on_date, substance, treatment_status", $"'treatment', '{on}', 'heroin', 'attending'", "drug-worker");

    public static Task PhoneAsync(this World world, PersonId person, string number, string by = "manager") => world.DoAsync(world.As(by), db => db.ExecuteAsync(
        "insert into person_phone (partnership_id, person_id, category, number) values (@Partnership, @person, 'contact details', @number)", new { db.Act.Partnership, person, number }));

    public static Task<Guid> OneAsync(this World world, string sql, object? values = null) => world.DoAsync(world.As("governance") with { IsService = true }, db => db.ValueAsync<Guid>(sql, values));

    public static DisclosureAsked Asked(this World world, string to, string? category = "treatment", Level level = Level.Full, string gateway = "public-interest", int days = 7, params (string Kind, Guid Id)[] items) => new()
    {
        ToAgency = world.Agencies["north-" + to], Category = items.Length == 0 ? category : null, Items = items, Level = level, Gateway = gateway,
        Purpose = "To plan tomorrow's visit to the person's home.", Necessity = "Without it two workers go there unprepared.", Until = world.Clock.Today.AddDays(days),
    };

    public static Task<Guid> DiscloseAsync(this World world, PersonId person, DisclosureAsked asked, string by = "drug-worker") => world.DoAsync(world.As(by), db => DiscloseItems.DoAsync(db, person, asked));

    public static Task<bool> SeesAsync(this World world, string user, string table, Guid id) => world.DoAsync(world.As(user), db => db.ValueAsync<bool>($"select exists (select from {table} where id = @id)", new { id }));

    public static Task<IReadOnlyList<string>> NoticesAsync(this World world, string user) => world.DoAsync(world.As(user), db => db.ListAsync<string>("select kind || ': ' || words from sharing_notice where to_agency_id = @Agency order by at, id", new { db.Act.Agency }));
}
