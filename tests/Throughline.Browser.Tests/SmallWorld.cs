using System.Reflection;
using Throughline.Imports;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Review;
using Throughline.Selection.Decide;
using Throughline.Selection.Matrices;
using Throughline.Selection.Scores;
using Throughline.Selection.SendLetter;
using Throughline.Testing;
using Throughline.Tests.Imports.TakeIn;
using Throughline.Tests.Selection;

namespace Throughline.Browser.Tests;

/// <summary>A partnership with something on every page: the sample files taken in, a matrix in use, people adopted, waiting and before the panel.</summary>
internal sealed class SmallWorld
{
    private static readonly (string Profile, string Agency)[] Files =
    [
        ("police-nominals", "north-police"), ("police-events", "north-police"), ("prison-spells", "north-prison"), ("probation-cases", "north-probation"),
        ("predictor-scores", "north-probation"), ("drug-service", "north-drug-service"), ("em-tags", "north-electronic-monitoring"),
    ];

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
        await world.VoteAsync(await world.ForPanelAsync(beforePanel), "charity-worker", "adopt");
        await world.NominatedAsync(await PersonAsync(world, "Harding"));
        return new SmallWorld
        {
            World = world, Adopted = adopted, WithLetter = withLetter, BeforePanel = beforePanel, Nobodys = await PersonAsync(world, "Kowalska"),
            Match = await world.AskAsync<Guid>("select id from possible_match order by id limit 1"),
            WithMatch = await world.AskAsync<PersonId>("select person_id from possible_match order by id limit 1"),
            Import = import, BadRow = await world.AskAsync<Guid>($"select id from import_reject where import_id = '{import}'"),
            Matrix = matrix, Draft = draft,
        };
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

    public async Task InitializeAsync()
    {
        Site = await Site.StartAsync();
        World = await SmallWorld.MakeAsync(Site.World);
    }

    public async Task DisposeAsync()
    {
        if (Site is not null)
            await Site.DisposeAsync();
    }
}
