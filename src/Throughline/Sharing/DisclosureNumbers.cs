using Throughline.Platform;

namespace Throughline.Sharing;

/// <summary>The numbers by which one thing at a time is shared, asked for and looked at in an emergency.</summary>
public static class DisclosureNumbers
{
    public static readonly PolicyNumber LongestDays = new(
        "sharing.disclosure-days", "A disclosure lasts at most", 365, "days", "The partnership's choice; nothing is kept longer than its purpose needs (UK GDPR article 5(1)(e); Data Protection Act 2018 s.39)", 1, 1825);

    public static readonly PolicyNumber AnswerDays = new(
        "sharing.answer-days", "A question to the owner of information is answered within", 5, "days", "The partnership's choice", 1, 28);

    public static readonly PolicyNumber NoticeDays = new(
        "sharing.notice-days", "A notice of a correction, restriction or erasure is acted upon within", 7, "days", "The partnership's choice; the law says without undue delay (Data Protection Act 2018 s.48(7) to (9); UK GDPR article 19)", 1, 28);

    public static readonly PolicyNumber UrgentADay = new(
        "sharing.urgent-a-day", "One user may begin urgent access at most", 3, "times a day", "The partnership's choice", 1, 50);

    public static readonly PolicyNumber UrgentReviewDays = new(
        "sharing.urgent-review-days", "Information governance reviews an urgent access within", 7, "days", "Sharing design: reviewed within a week", 1, 28);

    public static readonly PolicyNumber LongestConsentDays = new(
        "sharing.consent-days", "A person's consent lasts at most", 365, "days", "The partnership's choice; consent is refreshed when it no longer says what the person wants (UK GDPR article 7; EDPB guidelines 05/2020, paragraph 110)", 28, 1825);

    public static readonly IReadOnlyList<PolicyNumber> All = [LongestDays, AnswerDays, NoticeDays, UrgentADay, UrgentReviewDays, LongestConsentDays];
}
