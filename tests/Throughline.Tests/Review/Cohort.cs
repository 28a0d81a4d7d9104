using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Testing;

namespace Throughline.Tests.Review;

/// <summary>People and cases as an import and a panel would leave them.</summary>
internal static class Cohort
{
    public static async Task<PersonId> PersonAsync(this Db db, string name, string? beat = null, DateOnly? born = null)
    {
        var id = PersonId.New();
        var (forenames, surname) = (name[..name.LastIndexOf(' ')], name[(name.LastIndexOf(' ') + 1)..]);
        await db.ExecuteAsync(
            """
            insert into person_record (id, partnership_id, created_at, created_by) values (@id, @partnership, @at, @user);
            insert into person_name (partnership_id, person_id, category, kind, surname, forenames) values (@partnership, @id, 'identity', 'name', @surname, @forenames);
            insert into person_birth_date (partnership_id, person_id, category, date_of_birth) values (@partnership, @id, 'identity', @born);
            insert into person_description (partnership_id, person_id, category, beat) values (@partnership, @id, 'identity', @beat)
            """,
            new { id, partnership = db.Act.Partnership, surname, forenames, born = born ?? new DateOnly(1996, 5, 4), beat, at = db.Act.At, user = db.Act.User });
        return id;
    }

    public static async Task<CaseId> CaseAsync(this Db db, PersonId person, string state = "adopted", string? status = null, UserId? lead = null, DateOnly? reviewBy = null, int daysAgo = 60)
    {
        var id = new CaseId(Guid.CreateVersion7());
        await db.ExecuteAsync(
            """
            insert into iom_case (id, partnership_id, person_id, state, opened_at, adopted_on, status, status_since, status_review_by, lead_user_id, lead_agency_id, why)
            values (@id, @partnership, @person, @state, @opened, @adopted, @status, @since, @reviewBy, @lead, @agency, 'test')
            """,
            new
            {
                id, partnership = db.Act.Partnership, person, state, opened = db.Act.At.AddDays(-daysAgo), adopted = db.Act.On.AddDays(-daysAgo), status,
                since = status is null ? (DateTimeOffset?)null : db.Act.At.AddDays(-30), reviewBy, lead, agency = lead is null ? (AgencyId?)null : db.Act.Agency,
            });
        return id;
    }

    public static async Task<(PersonId Person, CaseId Case)> AdoptedAsync(this World world, string name, string? status = null, string user = "coordinator", string partnership = "north", string? lead = null, string? beat = null, DateOnly? reviewBy = null) =>
        await world.DoAsync(world.As(user, partnership), async db =>
        {
            var person = await db.PersonAsync(name, beat);
            return (person, await db.CaseAsync(person, status: status, lead: lead is null ? null : world.As(lead, partnership).User, reviewBy: reviewBy));
        });

    private const string Item = "partnership_id, person_id, owner_agency_id, category, received_at, recorded_by";
    private const string Values = "@partnership, @person, @agency, @category, @received, @user";

    private static object Of(Db db, PersonId person, string category, object more, DateTimeOffset? received = null)
    {
        var values = new Dapper.DynamicParameters(more);
        values.AddDynamicParams(new { partnership = db.Act.Partnership, person, agency = db.Act.Agency, category, received = received ?? db.Act.At, user = db.Act.User });
        return values;
    }

    public static Task EventAsync(this Db db, PersonId person, string kind, DateOnly on, DateTimeOffset? received = null) => db.ExecuteAsync(
        $"insert into offence_event ({Item}, kind, occurred_on, offence_group) values ({Values}, @kind, @on, 'shoplifting')", Of(db, person, "offending", new { kind, on }, received));

    public static Task CustodyAsync(this Db db, PersonId person, DateOnly from, DateOnly? release = null, DateOnly? released = null) => db.ExecuteAsync(
        $"insert into custody_spell ({Item}, reference, establishment, status, received_on, expected_release_on, released_on) values ({Values}, 's1', 'HMP Northshire', 'sentenced', @from, @release, @released)",
        Of(db, person, "custody and dates", new { from, release, released }, db.Act.At.AddDays(-40)));

    public static Task TreatmentAsync(this Db db, PersonId person, string status, DateOnly on) => db.ExecuteAsync(
        $"insert into drug_record ({Item}, kind, on_date, treatment_status) values ({Values}, 'treatment', @on, @status)", Of(db, person, "treatment", new { status, on }));

    public static Task OrderAsync(this Db db, PersonId person, DateOnly from, DateOnly? ends, DateOnly? ended = null, string type = "community-order") => db.ExecuteAsync(
        $"insert into order_spell ({Item}, reference, order_type, started_on, ends_on, ended_on) values ({Values}, 'o1', @type, @from, @ends, @ended)",
        Of(db, person, "supervision", new { type, from, ends, ended }));

    public static Task PredictorAsync(this Db db, PersonId person, DateOnly on) => db.ExecuteAsync(
        $"insert into predictor_score ({Item}, predictor, scored_on, percent_two_year) values ({Values}, 'arp', @on, 61.5)", Of(db, person, "risk", new { on }));

    public static Task<int> LooksAsync(this World world, string user, PersonId person, string partnership = "north") => world.DoAsync(world.As("governance", partnership), db =>
        db.ValueAsync<int>("select count(*)::int from audit_entry where user_id = @user and @person = any(person_ids) and operation = 'consultation'", new { user = world.As(user, partnership).User, person }));
}
