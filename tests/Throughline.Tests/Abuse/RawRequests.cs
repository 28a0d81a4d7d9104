using System.Net.Sockets;
using System.Text;

namespace Throughline.Tests.Abuse;

/// <summary>Bytes on a connection, for what no well-behaved client would send.</summary>
internal static class RawRequests
{
    /// <summary>Sends the text as it stands and reads until the other side closes, or says nothing more for a while.</summary>
    public static async Task<string> SendAsync(string address, string request, int patienceSeconds = 10)
    {
        var uri = new Uri(address);
        using var client = new TcpClient();
        await client.ConnectAsync(uri.Host, uri.Port);
        await using var stream = client.GetStream();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(patienceSeconds));
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            var block = new byte[64 * 1024];
            int got;
            while ((got = await stream.ReadAsync(block, patience.Token)) > 0)
                answer.Append(Encoding.Latin1.GetString(block, 0, got));
        }
        catch (Exception closed) when (closed is IOException or OperationCanceledException)
        {
            // the other side had heard enough
        }

        return answer.ToString();
    }

    public static Task<string> GetAsync(string address, string target, string more = "") => SendAsync(address, $"GET {target} HTTP/1.1\r\nHost: {new Uri(address).Authority}\r\nConnection: close\r\n{more}\r\n");

    public static int StatusOf(string answer) => answer.Length > 12 && int.TryParse(answer.AsSpan(9, 3), out var status) ? status : 0;
}
