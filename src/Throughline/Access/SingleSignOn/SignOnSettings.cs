using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Throughline.Access.SingleSignOn;

/// <summary>
/// Which identity providers an installation may speak to. An administrator of an agency chooses among them; whoever runs
/// the installation names them, so that nobody can send the program's requests anywhere else.
/// </summary>
/// <param name="Allowed">Addresses of issuers and of their endpoints' hosts (<c>SingleSignOn:Allowed</c>).</param>
/// <param name="AllowsPrivateAddresses">For a provider inside the force's own network (<c>SingleSignOn:AllowPrivateAddresses</c>).</param>
/// <param name="AllowsLoopback">Plain http to this machine: only in the Development environment, and in tests.</param>
public sealed record SignOnSettings(IReadOnlyList<Uri> Allowed, bool AllowsPrivateAddresses, bool AllowsLoopback)
{
    public static SignOnSettings From(IConfiguration configuration, bool isDevelopment)
    {
        var allowed = configuration.GetSection("SingleSignOn:Allowed").GetChildren().Select(one => one.Value ?? "").ToList();
        if (allowed.FirstOrDefault(one => !Uri.TryCreate(one, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")) is { } wrong)
            throw new InvalidOperationException($"The setting SingleSignOn:Allowed holds \"{wrong}\": expected an address such as https://login.example.");
        var allowsLoopback = configuration["SingleSignOn:AllowLoopback"] == "true";
        if (allowsLoopback && !isDevelopment)
            throw new InvalidOperationException("The setting SingleSignOn:AllowLoopback is for development only.");
        return new([.. allowed.Select(one => new Uri(one))], configuration["SingleSignOn:AllowPrivateAddresses"] == "true", allowsLoopback);
    }

    /// <summary>What is wrong with an address that the program is to speak to, in a sentence; null when nothing is.</summary>
    public string? Problem(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return "Enter a whole address, such as https://login.example";
        var isLoopback = AllowsLoopback && uri is { Scheme: "http", IsLoopback: true };
        if (uri.Scheme != Uri.UriSchemeHttps && !isLoopback)
            return "The address must begin with https://";
        return Allowed.Any(one => string.Equals(one.GetLeftPart(UriPartial.Authority), uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)) ? null
            : $"{uri.Host} is not among the identity providers that this installation allows. Whoever runs it can add it";
    }

    /// <summary>Whether the program may connect to this address of the network, whatever name led to it.</summary>
    public bool MayConnectTo(IPAddress address)
    {
        address = Embedded(address) ?? address;
        if (IPAddress.IsLoopback(address))
            return AllowsLoopback;
        if (IsNeverAProvider(address))
            return false;
        return AllowsPrivateAddresses || !IsPrivate(address);
    }

    /// <summary>
    /// The address of IPv4 inside one of IPv6, which a gateway on the way unwraps: mapped, translated (64:ff9b::/96, RFC 6052; a network of
    /// IPv6 alone reaches every provider so) and 6to4 (2002::/16).
    /// </summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes.AsSpan(0, 12).SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]))
            return new IPAddress(bytes.AsSpan(12));
        return bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.AsSpan(2, 4)) : null;
    }

    /// <summary>This network, link-local (where clouds keep their secrets), multicast, reserved (RFC 6890).</summary>
    private static bool IsNeverAProvider(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var six = address.GetAddressBytes();
            // addresses of IPv4 written out as IPv6 (::/96, given up in RFC 4291), and a translation of the network's own (64:ff9b:1::/48, RFC 8215)
            var isWrapped = six.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 || six.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 1]);
            return isWrapped || address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.IsIPv6Teredo;
        }

        var bytes = address.GetAddressBytes();
        return bytes[0] is 0 or 127 or >= 224 || (bytes[0], bytes[1]) is (169, 254);
    }

    private static bool IsPrivate(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal;
        var bytes = address.GetAddressBytes();
        return bytes[0] == 10 || (bytes[0], bytes[1] & 0xf0) is (172, 16) || (bytes[0], bytes[1]) is (192, 168) || (bytes[0], bytes[1] & 0xc0) is (100, 64) || (bytes[0], bytes[1] & 0xfe) is (198, 18);
    }
}
