using Microsoft.Playwright;
using Xunit;

namespace Throughline.Browser.Tests;

/// <summary>Debian's chromium, started once for all browser tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Program))
            throw new FileNotFoundException($"There is no {Program}, and the browser tests need it: run ./test, which offers to install it, or leave them out with ./test --no-browser.");
        UseTheMachinesNodeIfNeeded();
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>Playwright brings a node of its own; where a package cache keeps no execute permission, the one on the path does as well.</summary>
    private static void UseTheMachinesNodeIfNeeded()
    {
        const string Setting = "PLAYWRIGHT_NODEJS_PATH";
        var own = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, ".playwright", "node"), "node", SearchOption.AllDirectories).FirstOrDefault();
        if (Environment.GetEnvironmentVariable(Setting) is not null || (own is not null && File.GetUnixFileMode(own).HasFlag(UnixFileMode.UserExecute)))
            return;
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);
        Environment.SetEnvironmentVariable(Setting, onPath ?? throw new FileNotFoundException("There is no node to drive the browser with: run ./test, which says what is needed."));
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class InChromium : ICollectionFixture<Chromium>
{
    public const string Name = "in chromium";
}
