using System.Reflection;
using Microsoft.AspNetCore.Http;
using Throughline.Access.Brake;

namespace Throughline.Access;

/// <summary>
/// The endpoint opens one person's record, though its address names something else about them: a request, a question, an entry.
/// The looks that it records count as opened records, whatever they are about in its own words (ASVS 5.0, 2.4.1).
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OpensAttribute : Attribute;

/// <summary>The endpoint, or one handler of a page, answers with a file of people: everybody in it counts as opened.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class TakesOutAttribute : Attribute;

/// <summary>How the looks of a request count for the brake. The end of their purpose says it, for whoever counts them later.</summary>
internal enum Counted
{
    /// <summary>One person by the address, or lists: the gate itself says who was opened.</summary>
    ByTheGate,

    /// <summary>Whoever the endpoint says that it opened.</summary>
    Opened,

    /// <summary>Whoever is in the file.</summary>
    TakenOut,
}

internal static class CountedWords
{
    public static string Ending(this Counted counted) => counted switch
    {
        Counted.ByTheGate => "",
        Counted.Opened => OpenedRecords.Opened,
        Counted.TakenOut => OpenedRecords.Export,
        _ => throw new ArgumentOutOfRangeException(nameof(counted), counted, "Not a way to count."),
    };

    /// <summary>What the handler says, or the whole endpoint.</summary>
    public static Counted Of(MethodInfo? handler, Endpoint? endpoint) =>
        Has<TakesOutAttribute>(handler, endpoint) ? Counted.TakenOut : Has<OpensAttribute>(handler, endpoint) ? Counted.Opened : Counted.ByTheGate;

    private static bool Has<T>(MethodInfo? handler, Endpoint? endpoint)
        where T : Attribute => handler?.GetCustomAttribute<T>() is not null || endpoint?.Metadata.GetMetadata<T>() is not null;
}
