using System.CommandLine;
using Throughline.Cli;

var root = new RootCommand("Throughline: the shared system for Integrated Offender Management.");
foreach (var command in Commands.All())
    root.Subcommands.Add(command);
var parsed = root.Parse(args);
var exit = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? Commands.BadInputExit : exit;
