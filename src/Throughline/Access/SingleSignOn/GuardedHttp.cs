using System.Net;
using System.Net.Sockets;

namespace Throughline.Access.SingleSignOn;

/// <summary>
/// The way to identity providers: no redirects, no proxy, no cookies; small answers, soon; and never to an address of the
/// network that <see cref="SignOnSettings"/> forbids. The address that was checked is the one connected to, so that a name
/// which changes its mind in between gains nothing.
/// </summary>
internal sealed class GuardedHttp : IDisposable
{
    public const int LargestAnswer = 256 * 1024;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public GuardedHttp(SignOnSettings settings)
    {
        Client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = Patience,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = (context, cancel) => ConnectAsync(settings, context.DnsEndPoint, cancel),
        })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    public HttpClient Client { get; }

    private static async ValueTask<Stream> ConnectAsync(SignOnSettings settings, DnsEndPoint where, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(where.Host, cancel);
        var allowed = addresses.Where(settings.MayConnectTo).ToArray();
        // one that is forbidden among those of a name is reason enough to trust none of them
        if (allowed.Length == 0 || allowed.Length < addresses.Length)
            throw new HttpRequestException($"{where.Host} leads to an address that may not be connected to.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, where.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => Client.Dispose();
}
