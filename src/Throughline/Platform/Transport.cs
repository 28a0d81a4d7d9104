using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Npgsql;

namespace Throughline.Platform;

/// <summary>How the program speaks over the network (ASVS 5.0, 12.1 and 12.2; NCSC, using TLS to protect data: 1.2 and 1.3, forward secrecy, authenticated encryption).</summary>
internal static class Transport
{
    internal static readonly TlsCipherSuite[] Suites =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    ];

    public static void Strong(HttpsConnectionAdapterOptions https)
    {
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        // elsewhere the operating system's own policy decides: a program cannot
        if (OperatingSystem.IsLinux())
            https.OnAuthenticate = (_, server) => server.CipherSuitesPolicy = new CipherSuitesPolicy(Suites);
    }

    /// <summary>What is wrong with the way to a database, in a sentence: beyond this machine it is encrypted, and the server's certificate and name are checked. Null when nothing is.</summary>
    public static string? DatabaseProblem(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        var hosts = (parts.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var isHere = hosts.All(host => host.StartsWith('/') || host.Split(':')[0] == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));
        return isHere || parts.SslMode == SslMode.VerifyFull ? null
            : "The database is on another machine, and ConnectionStrings__Throughline does not say SSL Mode=VerifyFull: without it anybody on the way could read along, or answer in its place.";
    }

    /// <summary>The first address on which others could listen in: plain HTTP, and not this machine alone. Null when there is none.</summary>
    public static string? InTheOpen(string urls) => urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .FirstOrDefault(url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback));
}
