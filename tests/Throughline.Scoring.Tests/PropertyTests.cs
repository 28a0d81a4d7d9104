using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using static Throughline.Scoring.Tests.Sample;

namespace Throughline.Scoring.Tests;

/// <summary>Properties of every matrix and list, over people and events made from a seed.</summary>
public sealed class PropertyTests
{
    private static readonly SelectionMatrix Matrix = Sample.Matrix(
        Factor(Arrests(Months(6)), Each(2.5m), cap: 20, id: "count"),
        Factor(Arrests(Months(12), "neighbourhood-crime"), Bands((1, 4), (3, 9)), id: "bands"),
        Factor(new RateAtLibertyMeasure { Events = [EventKind.Arrest, EventKind.Charge], Window = Months(12), MinimumLibertyDays = 30 }, Each(0.7m), cap: 15, id: "rate"),
        Factor(new RecencyMeasure { Events = [EventKind.Arrest] }, Bands((0, 8), (30, 4), (180, 0)), id: "recency"),
        Factor(new HarmSumMeasure { Events = [EventKind.Conviction, EventKind.Arrest], HalfLifeDays = 180 }, Each(0.013m), cap: 30, id: "harm", group: SourceGroup.Convictions),
        Factor(new IntelligenceCountMeasure { Window = Months(3) }, Each(1), cap: 5, id: "intelligence", group: SourceGroup.Intelligence),
        Factor(new AgeMeasure(), Bands((10, 3), (21, 2), (30, 0)), id: "age", group: SourceGroup.Other));

    private sealed record World(ScoredPerson[] People, (int Person, EventKind Kind, OffenceGroup Offence, DateOnly Date, double? Weight)[] Events, (int Person, DateOnly From, DateOnly? To)[] Custody)
    {
        internal ScoringInput Input(Random? shuffle = null)
        {
            var input = new ScoringInput();
            var people = Enumerable.Range(0, People.Length).ToArray();
            var (events, custody) = (Events.ToArray(), Custody.ToArray());
            shuffle?.Shuffle(people);
            shuffle?.Shuffle(events);
            shuffle?.Shuffle(custody);
            var index = people.ToDictionary(p => p, p => input.AddPerson(People[p]));
            foreach (var e in events)
                input.AddEvent(index[e.Person], e.Kind, e.Offence, e.Date, e.Weight);
            foreach (var c in custody)
                input.AddCustody(index[c.Person], c.From, c.To);
            return input;
        }
    }

    private static World Make(int seed)
    {
        var random = new Random(seed);
        var people = Enumerable.Range(0, random.Next(1, 12))
            .Select(i => new ScoredPerson { PersonId = $"P{i}", DateOfBirth = random.Next(4) == 0 ? null : AsOf.AddDays(-random.Next(4000, 20000)) })
            .ToArray();
        var events = Enumerable.Range(0, random.Next(0, 80))
            .Select(_ => (random.Next(people.Length), (EventKind)random.Next(6), (OffenceGroup)random.Next(OffenceGroups.Count),
                AsOf.AddDays(random.Next(-500, 20)), random.Next(5) == 0 ? (double?)null : random.NextDouble() * 500))
            .ToArray();
        var custody = Enumerable.Range(0, random.Next(0, 10))
            .Select(_ => (Person: random.Next(people.Length), From: AsOf.AddDays(random.Next(-500, 10)), Length: random.Next(-1, 200)))
            .Select(c => (c.Person, c.From, c.Length < 0 ? (DateOnly?)null : c.From.AddDays(c.Length)))
            .ToArray();
        return new World(people, events, custody);
    }

    private static void ForAll(Action<World, Random> check) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => check(Make(seed), new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20_261_120, 1_234_567));

    private static ScoreTable Table(ScoringInput input) => new Scorer(Matrix).Score(input, AsOf);

    [Fact]
    public void Order_OfPeopleEventsAndSpells_ChangesNothing() => ForAll((world, random) =>
    {
        var (plain, shuffled) = (Table(world.Input()), Table(world.Input(random)));
        foreach (var person in world.People)
            shuffled.Explain(person.PersonId)!.ToJson().ShouldBe(plain.Explain(person.PersonId)!.ToJson());
    });

    [Fact]
    public void AnotherEvent_NeverLowersAFactorOfPositivePoints() => ForAll((world, random) =>
    {
        var more = world with
        {
            Events = [.. world.Events, (random.Next(world.People.Length), (EventKind)random.Next(6), (OffenceGroup)random.Next(OffenceGroups.Count), AsOf.AddDays(-random.Next(500)), 1)],
        };
        var (before, after) = (Table(world.Input()), Table(more.Input()));
        for (var p = 0; p < world.People.Length; p++)
        {
            foreach (var (b, a) in before.Explain(p).Factors.Zip(after.Explain(p).Factors))
                a.Points.ShouldBeGreaterThanOrEqualTo(b.Points);
        }
    });

    [Fact]
    public void Parts_AddUpToTheTotalAndObeyTheirCaps() => ForAll((world, _) =>
    {
        var table = Table(world.Input());
        for (var p = 0; p < table.Count; p++)
        {
            var score = table.Explain(p);
            score.Total.ShouldBe(table.Total(p));
            score.Factors.Sum(f => f.Points).ShouldBe(score.Total);
            score.BySource.Sum(s => s.Points).ShouldBe(score.Total);
            foreach (var (factor, points) in Matrix.Factors.Zip(score.Factors))
                points.Points.ShouldBeLessThanOrEqualTo(factor.Cap ?? decimal.MaxValue);
        }
    });

    [Fact]
    public void Ranks_AreOneToNInOrderOfTotalThenId() => ForAll((world, _) =>
    {
        var table = Table(world.Input());
        var expected = Enumerable.Range(0, table.Count)
            .OrderByDescending(table.Total).ThenBy(table.PersonId, StringComparer.Ordinal).ToArray();
        table.ByRank.ShouldBe(expected);
        table.ByRank.Select(table.Rank).ShouldBe(Enumerable.Range(1, table.Count));
    });

    [Fact]
    public void EventsAfterTheAsOfDate_ChangeNothing() => ForAll((world, _) =>
    {
        var known = world with { Events = [.. world.Events.Where(e => e.Date <= AsOf)] };
        var (all, past) = (Table(world.Input()), Table(known.Input()));
        for (var p = 0; p < all.Count; p++)
            all.Explain(p).ToJson().ShouldBe(past.Explain(p).ToJson());
    });

    [Fact]
    public void WhatWouldChange_EventLeaving_AgreesWithScoringOnThatDay() => ForAll((world, _) =>
    {
        // Only the plain count is compared: the other factors also move with the date.
        var matrix = Sample.Matrix(Matrix.Factors[0]);
        var known = world with { Events = [.. world.Events.Where(e => e.Date <= AsOf)] };
        var input = known.Input();
        var table = new Scorer(matrix).Score(input, AsOf);
        for (var p = 0; p < table.Count; p++)
        {
            foreach (var change in table.Explain(p).WhatWouldChange.Where(c => c.Kind == ChangeKind.EventLeaves))
            {
                new Scorer(matrix).Score(input, change.On!.Value).Total(p).ShouldBe(change.NewTotal);
                new Scorer(matrix).Score(input, change.On!.Value.AddDays(-1)).Total(p).ShouldBe(table.Total(p));
            }
        }
    });
}
