using System.Runtime.CompilerServices;

namespace Throughline.Platform;

/// <summary>
/// Our own patterns cannot run away: each is NonBacktracking or has a time-out of its own (a test reads the source). This is for
/// patterns of others in the same process. A second, because a busy machine may leave a thread waiting for a tenth of one.
/// </summary>
internal static class RegexTimeout
{
    public const string Setting = "REGEX_DEFAULT_MATCH_TIMEOUT";

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    // before the first pattern of the process is made: it is read once
    [ModuleInitializer]
    internal static void Set() => AppContext.SetData(Setting, Longest);
}
