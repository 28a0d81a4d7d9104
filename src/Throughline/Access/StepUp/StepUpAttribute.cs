using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Throughline.Access;

/// <summary>
/// The endpoint, or the one handler of a page, takes information out or opens what is usually closed: it needs a second
/// factor given within the last minutes (<see cref="SessionNumbers.StepUpMinutes"/>). A browser without one is led to
/// <c>/step-up</c> and comes back to the page; a program's token must have been made for it (ADR 17).
/// </summary>
/// <param name="backTo">Where to come back to when the address itself is a file: "/imports/{importId}". Otherwise the page.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StepUpAttribute(string? backTo = null) : Attribute
{
    public string? BackTo { get; } = backTo;

    /// <summary>Only those who have a second factor are asked for it: nobody is kept from ending their sessions by having none.</summary>
    public bool OfThoseWhoHaveOne { get; init; }

    /// <summary>The page with its filters, without the handler that was asked for.</summary>
    internal string ReturnTo(HttpRequest request)
    {
        if (BackTo is not null)
        {
            return request.RouteValues.Aggregate(BackTo, (address, value) =>
                address.Replace("{" + value.Key + "}", Uri.EscapeDataString(Convert.ToString(value.Value, System.Globalization.CultureInfo.InvariantCulture) ?? ""), StringComparison.Ordinal));
        }

        var query = request.Query.Where(part => !part.Key.Equals("handler", StringComparison.OrdinalIgnoreCase)).SelectMany(part => part.Value.Select(value => KeyValuePair.Create(part.Key, value)));
        return request.Path + QueryString.Create(query);
    }
}
