using System.CommandLine;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Cli;

/// <summary>Runs the body of a command: turns the failures that a user can mend into one sentence on stderr and an exit code.</summary>
internal static class CommandRun
{
    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> body)
    {
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                return await body(parsed, cancel);
            }
            catch (DatabaseUnavailable unavailable)
            {
                await Console.Error.WriteLineAsync(unavailable.Message);
                return Commands.RefusedExit;
            }
            catch (RuleBroken broken)
            {
                await Console.Error.WriteLineAsync(broken.Message);
                return Commands.RefusedExit;
            }
            catch (BadInput bad)
            {
                await Console.Error.WriteLineAsync(bad.Message);
                return Commands.BadInputExit;
            }
        });
        return command;
    }

    /// <summary>A command that needs the database: opens it, brings it up to date, and closes it afterwards.</summary>
    public static Command DoesWithDatabase(this Command command, Func<ParseResult, DatabaseServer, CancellationToken, Task<int>> body) =>
        command.Does(async (parsed, cancel) =>
        {
            await using var database = await DatabaseServer.OpenAsync(TimeProvider.System, beside: true, cancel: cancel);
            return await body(parsed, database, cancel);
        });
}

/// <summary>What was given cannot be used; the sentence says where, what was found and what is expected.</summary>
public sealed class BadInput(string message) : Exception(message);
