using Throughline.Platform;
using Throughline.Ui;

namespace Throughline.People;

/// <summary>An order or a licence, as its owner's newest extract has it.</summary>
/// <param name="EndsOn">The last day it is due to run; null when it has no end.</param>
/// <param name="EndedOn">The last day it did run, when it has ended; it beats <paramref name="EndsOn"/>.</param>
/// <param name="WithdrawnOn">The day the owner's newer extract no longer held it; it ran until then at the latest.</param>
public sealed record OrderSpell(Guid Id, string OrderType, DateOnly StartedOn, DateOnly? EndsOn = null, DateOnly? EndedOn = null, DateOnly? WithdrawnOn = null)
{
    /// <summary>The last day on which it counts (inclusive), or null for an open end.</summary>
    public DateOnly? LastDay => Earlier(EndedOn ?? EndsOn, WithdrawnOn);

    public bool RunsOn(DateOnly on) => StartedOn <= on && (LastDay is not { } last || on <= last);

    internal static DateOnly? Earlier(DateOnly? one, DateOnly? other) => one is { } a && other is { } b ? (a < b ? a : b) : one ?? other;
}

/// <summary>A time inside: from the day of reception (inclusive) to the day of release (exclusive).</summary>
public sealed record CustodySpell(Guid Id, string Establishment, DateOnly ReceivedOn, DateOnly? ReleasedOn = null, DateOnly? WithdrawnOn = null)
{
    /// <summary>The first day on which it no longer counts, or null when it goes on.</summary>
    public DateOnly? FirstDayOut => OrderSpell.Earlier(ReleasedOn, WithdrawnOn);

    public bool RunsOn(DateOnly on) => ReceivedOn <= on && (FirstDayOut is not { } outside || on < outside);
}

/// <summary>Whether a person is statutory on a day, in words, with the row it rests on.</summary>
public sealed record StatutoryAnswer(bool IsStatutory, string Words, OrderSpell? Because);

/// <summary>Where a person is on a day, in words, with the row it rests on.</summary>
public sealed record WhereaboutsAnswer(bool InCustody, string Words, CustodySpell? Because);

/// <summary>
/// Statutory or non-statutory, in custody or in the community, on a day. Statutory means that an order or licence lets
/// somebody be required to do something (seed 002, 5.5: non-statutory people take part by agreement only).
/// </summary>
public static class Supervision
{
    /// <summary>
    /// The order types under which supervision can be enforced (Sentencing Act 2020; Criminal Justice Act 2003). Taking part
    /// by agreement ("voluntary") is not one of them, nor is an order of a kind that nobody has named.
    /// </summary>
    public static readonly string[] StatutoryOrderTypes =
    [
        "community-order", "suspended-sentence", "suspended-sentence-order", "licence", "life-licence", "post-sentence-supervision",
        "youth-rehabilitation-order", "referral-order", "detention-training-order",
    ];

    /// <summary>The same rule as SQL, over <c>order_spell o</c> on <c>@on</c>; a test compares the two over generated cases.</summary>
    internal const string OrderRunsSql =
        """
        o.superseded_at is null and o.order_type = any(@statutory) and o.started_on <= @on
          and least(coalesce(o.ended_on, o.ends_on, 'infinity'::date), coalesce((o.withdrawn_at at time zone 'Europe/London')::date, 'infinity'::date)) >= @on
        """;

    /// <summary>The same rule as SQL, over <c>custody_spell c</c> on <c>@on</c>.</summary>
    internal const string CustodyRunsSql =
        """
        c.superseded_at is null and c.received_on <= @on
          and least(coalesce(c.released_on, 'infinity'::date), coalesce((c.withdrawn_at at time zone 'Europe/London')::date, 'infinity'::date)) > @on
        """;

    /// <summary>Of several orders that run on the day, the one that began last.</summary>
    public static StatutoryAnswer StatutoryOn(DateOnly on, IEnumerable<OrderSpell> orders)
    {
        var all = orders.Where(order => StatutoryOrderTypes.Contains(order.OrderType)).ToList();
        if (all.Where(order => order.RunsOn(on)).OrderBy(order => order.StartedOn).ThenBy(order => order.Id).LastOrDefault() is { } running)
            return new(true, $"Statutory: {Words.Of(running.OrderType).ToLowerInvariant()} since {running.StartedOn.ToWords()}{End(running)}", running);
        if (all.Where(order => order.LastDay < on).MaxBy(order => (order.LastDay, order.Id)) is { } last)
            return new(false, $"Non-statutory: the last order, a {Words.Of(last.OrderType).ToLowerInvariant()}, {(last.LastDay == last.WithdrawnOn ? "was withdrawn by the agency that sent it" : "ended")} on {last.LastDay!.Value.ToWords()}", last);
        if (all.Where(order => order.StartedOn > on).MinBy(order => (order.StartedOn, order.Id)) is { } next)
            return new(false, $"Non-statutory until a {Words.Of(next.OrderType).ToLowerInvariant()} begins on {next.StartedOn.ToWords()}", next);
        return new(false, "Non-statutory: no order or licence is recorded", null);
    }

    public static WhereaboutsAnswer WhereOn(DateOnly on, IEnumerable<CustodySpell> spells)
    {
        var all = spells.ToList();
        if (all.Where(spell => spell.RunsOn(on)).OrderBy(spell => spell.ReceivedOn).ThenBy(spell => spell.Id).LastOrDefault() is { } inside)
            return new(true, $"In custody, {inside.Establishment}, since {inside.ReceivedOn.ToWords()}", inside);
        return all.Where(spell => spell.FirstDayOut <= on).MaxBy(spell => (spell.FirstDayOut, spell.Id)) is { } last
            ? new(false, last.FirstDayOut == last.ReleasedOn
                ? $"In the community since release from {last.Establishment} on {last.FirstDayOut!.Value.ToWords()}"
                : $"In the community: the record of custody at {last.Establishment} was withdrawn on {last.FirstDayOut!.Value.ToWords()}", last)
            : new(false, "In the community: no time in custody is recorded", null);
    }

    private static string End(OrderSpell order) => order switch
    {
        { LastDay: null } => ", with no end date",
        { EndedOn: { } ended } when ended == order.LastDay => $", until {ended.ToWords()}",
        { EndsOn: { } ends } when ends == order.LastDay => $", due to end on {ends.ToWords()}",
        _ => $", until its record was withdrawn on {order.LastDay.Value.ToWords()}",
    };
}
