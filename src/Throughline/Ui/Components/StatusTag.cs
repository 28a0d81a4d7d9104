using Microsoft.AspNetCore.Html;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Ui.Components;

/// <summary>
/// The person's colour status. Always the word, on a solid block; the colour only repeats it. Nothing else on a page
/// looks like this: need levels and directions have no hue.
/// </summary>
internal static class StatusTag
{
    private static readonly string[] Colours = ["Red", "Amber", "Green", "Blue", "White"];

    /// <summary>The block for "Red", "Amber", "Green", "Blue" or "White"; anything else reads "No status".</summary>
    public static IHtmlContent Render(string? status)
    {
        var word = Word(status);
        return El("strong").Class("tl-status", "tl-status--" + Suffix(status)).Add(Hidden("Status: ")).Text(word ?? "No status");
    }

    /// <summary>The class suffix, which the identity bar's edge uses too.</summary>
    public static string Suffix(string? status) => Word(status) is { } word ? word.ToLowerInvariant() : "none";

    private static string? Word(string? status) => Array.Find(Colours, c => string.Equals(c, status, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How much of a need there is in one pathway: a grey meter of steps and its words.</summary>
internal static class NeedLevelTag
{
    /// <param name="words">"No need", "Some need", "High need" …</param>
    /// <param name="level">0 to <paramref name="steps"/>.</param>
    /// <param name="steps">How many steps the scale has, at most six.</param>
    public static IHtmlContent Render(string words, int level, int steps = 4)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, steps);
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, 6);
        var meter = El("svg").Class("tl-need__meter").Attr("viewBox", $"0 0 {steps * 13} 14").Attr("aria-hidden", "true").Attr("focusable", "false")
            .Add(Enumerable.Range(0, steps).Select(step => El("rect").Class("tl-need__step", step < level ? "tl-need__step--on" : null)
                .Attr("x", (step * 13 + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)).Attr("y", "1").Attr("width", "10").Attr("height", "12")));
        return El("span").Class("tl-need").Add(meter).Add(El("span").Text(words));
    }
}

/// <summary>Which way things are going.</summary>
public enum Direction
{
    Unknown,
    Improving,
    NoChange,
    GettingWorse,
}

/// <summary>An arrow and its words. Up is better on every page of the service, whatever is measured.</summary>
internal static class DirectionTag
{
    public static IHtmlContent Render(Direction direction, string? words = null) => El("span").Class("tl-direction")
        .Add(Arrow(direction)).Add(El("span").Text(words ?? Words(direction)));

    public static string Words(Direction direction) => direction switch
    {
        Direction.Improving => "Improving",
        Direction.NoChange => "No change",
        Direction.GettingWorse => "Getting worse",
        Direction.Unknown => "Not known yet",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, message: null),
    };

    private static Element Arrow(Direction direction) => El("svg").Class("tl-direction__arrow").Attr("viewBox", "0 0 18 18")
        .Attr("aria-hidden", "true").Attr("focusable", "false")
        .Add(El("path").Attr("d", direction switch
        {
            Direction.Improving => "M3 15 14 4M6 4h8v8",
            Direction.NoChange => "M2 9h13M10 4l5 5-5 5",
            Direction.GettingWorse => "M3 3 14 14M14 6v8H6",
            _ => "M4 9h10",
        }));
}
