using Throughline.Platform;

namespace Throughline.Sharing.Agreements;

/// <summary>The numbers that agreements go by.</summary>
public static class AgreementNumbers
{
    public static readonly PolicyNumber LongestMonths = new(
        "agreement.longest-months", "An agreement ends at the latest this long after it starts", 24, "months",
        "The partnership's choice; storage limitation (UK GDPR article 5(1)(e)) and the agreements of other areas, which are reviewed every 6 to 12 months", 1, 60);

    public static readonly PolicyNumber ReviewMonths = new(
        "agreement.review-months", "An agreement in force is reviewed every", 12, "months", "Agreements of Leeds, Derbyshire and Warwickshire: every 6 to 12 months", 1, 24);

    public static readonly PolicyNumber ReviewNoticeDays = new(
        "agreement.review-notice-days", "A review of an agreement is shown as due this long before", 60, "days", "The partnership's choice", 7, 182);

    public static readonly IReadOnlyList<PolicyNumber> All = [LongestMonths, ReviewMonths, ReviewNoticeDays];
}
