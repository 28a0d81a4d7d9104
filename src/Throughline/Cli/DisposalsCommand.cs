using System.CommandLine;
using Throughline.Rights.Disposal;

namespace Throughline.Cli;

/// <summary><c>disposals reapply</c>: after a restore, erases again what the register says was disposed of since the backup.</summary>
internal static class DisposalsCommand
{
    public static Command Build() => new("disposals", "What was disposed of.") { Reapply() };

    private static Command Reapply() => new Command("reapply", "After a restore, dispose again of what the register names.").DoesWithDatabase(async (_, database, cancel) =>
    {
        var register = DisposalRegister.Usual();
        if (!File.Exists(register.Place))
        {
            await Console.Error.WriteLineAsync($"There is no register of disposals at {register.Place}. THROUGHLINE_DISPOSALS names another place.");
            return Commands.RefusedExit;
        }

        var (lines, rows) = await ReapplyDisposals.DoAsync(database.AdminConnection, register, TimeProvider.System.GetUtcNow(), cancel);
        Console.WriteLine($"{lines} disposals of the register applied: {rows} rows erased that the restored copy still held.");
        return Commands.DoneExit;
    });
}
