using System.CommandLine;
using Throughline.Cli;

var root = new RootCommand("Throughline: the shared system for Integrated Offender Management.");
foreach (var command in Commands.All())
    root.Subcommands.Add(command);
return await root.Parse(args).InvokeAsync();
