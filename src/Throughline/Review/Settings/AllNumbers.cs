using Throughline.Platform;

namespace Throughline.Review.Settings;

/// <summary>Every number that policy decides, for the pages that show and change them. A stage adds its own list here.</summary>
internal static class AllNumbers
{
    public static IReadOnlyList<PolicyNumber> List { get; } = [.. ReviewNumbers.All, .. Access.Audit.AuditNumbers.All];
}
