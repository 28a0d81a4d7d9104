using Throughline.Platform;

namespace Throughline.Review;

/// <summary>The numbers that the review of the cohort goes by.</summary>
public static class ReviewNumbers
{
    public static readonly PolicyNumber QuietDays = new(
        "review.quiet-days", "Days without arrest, charge or intelligence that count as no evidence of offending", 28, "days",
        "The partnership's choice; inspection 2014, 6.3 asks for \"no evidence to suggest further offending\" and names no length", 7, 182);

    public static readonly PolicyNumber ReleaseSoonDays = new(
        "review.release-soon-days", "A release counts as soon when it is this near", 14, "days",
        "The partnership's choice; inspection 2014, 6.17 to 6.18: work begins before release", 1, 91);

    public static readonly PolicyNumber OrderEndsSoonDays = new(
        "review.order-ends-soon-days", "An order or licence counts as ending soon when its end is this near", 28, "days", "The partnership's choice", 1, 182);

    public static readonly PolicyNumber PredictorMonths = new(
        "review.predictor-months", "A predictor is out of date after", 12, "months", "The partnership's choice; predictors describe the day on which they were scored", 1, 36);

    public static readonly IReadOnlyList<PolicyNumber> All = [QuietDays, ReleaseSoonDays, OrderEndsSoonDays, PredictorMonths];
}
