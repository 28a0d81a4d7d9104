using Throughline.Platform;

namespace Throughline.Access.Keeping;

/// <summary>The numbers by which accounts are kept.</summary>
public static class KeepingNumbers
{
    private const string Choice = "The partnership's choice";

    public static readonly PolicyNumber RequestDays = new("access.request-days", "A request for a powerful role that nobody has answered ends after", 14, "days", Choice, 1, 90);

    public static readonly PolicyNumber UnusedDays = new("access.unused-days", "An account that nobody has used is closed after", 90, "days", "Security reference 1.2, after CJIS AC-2: idle accounts are closed after 90 days", 14, 365);

    public static readonly PolicyNumber UnusedWarningDays = new("access.unused-warning-days", "An account that nobody has used is shown to the administrator after", 75, "days", Choice, 7, 364);

    public static readonly PolicyNumber FirstWarningDays = new("access.first-warning-days", "The end of vetting or training is shown from this long before", 60, "days", Choice, 15, 365);

    public static readonly PolicyNumber LastWarningDays = new("access.last-warning-days", "The end of vetting or training is pressed from this long before", 14, "days", Choice, 1, 60);

    public static readonly PolicyNumber ReviewMonths = new("access.review-months", "Every account of an agency is reviewed every", 12, "months", "Security reference 1.2, after CJIS AC-2: accounts are reviewed every year", 1, 24);

    public static readonly PolicyNumber ReviewOpensDays = new("access.review-opens-days", "The review of accounts opens this long before it is due", 30, "days", Choice, 7, 90);

    public static readonly PolicyNumber ReviewLapsesDays = new("access.review-lapses-days", "Roles that nobody has reviewed lapse this long after the review was due", 30, "days", Choice, 7, 180);

    public static readonly PolicyNumber KeepsSightDays = new("access.keeps-sight-days", "A worker who moves keeps sight of the people they worked with for", 28, "days", "The partnership's choice; sharing design: a worker keeps sight for a set number of days after a move and sees the date", 0, 182);

    public static readonly IReadOnlyList<PolicyNumber> All =
        [RequestDays, UnusedWarningDays, UnusedDays, FirstWarningDays, LastWarningDays, ReviewMonths, ReviewOpensDays, ReviewLapsesDays, KeepsSightDays];
}
