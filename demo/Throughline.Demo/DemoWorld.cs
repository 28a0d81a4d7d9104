namespace Throughline.Demo;

/// <summary>Five invented partnerships. The same seed, day and number of people give the same partnerships, to the byte.</summary>
public static class DemoWorld
{
    public const int UsualSeed = 2011;

    /// <summary>About half as many again as the cohort are known and not on it.</summary>
    private const double OthersPerCohort = 0.5;

    /// <summary>How many people there are when no number is given.</summary>
    public static int UsualPeople => Published.Areas.Sum(area => area.People + Others(area.People));

    /// <summary>The partnerships, one after the other; each is made when it is asked for.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="asOf">The last day of the data: nothing in it is later, but expected releases and ends of orders.</param>
    /// <param name="people">How many people in all, cohort and others; null for the published sizes.</param>
    public static IEnumerable<DemoPartnership> Create(int seed, DateOnly asOf, int? people = null)
    {
        var sizes = Sizes(people);
        for (var i = 0; i < Published.Areas.Count; i++)
            yield return PartnershipMaker.Make(Published.Areas[i], i, sizes[i].Cohort, sizes[i].Others, seed, asOf);
    }

    public static IReadOnlyList<(int Cohort, int Others)> Sizes(int? people)
    {
        if (people is null)
            return [.. Published.Areas.Select(area => (area.People, Others(area.People)))];
        ArgumentOutOfRangeException.ThrowIfNegative(people.Value);
        var totals = Quota.Split(people.Value, [.. Published.Areas.Select(area => (double)(area.People + Others(area.People)))]);
        return [.. totals.Select(total => (Cohort: (int)((total * 2.0 / 3) + 0.5), total)).Select(t => (t.Cohort, t.total - t.Cohort))];
    }

    private static int Others(int cohort) => (int)(cohort * OthersPerCohort);
}
