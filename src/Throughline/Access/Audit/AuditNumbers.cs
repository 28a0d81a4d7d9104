using Throughline.Platform;

namespace Throughline.Access.Audit;

/// <summary>The numbers from which a use of the system counts as worth a question.</summary>
public static class AuditNumbers
{
    public static readonly PolicyNumber PeopleInADay = new(
        "audit.people-in-a-day", "One user looking at more people than this in a day is shown as unusual", 200, "people", "The partnership's choice; lists count the people they show", 10, 100_000);

    public static readonly PolicyNumber OpensAt = new("audit.opens-at", "The working day begins at", 7, "o'clock (24 hours)", "The partnership's choice", 0, 12);

    public static readonly PolicyNumber ClosesAt = new("audit.closes-at", "The working day ends at", 20, "o'clock (24 hours)", "The partnership's choice", 12, 24);

    public static readonly PolicyNumber WorkingDays = new(
        "audit.working-days", "The working week has, from Monday on,", 5, "days", "The partnership's choice; 7 where every day is worked. A bank holiday counts as the day of the week that it is", 1, 7);

    public static readonly PolicyNumber RecordsInAnHour = new(
        "audit.records-in-an-hour", "One user opening more records than this in an hour, and three times what others do, is shown as unusual", 20, "records", "The partnership's choice; three times after security.md 2.4", 5, 1_000);

    public static readonly PolicyNumber RecordsInARun = new(
        "audit.records-in-a-run", "One user opening this many records one after another, each within a minute, is shown as unusual", 15, "records", "The partnership's choice", 5, 1_000);

    public static readonly PolicyNumber DaysAfterClosing = new(
        "audit.days-after-closing", "A look is shown as unusual when the person's case was closed longer ago than", 28, "days", "The partnership's choice", 0, 365);

    public static readonly PolicyNumber ReviewWithin = new(
        "audit.review-days", "An unusual use is reviewed within", 7, "days", "FBI CJIS Security Policy 5.9.5, AU-6: weekly", 1, 60);

    public static readonly IReadOnlyList<PolicyNumber> All = [PeopleInADay, OpensAt, ClosesAt, WorkingDays, RecordsInAnHour, RecordsInARun, DaysAfterClosing, ReviewWithin, Tree.MakeCheckpoint.Every, Checkpoints.Witness.CopyWithin];
}
