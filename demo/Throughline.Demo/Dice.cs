namespace Throughline.Demo;

/// <summary>
/// Numbers that look like chance and are the same for the same seed on every machine: SplitMix64 (Steele, Lea and Flood
/// 2014), and only arithmetic that IEEE 754 rounds in one way. Each subject has a stream of its own, so that a change to one
/// person leaves the others as they were.
/// </summary>
public sealed class Dice
{
    private ulong state;

    public Dice(long seed, params int[] subject)
    {
        state = Mix((ulong)seed + 0x9E3779B97F4A7C15);
        foreach (var part in subject)
            state = Mix(state ^ Mix((ulong)part + 0x632BE59BD9B4E019));
    }

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to 1, without 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 up to <paramref name="end"/>, without it.</summary>
    public int Below(int end) => (int)(Unit() * end);

    /// <summary>A whole number from <paramref name="first"/> to <paramref name="last"/>, both included; <paramref name="first"/> when the range is empty.</summary>
    public int From(int first, int last) => last <= first ? first : first + Below(last - first + 1);

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>One of the items, each as likely as its weight.</summary>
    public T Pick<T>(IReadOnlyList<(T Item, double Weight)> from)
    {
        var at = Unit() * from.Sum(f => f.Weight);
        foreach (var (item, weight) in from)
        {
            at -= weight;
            if (at < 0)
                return item;
        }

        return from[^1].Item;
    }

    /// <summary>A day between two days, both included; the first when the range is empty.</summary>
    public DateOnly Day(DateOnly first, DateOnly last) => first.AddDays(From(0, last.DayNumber - first.DayNumber));

    /// <summary>About 1 on average, with a long tail to the right: what some people have much more of than others.</summary>
    public double Skewed()
    {
        var bell = (Unit() + Unit() + Unit() + Unit()) / 2;
        return 0.15 + (bell * bell * 0.8);
    }

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        for (var i = all.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (all[i], all[j]) = (all[j], all[i]);
        }

        return all;
    }
}
