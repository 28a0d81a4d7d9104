using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Agreements;
using Throughline.Sharing.Agreements.Sign;
using Throughline.Sharing.Agreements.Write;
using Throughline.Testing;

namespace Throughline.Tests.Sharing;

/// <summary>What people do with agreements before the step under test.</summary>
internal static class AgreementArrange
{
    public static readonly string[] Kinds = ["police", "probation", "prison", "drug-service", "council", "charity", "electronic-monitoring"];

    /// <summary>A strategic lead of an agency, who may sign for it; made when first asked for. Signs in as "lead-" and the kind.</summary>
    public static async Task<Act> LeadOfAsync(this World world, string kind, string partnership = "north", AgencyId? agency = null, PartnershipId? @in = null)
    {
        var of = agency ?? world.Agencies[$"{partnership}-{kind}"];
        var place = @in ?? (partnership == "north" ? world.North : world.South);
        await using var db = new Db(world.Database.Source);
        await db.BeginForNobodyAsync();
        var name = $"lead-{kind}@{partnership}.example";
        var user = await db.FirstAsync<UserId?>("select id from app_user where user_name = @name", new { name })
            ?? await new Partnerships(db).AddUserAsync(place, new(name, $"Lead of {kind}", of, [Role.StrategicLead], World.Password), world.Clock.GetUtcNow());
        await db.CommitAsync();
        return new Act(user, of, place, "test", world.Clock.GetUtcNow());
    }

    public static async Task EndDefaultAsync(this World world)
    {
        var id = await world.DoAsync(world.As("governance"), db => db.ValueAsync<Guid>("select id from agreement where state = 'in-force'"));
        await world.DoAsync(world.As("governance"), db => MoveAgreement.EndAsync(db, id, "the test begins with nothing"));
    }

    /// <summary>A draft of the default with dates and papers, written by the coordinator.</summary>
    public static async Task<Guid> DraftAsync(this World world, DateOnly? starts = null, DateOnly? ends = null, bool reachesBelow = false, Act? writer = null)
    {
        var act = writer ?? world.As("coordinator");
        var id = await world.DoAsync(act, db => WriteAgreement.AdoptDefaultAsync(db));
        await world.WriteAsync(id, starts, ends, reachesBelow, act);
        return id;
    }

    public static async Task WriteAsync(this World world, Guid id, DateOnly? starts = null, DateOnly? ends = null, bool reachesBelow = false, Act? writer = null, IReadOnlyCollection<AgencyId>? parties = null)
    {
        var act = writer ?? world.As("coordinator");
        await world.DoAsync(act, async db =>
        {
            var now = await Agreement.FindAsync(db, id);
            await WriteAgreement.ChangeAsync(db, id, new()
            {
                Name = now.Name, Purpose = now.Purpose, StartsOn = starts ?? world.Clock.Today, EndsOn = ends ?? world.Clock.Today.AddMonths(12), ReachesBelow = reachesBelow,
                Parties = parties ?? [.. (await Party.OfAsync(db, id)).Select(party => party.AgencyId)],
            }, null);
            await WriteAgreement.FileAsync(db, id, new("0113 496 0000", "Chief Superintendent", "DPIA 2026/14", "EIA 2026/3"), null);
        });
    }

    public static Task SendAsync(this World world, Guid id) => world.DoAsync(world.As("coordinator"), db => MoveAgreement.SendForSignaturesAsync(db, id));

    public static async Task SignAsync(this World world, Guid id, params string[] kinds)
    {
        foreach (var kind in kinds)
            await world.DoAsync(await world.LeadOfAsync(kind), db => SignAgreement.DoAsync(db, id, "Director", null));
    }

    public static Task ApproveAsync(this World world, Guid id) => world.DoAsync(world.As("governance"), db => MoveAgreement.ApproveAsync(db, id));

    public static Task ForceAsync(this World world, Guid id) => world.DoAsync(world.As("coordinator"), db => MoveAgreement.BringIntoForceAsync(db, id));

    /// <summary>From the draft to in force, signed by these kinds of agency or by all.</summary>
    public static async Task InForceAsync(this World world, Guid id, params string[] kinds)
    {
        await world.SendAsync(id);
        await world.SignAsync(id, kinds.Length == 0 ? Kinds : kinds);
        await world.ApproveAsync(id);
        await world.ForceAsync(id);
    }

    /// <summary>What is written down as in force, one line a grant.</summary>
    public static Task<List<string>> GrantsAsync(this World world, PartnershipId? partnership = null, Guid? agreement = null) => world.DoAsync(
        world.As("governance") with { Partnership = partnership ?? world.North }, async db => (await db.ListAsync<string>(
            """
            select concat_ws('|', g.to_agency_id, g.owner_agency_id, g.category, g.level, g.condition, g.needs_consent, g.clause_id, g.from_on, g.until_on) from sharing_grant g join clause c on c.id = g.clause_id
            where g.partnership_id = @partnership and (@agreement::uuid is null or c.agreement_id = @agreement)
            """, new { partnership = partnership ?? world.North, agreement })).Order(StringComparer.Ordinal).ToList());

    public static string Line(SharingGrant g) =>
        string.Join('|', g.ToAgencyId, g.OwnerAgencyId, g.Category, g.Level, g.Condition, g.NeedsConsent ? "t" : "f", g.ClauseId, g.FromOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), g.UntilOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
}
