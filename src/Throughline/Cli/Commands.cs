using System.CommandLine;

namespace Throughline.Cli;

/// <summary>Every command of <c>./throughline</c>. Exit codes: 0 done, 1 refused or findings, 2 bad usage or bad input.</summary>
internal static class Commands
{
    public const int DoneExit = 0;
    public const int RefusedExit = 1;
    public const int BadInputExit = 2;

    public static IEnumerable<Command> All() =>
    [
        ServeCommand.Build(),
        MigrateCommand.Build(),
        DoctorCommand.Build(),
        AccessMatrixCommand.Build(),
        SetupCommand.Build(),
        Imports.ProfilesCommand.Build(),
        Imports.ImportCommand.Build([new Review.NamesComeBack()]),
        Selection.ScoreFiles.ScoreCommand.Build(),
        Selection.NijBacktest.NijBacktestCommand.Build(),
        AuditCommand.Build(),
        SeedCommand.Build(),
        ReportCommand.Build(),
        JobsCommand.BuildList(),
        JobsCommand.BuildRun(),
        DisposalsCommand.Build(),
    ];
}
