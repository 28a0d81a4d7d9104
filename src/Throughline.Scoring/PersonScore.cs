using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Throughline.Scoring;

/// <summary>Where a total lies against the two lines. It is a fact about a number, not a status.</summary>
public enum LinePosition : byte
{
    /// <summary>Total ≥ entry.</summary>
    AtOrAboveEntry,

    /// <summary>Exit ≤ total &lt; entry.</summary>
    BetweenLines,

    /// <summary>Total &lt; exit.</summary>
    BelowExit,
}

/// <summary>
/// Everything a panel needs to understand one score: the parts, the inputs as they were, what is missing, what would change
/// the rank, and how far the place near the line hangs on the weights. It holds no status and proposes none.
/// </summary>
public sealed record PersonScore
{
    public required string PersonId { get; init; }

    /// <summary>Name and version of the matrix the score was made with.</summary>
    public required string MatrixName { get; init; }

    public required string MatrixVersion { get; init; }

    /// <summary>The day the score describes. Nothing later was looked at.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The sum of the points of every factor, exactly.</summary>
    public required decimal Total { get; init; }

    /// <summary>1 for the highest total; consecutive, ties in ordinal order of person id.</summary>
    public required int Rank { get; init; }

    /// <summary>How many people were ranked.</summary>
    public required int RankedPeople { get; init; }

    public required LinePosition Position { get; init; }

    /// <summary>Whether the total lies within the matrix's margin of the entry line, either side.</summary>
    public required bool NearEntryLine { get; init; }

    /// <summary>Points by source of information, in the order of <see cref="SourceGroup"/>; only sources the matrix uses.</summary>
    public required IReadOnlyList<SourcePoints> BySource { get; init; }

    /// <summary>Every factor in the order of the matrix.</summary>
    public required IReadOnlyList<FactorScore> Factors { get; init; }

    /// <summary>Whether anything a factor needs is missing.</summary>
    public bool Provisional => Missing.Count > 0;

    public required IReadOnlyList<MissingInput> Missing { get; init; }

    /// <summary>
    /// The total if every missing factor gave its most; <see langword="null"/> when one of them has no limit. Equal to the
    /// total when nothing is missing.
    /// </summary>
    public required decimal? MostWithMissing { get; init; }

    /// <summary>Reasons to be considered whatever the score.</summary>
    public required IReadOnlyList<RaisedFlag> Inclusions { get; init; }

    /// <summary>Reasons why this list may not be the right one.</summary>
    public required IReadOnlyList<RaisedFlag> Exclusions { get; init; }

    /// <summary>Rules that could not be tested, and what is missing.</summary>
    public required IReadOnlyList<UntestedRule> Untested { get; init; }

    /// <summary>The smallest single changes that would alter the total, with the rank they would lead to.</summary>
    public required IReadOnlyList<RankChange> WhatWouldChange { get; init; }

    public required MarginStability Stability { get; init; }

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The score as one line of JSON: the same bytes for the same score.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    /// <summary>A score from <see cref="ToJson"/>, as frozen for a panel.</summary>
    /// <exception cref="JsonException">The text is not such a score.</exception>
    public static PersonScore FromJson(string json) =>
        JsonSerializer.Deserialize<PersonScore>(json, JsonOptions) ?? throw new JsonException("A score is an object, not null.");
}

/// <summary>The points that rest on one kind of source.</summary>
public sealed record SourcePoints(SourceGroup Group, decimal Points);

/// <summary>One factor of one person's score.</summary>
public sealed record FactorScore
{
    public required string FactorId { get; init; }

    public required string Label { get; init; }

    public required SourceGroup Group { get; init; }

    /// <summary>The points, after the cap.</summary>
    public required decimal Points { get; init; }

    /// <summary>The points before the cap.</summary>
    public required decimal PointsBeforeCap { get; init; }

    /// <summary>Whether the cap took points off.</summary>
    public required bool CapApplied { get; init; }

