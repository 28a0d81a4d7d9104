using System.Reflection;
using Throughline.Access;
using Throughline.Access.DeclareConflict;
using Throughline.Access.GrantRoles;
using Throughline.Access.Leave;
using Throughline.Access.ReviewAccess;
using Throughline.Access.Standing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Throughline.Imports;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Review;
using Throughline.Rights.Rectify;
using Throughline.Rights.SubjectAccess;
using Throughline.Selection.Decide;
using Throughline.Selection.Matrices;
using Throughline.Selection.Scores;
using Throughline.Selection.SendLetter;
using Throughline.Sharing.Sealed;
using Throughline.Testing;
using Throughline.Tests.Access.Keeping;
using Throughline.Tests.Imports.TakeIn;
using Throughline.Tests.Selection;

namespace Throughline.Tests;

/// <summary>A partnership with something on every page: the sample files taken in, a matrix in use, people adopted, waiting and before the panel.</summary>
internal sealed class SmallWorld
{
    private static readonly (string Profile, string Agency)[] Files =
    [
        ("police-nominals", "north-police"), ("police-events", "north-police"), ("prison-spells", "north-prison"), ("probation-cases", "north-probation"),
        ("predictor-scores", "north-probation"), ("drug-service", "north-drug-service"), ("em-tags", "north-electronic-monitoring"),
    ];

    private static readonly Dictionary<string, string> NamedBy = new() { ["north-police"] = "police-manager", ["north-probation"] = "manager", ["north-drug-service"] = "drug-worker", ["north-prison"] = "prison-link" };

    public required World World { get; init; }

    /// <summary>Adopted, under an order, with a colour and a history.</summary>
    public required PersonId Adopted { get; init; }

    /// <summary>Adopted under no order: the first step is a letter.</summary>
    public required PersonId WithLetter { get; init; }

    public required PersonId BeforePanel { get; init; }

    public required PersonId Nobodys { get; init; }

    public required PersonId WithMatch { get; init; }

    public required Guid Match { get; init; }

    public required Guid Import { get; init; }

    public required Guid BadRow { get; init; }

    public required Guid Matrix { get; init; }

    public required Guid Draft { get; init; }

    /// <summary>A powerful role that waits, a declared conflict, somebody stopped, and a user who has left.</summary>
    public required Guid Request { get; init; }

    public required Guid Conflict { get; init; }

    public required Guid Stop { get; init; }

    public required UserId Gone { get; init; }
    /// <summary>Somebody about whom agencies asked, told and looked beyond the clauses.</summary>
    public required SharedPerson Shared { get; init; }

    /// <summary>An open request for a copy, searched.</summary>
    public required Guid AccessRequest { get; init; }

    public required Guid Correction { get; init; }

