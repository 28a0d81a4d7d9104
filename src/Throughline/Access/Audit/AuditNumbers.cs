using Throughline.Platform;

namespace Throughline.Access.Audit;

/// <summary>The numbers from which a use of the system counts as worth a question.</summary>
public static class AuditNumbers
{
    public static readonly PolicyNumber PeopleInADay = new(
        "audit.people-in-a-day", "One user looking at more people than this in a day is shown as unusual", 200, "people", "The partnership's choice; lists count the people they show", 10, 100_000);

    public static readonly PolicyNumber OpensAt = new("audit.opens-at", "The working day begins at", 7, "o'clock (24 hours)", "The partnership's choice", 0, 12);

    public static readonly PolicyNumber ClosesAt = new("audit.closes-at", "The working day ends at", 20, "o'clock (24 hours)", "The partnership's choice", 12, 24);

    public static readonly IReadOnlyList<PolicyNumber> All = [PeopleInADay, OpensAt, ClosesAt];
}
