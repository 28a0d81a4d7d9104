using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui.Components;

namespace Throughline.Imports;

/// <summary>The agencies of the partnership, to choose from.</summary>
internal static class AgencyChoices
{
    public static async Task<IReadOnlyList<SelectItem>> ListAsync(Db db) =>
        [.. (await db.ListAsync<Choice>(
            "select a.id, a.name from agency a join partnership_agency m on m.agency_id = a.id where m.partnership_id = @partnership and m.left_on is null and a.type <> 'system' order by a.name",
            new { partnership = db.Act.Partnership })).Select(agency => new SelectItem { Value = agency.Id.ToString(), Text = agency.Name })];

    private sealed class Choice
    {
        public required AgencyId Id { get; init; }

        public required string Name { get; init; }
    }
}

/// <summary>An agency's own column names for a profile, saved once.</summary>
internal static class SavedMapping
{
    public static Task<string?> FindAsync(Db db, AgencyId agency, string profile) =>
        db.FirstAsync<string>("select mapping::text from column_mapping where agency_id = @agency and profile = @profile", new { agency, profile });

    public static Task SaveAsync(Db db, AgencyId agency, string profile, string mapping) => db.ExecuteAsync(
        """
        insert into column_mapping (partnership_id, agency_id, profile, mapping, saved_at, saved_by) values (@partnership, @agency, @profile, @mapping::jsonb, @at, @user)
        on conflict (partnership_id, agency_id, profile) do update set mapping = excluded.mapping, saved_at = excluded.saved_at, saved_by = excluded.saved_by
        """, new { partnership = db.Act.Partnership, agency, profile, mapping, at = db.Act.At, user = db.Act.User });
}
