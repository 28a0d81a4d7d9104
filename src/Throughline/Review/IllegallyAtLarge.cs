using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Review;

/// <summary>
/// Somebody says that a person is illegally at large (recalled and not back, or escaped), or no longer is. A fact with a date,
/// which the proposal reads; being received into custody afterwards ends it by itself.
/// </summary>
public static class IllegallyAtLarge
{
    public const string Began = "illegally-at-large";
    public const string Ended = "no-longer-at-large";

    public static async Task BeginAsync(Db db, PersonId person, DateOnly since, string? reason, CancellationToken cancel = default)
    {
        ReasonMustSayHowItIsKnown(reason).Check();
        ItCannotBeginInTheFuture(since, db.Act.On).Check();
        var facts = await StatusFactsOf.ReadAsync(db, person, cancel);
        NobodyInCustodyIsAtLarge(facts.Establishment).Check();
        await db.ProcessAsync("report-at-large", person, null, reason!.Trim(), [new Happened(Began, "custody and dates", "Illegally at large", since)], cancel: cancel);
    }

    public static async Task EndAsync(Db db, PersonId person, string? reason, CancellationToken cancel = default)
    {
        ReasonMustSayHowItIsKnown(reason).Check();
        var facts = await StatusFactsOf.ReadAsync(db, person, cancel);
        new Rule("Nobody has said that this person is illegally at large", "Inspection 2014, 6.3", facts.AtLargeSince is not null).Check();
        await db.ProcessAsync("end-at-large", person, null, reason!.Trim(), [new Happened(Ended, "custody and dates", "No longer illegally at large", db.Act.On)], cancel: cancel);
    }

    public static Rule ReasonMustSayHowItIsKnown(string? reason) => new("Say how you know", "Inspection 2014, 6.3", !string.IsNullOrWhiteSpace(reason));

    public static Rule ItCannotBeginInTheFuture(DateOnly since, DateOnly on) => new("The day must be today or in the past", "A fact is not a forecast", since <= on);

    public static Rule NobodyInCustodyIsAtLarge(string? establishment) => new("The person is in custody, so they are not at large", "Inspection 2014, 6.3", establishment is null);
}
