using System.Reflection;
using System.Text.Json;
using Npgsql;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Demo;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Review;
using Throughline.Sharing.Agreements;
using Throughline.Selection.Scores;
using Throughline.Platform.Processes;

namespace Throughline.Work.Demonstration;

/// <summary>
/// Five invented partnerships after the published sizes and shares, with their agencies, users, people and casework. Every
/// row goes in through row-level security, each partnership in a transaction of its own.
/// </summary>
public static class Demonstration
{
    private const string Purpose = "demonstration";

    /// <summary>Whether the database has any partnership: a demonstration is made only where there is nothing else.</summary>
    public static async Task<bool> AnyPartnershipAsync(NpgsqlDataSource source, CancellationToken cancel = default)
    {
        await using var db = new Db(source);
        await db.BeginForNobodyAsync(cancel);
        return await db.ValueAsync<bool>("select exists (select from partnership)", cancel: cancel);
    }

    /// <summary>Makes the demonstration, with yesterday and today as the clock has them.</summary>
    /// <param name="people">How many people in all; null for the published sizes.</param>
    /// <param name="progress">Told a sentence after each partnership.</param>
    /// <exception cref="RuleBroken">There is a partnership already.</exception>
    public static async Task CreateAsync(NpgsqlDataSource source, int seed, int? people, TimeProvider clock, Action<string>? progress = null, CancellationToken cancel = default)
    {
        new Rule("There are partnerships in this database already. The demonstration is made in an empty one.", "docs/reference/reports.md", !await AnyPartnershipAsync(source, cancel)).Check();
        var now = clock.GetUtcNow();
        var asOf = UkTime.DateOf(now);
        foreach (var made in DemoWorld.Create(seed, asOf, people))
        {
            var started = clock.GetTimestamp();
            var place = await SetUpAsync(source, made, now, cancel);
            await using var db = new Db(source);
            await db.BeginAsync(place.Service, cancel);
            await StatusDefinitions.AddDefaultsAsync(db, cancel);
            await DefaultAgreement.AdoptForAllAsync(db, place.Service.Partnership, place.Staff["governance"].User, now);
            await MatrixAsync(db, now, cancel);
            await PeopleLoader.LoadAsync(db, made, place, now, cancel);
            await CaseworkLoader.LoadAsync(db, made, place, cancel);
            await db.CommitAsync(cancel);
            var (coordinator, agency, _) = place.Staff["coordinator"];
            await db.BeginAsync(place.Service with { User = coordinator, Agency = agency, IsService = false }, cancel);
            await ScorePeople.DoAsync(db, asOf, cancel);
            await db.CommitAsync(cancel);
            await OpenCrimeFile.TakeInAsync(() => new Db(source), place.Service, place.Agencies["police"], made, cancel);
            progress?.Invoke($"{made.Area.Name}: {made.People.Count(p => p.IsCohort)} people on the cohort and {made.People.Count(p => !p.IsCohort)} others, in {clock.GetElapsedTime(started).TotalSeconds:0.0} s");
        }
    }

    /// <summary>The partnership with its agencies and users, who act for nobody's record yet.</summary>
    private static async Task<Place> SetUpAsync(NpgsqlDataSource source, DemoPartnership made, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = new Db(source);
        await db.BeginForNobodyAsync(cancel);
        var setUp = new Partnerships(db);
        var partnership = await setUp.CreateAsync(new NewPartnership(made.Code, $"{made.Area.Name} (after {made.Area.After}'s published figures)", made.Area.Brand), now);
        await db.ExecuteAsync(
            "update partnership set settings = settings || @settings::jsonb where id = @partnership",
            new
            {
                partnership,
                settings = JsonSerializer.Serialize(new
                {
                    published = new { after = made.Area.After, made.Area.Statutory, made.Area.Ppo, made.Area.Offences, made.Area.Primary, made.Area.Breaches, firstConvictionAge = made.Area.FirstConvictionAge, made.Area.Age, histories = made.Area.Histories }
                }, JsonSerializerOptions.Web),
            }, cancel);
        Dictionary<string, AgencyId> agencies = new(StringComparer.Ordinal);
        foreach (var agency in made.Agencies)
            agencies[agency.Type] = await setUp.AddAgencyAsync(partnership, new NewAgency(agency.Code, agency.Name, agency.Type, agency.Contact, WorksForProbation: agency.Type is "charity" or "housing", ActsForAuthority: agency.Type is "drug-service"), now);
        await setUp.LeadAsync(partnership, agencies["probation"]);
        Dictionary<string, (UserId User, AgencyId Agency, string Name)> staff = new(StringComparer.Ordinal);
        foreach (var user in made.Staff)
        {
            var roles = user.Roles.Select(code => Roles.Parse(code) ?? throw new InvalidOperationException($"No role {code}")).ToArray();
            var id = await setUp.AddUserAsync(partnership, new NewUser($"{user.UserName}@{made.Code}.example", user.FullName, agencies[user.AgencyType], roles, Area: user.Area, DemoKind: user.OnDemoPage), now);
            staff[user.UserName] = (id, agencies[user.AgencyType], user.FullName);
        }

        var service = await setUp.ServiceAsync(partnership, Purpose, now);
        await db.CommitAsync(cancel);
        return new Place(service, agencies, staff);
    }

    /// <summary>The shipped matrix, put to use when the program carries one.</summary>
    private static async Task MatrixAsync(Db db, DateTimeOffset now, CancellationToken cancel)
    {
        await using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("Reference/matrix-burglary-weighted.json");
        if (file is null)
            return;
        using var body = await JsonDocument.ParseAsync(file, cancellationToken: cancel);
        var name = body.RootElement.TryGetProperty("name", out var called) ? called.GetString()! : "Selection matrix";
        await db.ExecuteAsync(
            """
            insert into selection_matrix (id, partnership_id, name, version, body, state, reason, saved_at, saved_by)
            values (@id, @partnership, @name, 1, @body::jsonb, 'in-use', 'Agreed by the partnership for the demonstration, as shipped.', @now, @user)
            """,
            new { id = Guid.CreateVersion7(now), partnership = db.Act.Partnership, name, body = body.RootElement.GetRawText(), now, user = db.Act.User }, cancel);
    }
}

/// <summary>The agencies of a partnership by type and its staff by sign-in name, with the service user that writes.</summary>
internal sealed record Place(Act Service, IReadOnlyDictionary<string, AgencyId> Agencies, IReadOnlyDictionary<string, (UserId User, AgencyId Agency, string Name)> Staff)
{
    public Guid Agency(string type) => Agencies[type].Value;

    public Guid User(string name) => Staff[name].User.Value;

    public Guid AgencyOf(string user) => Staff[user].Agency.Value;

    public Dictionary<int, Guid> People { get; } = [];

    public Guid Person(DemoPerson person) => People[person.Number];
}
