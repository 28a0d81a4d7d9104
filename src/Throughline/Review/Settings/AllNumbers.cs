using Throughline.Platform;

namespace Throughline.Review.Settings;

/// <summary>Every number that policy decides, for the pages that show and change them. A stage adds its own list here.</summary>
internal static class AllNumbers
{
    /// <summary>Those that the coordinator sets with the partners: how the practice goes.</summary>
    public static IReadOnlyList<PolicyNumber> OfThePractice { get; } = [.. ReviewNumbers.All, .. Sharing.DisclosureNumbers.All, .. Sharing.Agreements.AgreementNumbers.All];

    /// <summary>All, with those that hold people back: governance sets these.</summary>
    public static IReadOnlyList<PolicyNumber> List { get; } = [.. OfThePractice, .. Access.Keeping.SecurityNumbers.All];
}
