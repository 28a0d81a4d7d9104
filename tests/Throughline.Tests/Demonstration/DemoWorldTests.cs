using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Throughline.Demo;
using Xunit;

namespace Throughline.Tests.Demonstration;

public sealed class DemoWorldTests
{
    private static readonly DateOnly AsOf = new(2026, 11, 20);

    private static readonly Lazy<IReadOnlyList<DemoPartnership>> Full = new(() => [.. DemoWorld.Create(DemoWorld.UsualSeed, AsOf)]);

    private static string Hash(int seed, int? people)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var partnership in DemoWorld.Create(seed, AsOf, people))
        {
            foreach (var profile in Extracts.Profiles)
                hash.AppendData(Encoding.UTF8.GetBytes(Extracts.Write(partnership, profile)));
            foreach (var c in partnership.People.Select(p => p.Case).OfType<DemoCase>())
                hash.AppendData(Encoding.UTF8.GetBytes(string.Join('|', c.Pncid, c.State, c.Why, string.Join(';', c.Statuses), string.Join(';', c.Votes), string.Join(';', c.Needs), string.Join(';', c.DailyReviews))));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    [Fact]
    public void Create_SameSeed_SameBytes()
    {
        Hash(7, 200).ShouldBe(Hash(7, 200));
        Hash(8, 200).ShouldNotBe(Hash(7, 200));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(60)]
    public void Create_FewPeople_MakesThatMany(int people) =>
        DemoWorld.Create(3, AsOf, people).Sum(p => p.People.Count(person => person.MayBe is null)).ShouldBe(people);

    [Fact]
    public void Create_Full_HasThePublishedSizes()
    {
        Full.Value.Select(p => p.People.Count(person => person.IsCohort)).ShouldBe([438, 421, 591, 215, 670]);
        Full.Value.SelectMany(p => p.People).Count(p => !p.IsCohort).ShouldBeInRange(1100, 1250);
    }

    [Fact]
    public void Create_Full_EveryIdentifierIsOneOnly()
    {
        var people = Full.Value.SelectMany(p => p.People).ToList();
        Once(people.Where(p => p.MayBe is null).Select(p => p.Pncid));
        Once(people.Where(p => p.MayBe is null).Select(p => p.Cro));
        Once(people.Select(p => p.Crn));
        Once(people.Select(p => p.PrisonNumber));
        Once(people.Select(p => p.NhsNumber));
        Once(people.SelectMany(p => p.Events).Select(e => e.Id));
        Once(people.SelectMany(p => p.Orders).Select(o => o.Id));
        Once(people.SelectMany(p => p.Custody).Select(s => s.Id));

        static void Once(IEnumerable<string?> values)
        {
            var given = values.OfType<string>().ToList();
            given.ShouldNotBeEmpty();
            given.Distinct(StringComparer.Ordinal).Count().ShouldBe(given.Count);
        }
    }

    /// <summary>Verified identifiers of the reference: the check letters are the real ones.</summary>
    [Fact]
    public void Identities_KnownExamples_HaveTheirLetters()
    {
        Identities.Pncid(1981, 34).ShouldBe("1981/0000034U");
        Identities.Pncid(2002, 73319).ShouldBe("2002/0073319Z");
        Identities.Pncid(1979, 163001).ShouldBe("1979/0163001B");
        Identities.Cro(65656, 1991).ShouldBe("065656/91H");
        Enumerable.Range(0, 500).Select(Identities.NhsNumber).OfType<string>().ShouldAllBe(number => number.Select((digit, i) => (digit - '0') * (10 - i)).Take(9).Sum() % 11 == (11 - (number[9] - '0')) % 11);
    }

    [Fact]
    public void Create_Full_NothingIsOutOfItsTime()
    {
        foreach (var person in Full.Value.SelectMany(p => p.People))
        {
            var tenth = person.BornOn.AddYears(10);
            person.Events.All(e => e.On <= AsOf && e.On >= tenth).ShouldBeTrue(person.Pncid);
            person.Custody.All(s => s.ReceivedOn < AsOf && s.ReceivedOn >= tenth && (s.ReleasedOn == null || (s.ReleasedOn >= s.ReceivedOn && s.ReleasedOn < AsOf))).ShouldBeTrue(person.Pncid);
            person.Custody.Count(s => s.ReleasedOn is null).ShouldBeLessThan(2);
            person.Orders.All(o => o.StartedOn < AsOf && o.EndsOn >= o.StartedOn && (o.EndedOn == null || (o.EndedOn >= o.StartedOn && o.EndedOn <= AsOf))).ShouldBeTrue(person.Pncid);
            person.Drugs.All(d => d.On <= AsOf && (d.EndedOn == null || (d.EndedOn >= d.On && d.EndedOn <= AsOf))).ShouldBeTrue(person.Pncid);
            person.Tags.All(t => t.FittedOn <= AsOf && (t.RemovedOn == null || t.RemovedOn >= t.FittedOn)).ShouldBeTrue(person.Pncid);
            if (person.Case is not { } c)
                continue;
            c.OpenedAt.ShouldBeLessThan(AsOf.ToDateTime(TimeOnly.MinValue));
            c.Statuses.All(s => s.At < AsOf.ToDateTime(TimeOnly.MinValue)).ShouldBeTrue(person.Pncid);
            c.Statuses.Zip(c.Statuses.Skip(1)).All(pair => pair.First.At < pair.Second.At && pair.First.To == pair.Second.From && pair.Second.From != pair.Second.To).ShouldBeTrue(person.Pncid);
            c.DailyReviews.All(d => d.At < AsOf.ToDateTime(TimeOnly.MinValue)).ShouldBeTrue(person.Pncid);
            c.Needs.Count(n => n.Priority is not null).ShouldBeLessThan(4);
            c.Needs.All(n => n.AssessedOn >= c.AdoptedOn && n.AssessedOn < AsOf && (n.ProgressOn == null || n.ProgressOn >= n.AssessedOn)).ShouldBeTrue(person.Pncid);
        }
    }

    [Fact]
    public void Create_Full_SomebodyWaitsAtEveryStepOfTheWay()
    {
        foreach (var partnership in Full.Value)
        {
            var states = partnership.People.Select(p => p.Case?.State).OfType<string>().Distinct().ToList();
            states.ShouldBeSubsetOf(["nominated", "for-panel", "adopted", "deferred", "refused", "exited"]);
            states.Count.ShouldBe(6, partnership.Code);
            partnership.People.ShouldContain(p => p.MayBe != null);
            partnership.People.ShouldContain(p => p.Case == null && p.MayBe == null);
            partnership.People.ShouldContain(p => p.Custody.Any(s => s.ReleasedOn == null && s.ExpectedReleaseOn < AsOf.AddDays(43)));
            partnership.People.Where(p => p.Case?.Decision?.Dissent.Count > 0).ShouldNotBeEmpty();
            partnership.Staff.Where(s => s.Area is not null).ShouldAllBe(s => partnership.People.Any(p => p.Beat.Code == s.Area));
        }
    }

    /// <summary>The words of a person's record are read by people: no labels, and long enough to weigh.</summary>
    [Fact]
    public void Create_Full_ReasonsAreSentencesWithoutLabels()
    {
        string[] labels = ["offender", "nominal", "subject", "criminal", "junkie", "prolific "];
        var cases = Full.Value.SelectMany(p => p.People).Select(p => p.Case).OfType<DemoCase>().ToList();
        var reasons = cases.SelectMany(c => c.Nominations.Select(n => n.Reasons).Concat(c.Votes.Select(v => v.Reasons)).Concat(c.Statuses.Select(s => s.Reason)).Append(c.Why).Append(c.Screening?.Reasons).Append(c.Decision?.Reasons)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        reasons.ShouldAllBe(reason => reason.Length >= 20 && reason.EndsWith('.') && !labels.Any(label => reason.Contains(label, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Extracts_EveryProfile_HasAHeaderAndRowsOfItsWidth()
    {
        var partnership = Full.Value[3];
        foreach (var profile in Extracts.Profiles)
        {
            var lines = Extracts.Write(partnership, profile).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            lines.Length.ShouldBeGreaterThan(5, profile);
            var width = lines[0].Split(',').Length;
            foreach (var line in lines.Where(l => !l.Contains('"', StringComparison.Ordinal)))
                line.Split(',').Length.ShouldBe(width, $"{profile}: {line}");
            partnership.Agencies.ShouldContain(a => a.Type == Extracts.SentBy(profile));
        }
    }

    [Fact]
    public void Quota_Shares_AddUpAndStayNearest()
    {
        Quota.Split(10, [1, 1, 1]).ShouldBe([4, 3, 3]);
        Quota.Split(0, [1, 2]).ShouldBe([0, 0]);
        Quota.ToHundred(29, 54, 18, 0).Sum().ShouldBe(100, 1e-9);
        Quota.Fill(10, [1, 1, 100], [1, 1, 1], [9, 9, 3]).Sum().ShouldBe(10);
        int[] days = [5, 6, 7];
        Quota.MoveTo(30, days, [0, 0, 0], [100, 100, 100]);
        days.Sum().ShouldBe(30);
        Convert.ToString(Quota.Of(215, 33), CultureInfo.InvariantCulture).ShouldBe("71");
    }
}
