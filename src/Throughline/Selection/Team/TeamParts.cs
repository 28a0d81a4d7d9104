using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Selection.Team;

/// <summary>
/// Parts as other acts of the stage give and end them: a referral brings whoever made it onto the team, and whoever presents
/// it to the panel; they leave when it is decided, put aside or the case ends.
/// </summary>
internal static class TeamParts
{
    public const string Nominator = "nominator";
    public const string Presenter = "presents the case to the panel";

    /// <summary>A part is the item of the agency for which somebody has it: its clauses say who reads that its worker is there.</summary>
    public static async Task<Guid> WriteAsync(Db db, CaseId @case, UserId user, AgencyId agency, string part, DateOnly from, DateOnly? until, bool withReferral = false)
    {
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into case_team (id, partnership_id, case_id, user_id, owner_agency_id, recorded_by, received_at, part, from_on, to_on, with_referral)
            values (@id, @Partnership, @case, @user, @agency, @author, @At, @part, @from, @until, @withReferral)
            """, new { id, db.Act.Partnership, @case, user, agency, author = db.Act.User, db.Act.At, part, from, until, withReferral });
        return id;
    }

    /// <summary>The acting user joins for as long as the referral is open, unless they have a part already.</summary>
    public static async Task JoinWithReferralAsync(Db db, CaseId @case, string part)
    {
        if (await TeamRules.StandingAsync(db, @case, db.Act.User, db.Act.On, null) == Standing.Free)
            await WriteAsync(db, @case, db.Act.User, db.Act.Agency, part, db.Act.On, null, withReferral: true);
    }

    /// <summary>Whoever came with the referral leaves at once.</summary>
    public static Task LeaveWithReferralAsync(Db db, CaseId @case, string because) => EndAsync(db, @case, "referral", null, AtOnce(db), "referral", because);

    /// <summary>Everybody's part ends with the case; sight has ended with its state already.</summary>
    public static Task EndWithCaseAsync(Db db, CaseId @case, string because) => EndAsync(db, @case, "all", null, db.Act.On, "case", because);

    public static Task<int> EndAsync(Db db, CaseId @case, string which, Guid? key, DateOnly lastDay, string with, string because) =>
        db.ValueAsync<int>("select end_team_parts(@case, @which, @key, @lastDay, @with, @because)", new { @case, which, key, lastDay, with, because });

    /// <summary>The last day of a part that ends now: a last day is seen to its end, so it is the day before.</summary>
    public static DateOnly AtOnce(Db db) => db.Act.On.AddDays(-1);

    /// <summary>News of a worker of another agency is as narrow as the part: for agencies that read that agency's part in a plan.</summary>
    public static async Task<Happened> NewsAsync(Db db, string type, string words, AgencyId of)
    {
        var news = new Happened(type, "plan", words, db.Act.On);
        return of == db.Act.Agency ? news : news with
        {
            Marking = "agencies",
            MarkedFor = [of.Value, .. await db.ListAsync<Guid>(
                """
                select distinct to_agency_id from sharing_grant where partnership_id = @Partnership and owner_agency_id = @of and category = 'plan' and level = 'full' and condition = 'cohort' and not needs_consent
                  and from_on <= @On and until_on >= @On
                """, new { db.Act.Partnership, of, db.Act.On })],
        };
    }
}
