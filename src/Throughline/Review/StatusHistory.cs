using Microsoft.AspNetCore.Html;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;
using Throughline.Ui.Components;
using static Throughline.Ui.Components.Markup;

namespace Throughline.Review;

/// <summary>One decision about a colour, as the history shows it.</summary>
public sealed record StatusChange
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? FromStatus { get; init; }

    public required string ToStatus { get; init; }

    public required string Direction { get; init; }

    public string? Proposed { get; init; }

    public required string Reason { get; init; }

    public string? DeEscalationPoint { get; init; }

    public required string By { get; init; }

    public required string Agency { get; init; }

    public Guid? UndoesId { get; init; }

    /// <summary>Every decision about a person, the latest first.</summary>
    public static Task<IReadOnlyList<StatusChange>> ListAsync(Db db, PersonId person, CancellationToken cancel = default) => db.ListAsync<StatusChange>(
        """
        select s.id, s.at, s.from_status, s.to_status, s.direction, s.proposed, s.reason, s.de_escalation_point, u.full_name as by, a.name as agency, s.undoes_id
        from status_change s join app_user u on u.id = s.user_id join agency a on a.id = s.agency_id
        where s.person_id = @person order by s.at desc, s.id desc
        """, new { person }, cancel);
}

/// <summary>A partnership's own colour as a solid block with its own word.</summary>
internal static class StatusBlock
{
    public static IHtmlContent Render(IReadOnlyList<StatusDefinition> statuses, string? code) => statuses.Find(code) is { } status
        ? El("strong").Class("tl-status", "tl-status--" + status.Tag).Add(Hidden("Status: ")).Text(status.Label)
        : StatusTag.Render(null);
}

/// <summary>The colours of one person over time: a lane for each, a bar for each spell. The table beside it says the same.</summary>
internal static class StatusChart
{
    private const int Width = 720;
    private const int LaneHeight = 34;
    private const int LabelWidth = 110;
    private static readonly Dictionary<string, string> Hues = new() { ["red"] = "#b52a2a", ["amber"] = "#ffb347", ["green"] = "#0b6443", ["blue"] = "#1a5c99", ["white"] = "#ffffff" };

    public static IHtmlContent? Render(IReadOnlyList<StatusDefinition> statuses, IReadOnlyList<StatusChange> changes, DateTimeOffset now)
    {
        if (changes.Count == 0)
            return null;
        var inOrder = changes.Reverse().ToList();
        var first = inOrder[0].At;
        var span = Math.Max((now - first).TotalHours, 24);
        var lanes = statuses.Where(status => inOrder.Any(change => change.ToStatus == status.Code)).ToList();
        var height = lanes.Count * LaneHeight + 24;
        var svg = El("svg").Class("tl-chart").Attr("viewBox", $"0 0 {Width} {height}").Attr("role", "img").Attr("width", "100%")
            .Attr("aria-label", $"Statuses from {first.DateInBritain().ToWords()} to {now.DateInBritain().ToWords()}. The table below says the same.");
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var y = lane * LaneHeight;
            svg.Add(El("text").Attr("x", "0").Attr("y", N(y + 22)).Attr("font-size", "16").Text(lanes[lane].Label));
            svg.Add(El("line").Attr("x1", N(LabelWidth)).Attr("x2", N(Width)).Attr("y1", N(y + 17)).Attr("y2", N(y + 17)).Attr("stroke", "#b1b4b6"));
        }

        for (var i = 0; i < inOrder.Count; i++)
        {
            var from = X(inOrder[i].At);
            var to = X(i + 1 < inOrder.Count ? inOrder[i + 1].At : now);
            var lane = lanes.FindIndex(status => status.Code == inOrder[i].ToStatus);
            if (lane < 0)
                continue;
            svg.Add(El("rect").Attr("x", N(from)).Attr("y", N(lane * LaneHeight + 6)).Attr("width", N(Math.Max(to - from, 3))).Attr("height", "22")
                .Attr("fill", Hues.GetValueOrDefault(lanes[lane].Tag, "#858686")).Attr("stroke", "#0b0c0c")
                .Add(El("title").Text($"{lanes[lane].Label} from {inOrder[i].At.ToWords()}")));
        }

        svg.Add(El("text").Attr("x", N(LabelWidth)).Attr("y", N(height - 4)).Attr("font-size", "14").Text(first.DateInBritain().ToShortWords()));
        svg.Add(El("text").Attr("x", N(Width)).Attr("y", N(height - 4)).Attr("font-size", "14").Attr("text-anchor", "end").Text(now.DateInBritain().ToShortWords()));
        return svg;

        double X(DateTimeOffset at) => LabelWidth + (Width - LabelWidth) * Math.Clamp((at - first).TotalHours / span, 0, 1);
    }

    private static string N(double number) => number.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}
