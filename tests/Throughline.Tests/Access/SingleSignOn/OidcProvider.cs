using System.Diagnostics;
using Throughline.Platform;

namespace Throughline.Tests.Access.SingleSignOn;

/// <summary>The npm package oidc-provider as a process of its own, on a loopback port.</summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string Client = "throughline";
    public const string Secret = "a secret of the tests, and of nobody else";

    private readonly Process process;

    private OidcProvider(Process process, int port)
    {
        this.process = process;
        Issuer = $"http://localhost:{port}";
    }

    public string Issuer { get; }

    public static async Task<OidcProvider> StartAsync()
    {
        var frontend = Path.Combine(Home.Folder, "frontend");
        if (!Directory.Exists(Path.Combine(frontend, "node_modules/oidc-provider")))
            throw new DirectoryNotFoundException("The npm package oidc-provider is not in frontend/node_modules: run npm ci in frontend/.");
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { Path.Combine(Home.Folder, "tests/Throughline.Tests/Access/SingleSignOn/provider.mjs"), frontend, Client, Secret })
            start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new FileNotFoundException("There is no node on the path, and the tests of single sign-on need it: install Node.js 20 or later.", missing);
        }

        process.BeginErrorReadLine();
        var port = await SaidAsync(process, "listening ");
        return new OidcProvider(process, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Tells it where people come back to; before that it serves nobody.</summary>
    public async Task ServeAsync(string redirect)
    {
        await process.StandardInput.WriteLineAsync(redirect);
        await SaidAsync(process, "ready");
    }

    private static async Task<string> SaidAsync(Process process, string words)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(words, StringComparison.Ordinal))
                return line[words.Length..];
        }

        throw new InvalidOperationException($"oidc-provider never said \"{words}\".");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