    public static async Task<SmallWorld> MakeAsync(World world)
    {
        foreach (var (profile, agency) in Files)
            await world.SendAsync(profile, Sample(profile), agency);
        var (import, _) = await world.SendAsync("drug-service", "person_ref,surname,forenames,date_of_birth,sex,record_id,kind,on,substance,result,setting,treatment_status,ended_on\nDS-1,Marsh,Lee,1989-12-01,M,R-1,test,2026-11-31,cocaine,positive,clinic,,\n", "north-drug-service");

        // the same person as another agency writes him, without an identifier that both know
        await world.SendAsync("police-nominals", Sample("police-nominals") + "NB/0010099,,,Marsch,Lee,1989-12-01,M,,,,,,,,,07700 900103,,,,,,NB04\n");

        var matrix = await world.MatrixInUseAsync();
        var draft = await world.DoAsync(world.As("coordinator"), db => StartDraft.DoAsync(db, ShippedMatrices.Read("matrix-fixed-flex-free"), "to compare"));
        await world.DoAsync(world.As("coordinator"), db => ScorePeople.DoAsync(db));

        var adopted = await PersonAsync(world, "Begum");
        var byPhone = world.Adoption() with { FirstStep = FirstSteps.All.First(step => step.Code is not (FirstSteps.Letter or FirstSteps.PrisonVisit)).Code, AgreesWithScore = false, DepartureReasons = "Drug use has risen since the score was made." };
        var first = await world.AdoptedAsync(adopted, byPhone);
        await world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, first, "red", "Missed three appointments and was seen near the old address.", "Keep two appointments", new SeenStatus(null), null));
        world.Clock.Move(TimeSpan.FromHours(1));
        await world.DoAsync(world.As("manager"), db => SetStatus.DoAsync(db, first, "amber", "Came in and took the test today.", null, new SeenStatus("red"), null));

        var withLetter = await PersonAsync(world, "O'Neill");
        await world.AdoptedAsync(withLetter, world.Adoption() with { AgreesWithScore = false, DepartureReasons = "Intelligence from three agencies is newer than the score." });
        await world.DoAsync(world.As("manager"), db => PrintLetter.DoAsync(db, withLetter, "9 Chapel Street\nWestbrook", "Owen Mannering", "0113 496 0000"));

        var beforePanel = await PersonAsync(world, "Okafor");
        await world.VoteAsync(await world.ForPanelAsync(beforePanel), "chair", "adopt");
        await world.NominatedAsync(await PersonAsync(world, "Harding"));
        // both records of the possible match are named to the partnership, so that those who decide about it see them
        var match = await world.AskAsync<Guid>("select id from possible_match order by id limit 1");
        var withMatch = await world.AskAsync<PersonId>($"select person_id from possible_match where id = '{match}'");
        foreach (var person in new[] { withMatch, await world.AskAsync<PersonId>($"select other_person_id from possible_match where id = '{match}'") })
        {
            var owner = await world.AskAsync<Guid>($"select owner_agency_id from person_name where person_id = '{person}' order by id limit 1");
            await world.NominatedAsync(person, NamedBy[world.Agencies.First(agency => agency.Value.Value == owner).Key]);
        }

        var gone = await world.HireAsync("gone", "Gordon Oneway", "north-police", [Role.IntelligenceOfficer]);
        await AccountsAsync(world, gone.User);
        var governance = world.As("governance");
        foreach (var compartment in Compartment.All)
        {
            await world.DoAsync(world.As("administrator"), db => Keyholding.AskAsync(db, world.As("coordinator").User, compartment, "Speaks with victims."));
            await world.DoAsync(governance, async db => await Keyholding.ApproveAsync(db, (await Keyholding.ListAsync(db)).Single(key => key.ApprovedAt is null).Id));
        }

        var request = await world.DoAsync(governance, db => OpenRequest.DoAsync(db, adopted, new(db.Act.On, "letter", "Everything about me", "HMP Northshire", null, null, null)));
        await world.DoAsync(governance, db => db.WithPartnershipSightAsync(() => SearchEverywhere.DoAsync(db, request)));
        await world.DoAsync(governance, db => ChangeClock.ExtendAsync(db, request, "complex", "Several agencies hold records about you."));
        var name = await world.ReadAsync<Guid>("select id from person_name where person_id = @adopted and owner_agency_id = @agency limit 1", new { adopted, agency = world.Agencies["north-police"] }, by: "governance");
        var correction = await world.DoAsync(governance, db => AskCorrection.DoAsync(db, adopted, "correct", db.Act.On, $"person_name.{name}", "It is spelt wrongly", null));
        return new SmallWorld
        {
            Request = await world.AskAsync<Guid>("select id from role_request limit 1"), Conflict = await world.AskAsync<Guid>("select id from conflict_of_interest limit 1"),
            Stop = await world.AskAsync<Guid>("select id from brake_stop limit 1"), Gone = gone.User,
            AccessRequest = request, Correction = correction,
            World = world, Adopted = adopted, WithLetter = withLetter, BeforePanel = beforePanel, Nobodys = await PersonAsync(world, "Kowalska"),
            Match = match, WithMatch = withMatch,
            Import = import, BadRow = await world.AskAsync<Guid>($"select id from import_reject where import_id = '{import}'"),
            Matrix = matrix, Draft = draft, Shared = await SharedPerson.MakeAsync(world),
        };
    }

    /// <summary>Something on every page about accounts of staff.</summary>
    private static async Task AccountsAsync(World world, UserId gone)
    {
        var administrator = world.As("administrator");
        var neighbour = world.As("neighbourhood").User;
        await world.DoAsync(administrator, async db =>
        {
            await AskForRole.DoAsync(db, neighbour, Role.Coordinator, null, "Stands in for three weeks");
            await RecordStanding.DoAsync(db, neighbour, "nppv3", new DateOnly(2024, 5, 1), new DateOnly(2029, 4, 30));
            await LetLeave.DoAsync(db, neighbour, new DateOnly(2027, 1, 31), "Retires");
            await LetLeave.DoAsync(db, gone, null, "Left for another force");
            await AccessReview.BeginAsync(db, administrator.Agency, null);
        });
        await world.DoAsync(world.As("manager"), db => DeclareConflictOfInterest.DoAsync(db, db.Act.User, new NewConflict("Marsh", "Lee", null, "neighbour", "Lives next door")));
        await world.DoAsync(world.As("manager"), db => db.ExecuteAsync(
            "insert into brake_stop (partnership_id, user_id, agency_id, reference, period, number, on_date, stopped_at, last_tried_at) values (@Partnership, @User, @Agency, 'KQ7RM2XW', 'hour', 60, @On, @At, @At)", db.Act));
    }

    private static Task<PersonId> PersonAsync(World world, string surname) => world.ReadAsync<PersonId>("select id from person where surname = @surname order by id limit 1", new { surname });

    private static string Sample(string profile)
    {
        using var reader = new StreamReader(typeof(ImportFile).Assembly.GetManifestResourceStream($"Samples/{profile}.csv")!);
        return reader.ReadToEnd();
    }
}

/// <summary>The program over the small world, started once for the tests that only look.</summary>
public sealed class SmallSite : Xunit.IAsyncLifetime
{
    internal Site Site { get; private set; } = null!;

    internal SmallWorld World { get; private set; } = null!;

    /// <summary>What the program logged of all that the tests did.</summary>
    internal Captured Log { get; } = new();

    public async Task InitializeAsync()
    {
        var log = Log;
        Site = await Site.StartAsync(await Testing.World.CreateAsync(keepsPlans: true), also: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddFilter<Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider>(null, LogLevel.Warning).AddProvider(log)));
        World = await SmallWorld.MakeAsync(Site.World);
    }

    public async Task DisposeAsync()
    {
        if (Site is null)
            return;
        var canaries = await Canaries.OfAsync(Site.World);
        await Site.DisposeAsync();
        Log.Lines.SelectMany(line => Canaries.In(line, canaries).Select(found => $"{found}: {line[..Math.Min(300, line.Length)]}")).Take(5).ShouldBeEmpty("somebody is named in the log");
    }
}
