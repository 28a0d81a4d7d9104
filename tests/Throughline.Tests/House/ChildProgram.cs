using System.Diagnostics;
using System.Text;

namespace Throughline.Tests.House;

/// <summary>The program as a process of its own, as a shell would start it.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource said = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? awaited;

    private ChildProgram(Process process, string? awaited)
    {
        Process = process;
        this.awaited = awaited;
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <param name="awaited">Words on standard output or error that <see cref="SaidAsync"/> waits for.</param>
    public static ChildProgram Start(string[] arguments, Dictionary<string, string?> environment, string? awaited = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "throughline.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ChildProgram(Process.Start(start)!, awaited);
    }

    public static async Task<(int Exit, string Output)> RunAsync(string[] arguments, Dictionary<string, string?> environment)
    {
        await using var program = Start(arguments, environment);
        using var patience = new CancellationTokenSource(Patience);
        await program.Process.WaitForExitAsync(patience.Token);
        return (program.Process.ExitCode, program.Output);
    }

    public async Task SaidAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await Task.WhenAny(said.Task, Process.WaitForExitAsync(patience.Token));
        if (!said.Task.IsCompleted)
            throw new InvalidOperationException($"The program never said \"{awaited}\". It said: {Output}");
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (output)
            output.AppendLine(line.Data);
        if (awaited is not null && line.Data.Contains(awaited, StringComparison.Ordinal))
            said.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }
}