    /// <summary>What was looked at, frozen.</summary>
    public required FactorInputs Inputs { get; init; }

    /// <summary>For example "4 arrests since 20 May 2026: 12 points".</summary>
    public required string Words { get; init; }

    /// <summary>What is missing; <see langword="null"/> when nothing is.</summary>
    public required string? Missing { get; init; }
}

/// <summary>The inputs of a factor as they were when it was scored.</summary>
public sealed record FactorInputs
{
    /// <summary>The measured number, rounded to six decimal places; <see langword="null"/> when there is none.</summary>
    public decimal? Number { get; init; }

    /// <summary>The categories held.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The first day that counted; <see langword="null"/> when there is no window.</summary>
    public DateOnly? WindowFrom { get; init; }

    /// <summary>The events that counted, oldest first.</summary>
    public IReadOnlyList<CountedEvent> Events { get; init; } = [];

    /// <summary>Days at liberty in the window, for a rate.</summary>
    public int? LibertyDays { get; init; }

    /// <summary>When a predictor was assessed, when known.</summary>
    public DateOnly? AssessedOn { get; init; }
}

/// <summary>An event that counted.</summary>
public sealed record CountedEvent(DateOnly Date, EventKind Kind, OffenceGroup Offence, double? Weight, string? Id);

/// <summary>Something a factor needs and does not have.</summary>
/// <param name="FactorId">The factor.</param>
/// <param name="What">What is missing, in words.</param>
/// <param name="MostItCouldAdd">The most points it could add; <see langword="null"/> when there is no limit.</param>
public sealed record MissingInput(string FactorId, string What, decimal? MostItCouldAdd);

/// <summary>An inclusion or exclusion whose test was met: for people to weigh.</summary>
public sealed record RaisedFlag(string RuleId, string Sentence, string Source);

/// <summary>A rule that could not be tested.</summary>
public sealed record UntestedRule(string RuleId, string What);

/// <summary>The kinds of <see cref="RankChange"/>.</summary>
public enum ChangeKind : byte
{
    /// <summary>One more event, dated on the as-of date.</summary>
    OneMoreEvent,

    /// <summary>The oldest event or events leave a window.</summary>
    EventLeaves,

    /// <summary>Days pass and nothing happens: a birthday, or a longer time since the last event.</summary>
    TimePasses,

    /// <summary>A number or level reaches its next band.</summary>
    NextBand,

    /// <summary>Something missing becomes known.</summary>
    MissingKnown,
}

/// <summary>One single change and what it would do, everybody else's score staying as it is.</summary>
public sealed record RankChange
{
    public required ChangeKind Kind { get; init; }

    /// <summary>The factors whose points would change.</summary>
    public required IReadOnlyList<string> FactorIds { get; init; }

    /// <summary>For example "One more arrest would add 3 points and move from rank 14 to 11."</summary>
    public required string Words { get; init; }

    /// <summary>Points added (above 0) or taken off (below 0).</summary>
    public required decimal PointsChange { get; init; }

    public required decimal NewTotal { get; init; }

    public required int NewRank { get; init; }

    public required LinePosition NewPosition { get; init; }

    /// <summary>The first day on which it holds, for changes that only need time.</summary>
    public DateOnly? On { get; init; }
}

/// <summary>
/// How far the side of the entry line hangs on the weights: the weight of each factor is moved up and down by a tenth, one at
/// a time, and the total compared with the line again.
/// </summary>
public sealed record MarginStability
{
    /// <summary>Two for each factor.</summary>
    public required int Perturbations { get; init; }

    /// <summary>In how many the person stays on the same side of the entry line.</summary>
    public required int SameSide { get; init; }

    /// <summary><see cref="SameSide"/> ÷ <see cref="Perturbations"/>, 0 to 1.</summary>
    public decimal ShareSameSide => decimal.Round(SameSide / (decimal)Perturbations, 4);

    /// <summary>The factors whose change moves the person across the line.</summary>
    public required IReadOnlyList<string> DecidedBy { get; init; }
}
