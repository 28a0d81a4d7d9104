using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Throughline.Platform;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.Access;

/// <summary>HTTPS as the program serves it: who shakes hands with it and who does not.</summary>
public sealed class TransportTests
{
    [Theory]
    [InlineData(SslProtocols.Tls13, null, true)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, false)]
#pragma warning disable SYSLIB0039, CA5397 // offered, to see it refused
    [InlineData(SslProtocols.Tls11, null, false)]
#pragma warning restore SYSLIB0039, CA5397
    public async Task Handshake_IsMadeOnlyWithWhatIsStrong(SslProtocols protocol, TlsCipherSuite? suite, bool isMade)
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        await using var site = await Site.StartAsync(also: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(site.Address).Port);
        await using var stream = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost", EnabledSslProtocols = protocol,
#pragma warning disable MA0039 // the certificate is the test's own: what is tested is the handshake
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore MA0039
            CipherSuitesPolicy = suite is { } one ? new CipherSuitesPolicy([one]) : null,
        };
        if (isMade)
        {
            await stream.AuthenticateAsClientAsync(options);
            stream.SslProtocol.ShouldBe(protocol);
            Transport.Suites.ShouldContain(stream.NegotiatedCipherSuite);
        }
        else
            (await Record.ExceptionAsync(() => stream.AuthenticateAsClientAsync(options))).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("http://localhost:5080", null)]
    [InlineData("http://127.0.0.1:0", null)]
    [InlineData("http://[::1]:80", null)]
    [InlineData("https://0.0.0.0:443", null)]
    [InlineData("https://0.0.0.0:443;http://localhost:5080", null)]
    [InlineData("http://0.0.0.0:80", "http://0.0.0.0:80")]
    [InlineData("http://*:80", "http://*:80")]
    [InlineData("http://+:80", "http://+:80")]
    [InlineData("https://a.example;http://a.example", "http://a.example")]
    public void PlainHttp_BeyondThisMachine_IsNotServed(string urls, string? open) => Transport.InTheOpen(urls).ShouldBe(open);

    [Theory]
    [InlineData("Host=/var/run/postgresql;Database=t", true)]
    [InlineData("Host=localhost;Database=t", true)]
    [InlineData("Host=127.0.0.1;Database=t", true)]
    [InlineData("Host=db.example;Database=t;SSL Mode=VerifyFull", true)]
    [InlineData("Host=db.example;Database=t;SSL Mode=VerifyCA", false)]
    [InlineData("Host=db.example;Database=t;SSL Mode=Require", false)]
    [InlineData("Host=db.example;Database=t", false)]
    [InlineData("Host=10.1.2.3;Database=t", false)]
    [InlineData("Host=localhost,db.example;Database=t", false)]
    public void Database_ElsewhereWithoutACheckedCertificate_IsRefused(string connection, bool isTaken) => (Transport.DatabaseProblem(connection) is null).ShouldBe(isTaken);
}
