namespace Throughline.Scoring;

/// <summary>What a factor or a rule measures about a person. The set is closed.</summary>
public abstract record Measure
{
    private protected Measure()
    {
    }

    /// <summary>The name in matrix JSON.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether it can give a number.</summary>
    internal virtual bool GivesNumber => true;

    /// <summary>Whether it can give categories.</summary>
    internal virtual bool GivesCategories => false;
}

/// <summary>A measure of the events of a person on or before the as-of date. Later events are ignored.</summary>
public abstract record EventMeasure : Measure
{
    private protected EventMeasure()
    {
    }

    /// <summary>Which kinds of event count. At least one.</summary>
    public virtual IReadOnlyList<EventKind> Events { get; init; } = [];

    /// <summary>Offence group ids or named super groups; empty means any offence.</summary>
    public IReadOnlyList<string> Offences { get; init; } = [];

    /// <summary>How far back events count; <see langword="null"/> means ever.</summary>
    public Window? Window { get; init; }
}

/// <summary><c>event_count</c>: the number of events in the window.</summary>
public sealed record EventCountMeasure : EventMeasure
{
    public override string Kind => "event_count";
}

/// <summary><c>intelligence_count</c>: the number of intelligence reports in the window, which is required because old
/// intelligence inflates scores.</summary>
public sealed record IntelligenceCountMeasure : EventMeasure
{
    public override string Kind => "intelligence_count";

    /// <summary>Always intelligence.</summary>
    public override IReadOnlyList<EventKind> Events { get; init; } = [EventKind.Intelligence];
}

/// <summary>
/// <c>rate_at_liberty</c>: events in the window × 365 ÷ days at liberty in the window. Days at liberty = days of the window
/// (the first day counted, the as-of date not: twelve months are 365 or 366) less days in custody; a day inside two custody spells is taken off once. When fewer than
/// <see cref="MinimumLibertyDays"/> remain there is no rate: the factor counts as missing.
/// </summary>
public sealed record RateAtLibertyMeasure : EventMeasure
{
    public override string Kind => "rate_at_liberty";

    /// <summary>The smallest denominator, in days, that still gives a rate. 1 or more.</summary>
    public required int MinimumLibertyDays { get; init; }
}

/// <summary><c>recency</c>: days from the last event to the as-of date; 0 on the day. With no event there are no points and
/// nothing is missing.</summary>
public sealed record RecencyMeasure : EventMeasure
{
    public override string Kind => "recency";
}

/// <summary>
/// <c>harm_sum</c>: Σ weight × 2^(−days since the event ÷ half-life), or Σ weight without a half-life. Weights come with the
/// events (for example Cambridge Crime Harm Index days). An event without a weight adds nothing and makes the factor
/// missing. Each term is rounded to a millionth so the sum does not depend on the order of events.
/// </summary>
public sealed record HarmSumMeasure : EventMeasure
{
    public override string Kind => "harm_sum";

    /// <summary>Days in which an event's weight halves; <see langword="null"/> for no decay. Above 0.</summary>
    public double? HalfLifeDays { get; init; }
}

/// <summary>
/// <c>predictor</c>: an actuarial predictor by name, as a percentage (0 to 100) or as a band, whichever the points table
/// uses. A reading older than <see cref="NewestWithinMonths"/>, dated after the as-of date, or undated when an age limit is
/// set, counts as missing. A reading exactly that many months old still counts.
/// </summary>
public sealed record PredictorMeasure : Measure
{
    public override string Kind => "predictor";

    internal override bool GivesCategories => true;

    /// <summary>The predictor's name, for example <c>ogrs3_two_year</c>.</summary>
    public required string Predictor { get; init; }

    /// <summary>The greatest age of the reading in months; <see langword="null"/> for any age.</summary>
    public int? NewestWithinMonths { get; init; }
}

/// <summary><c>rosh</c>: risk of serious harm level: low, medium, high or very_high.</summary>
public sealed record RoshMeasure : Measure
{
    public override string Kind => "rosh";

    internal override bool GivesNumber => false;

    internal override bool GivesCategories => true;
}

/// <summary>
/// <c>drug_use</c>: the category <c>positive_test</c> when a positive test falls in the window, and the treatment status as
/// recorded. When neither a test date nor a status is known it is missing.
/// </summary>
public sealed record DrugUseMeasure : Measure
{
    public override string Kind => "drug_use";

    /// <summary>The category given by a positive test in the window.</summary>
    public const string PositiveTest = "positive_test";

    internal override bool GivesNumber => false;

    internal override bool GivesCategories => true;

    /// <summary>How recent a positive test must be; <see langword="null"/> means ever.</summary>
    public Window? Window { get; init; }
}

/// <summary><c>designation</c>: the designations held on the as-of date (PPO, MAPPA, ...). Holding none is not missing.</summary>
public sealed record DesignationMeasure : Measure
{
    public override string Kind => "designation";

    internal override bool GivesNumber => false;

    internal override bool GivesCategories => true;
}

/// <summary><c>age</c>: age in whole years on the as-of date. Somebody born on 29 February is a year older on 1 March in a
/// common year.</summary>
public sealed record AgeMeasure : Measure
{
    public override string Kind => "age";
}

/// <summary><c>number_fact</c>: any number held about the person under <see cref="Fact"/>, for example age at first sanction.</summary>
public sealed record NumberFactMeasure : Measure
{
    public override string Kind => "number_fact";

    /// <summary>The name of the fact: in files, the column.</summary>
    public required string Fact { get; init; }
}

/// <summary><c>category_fact</c>: any category held about the person under <see cref="Fact"/>.</summary>
public sealed record CategoryFactMeasure : Measure
{
    public override string Kind => "category_fact";

    internal override bool GivesNumber => false;

    internal override bool GivesCategories => true;

    /// <summary>The name of the fact: in files, the column.</summary>
    public required string Fact { get; init; }
}
