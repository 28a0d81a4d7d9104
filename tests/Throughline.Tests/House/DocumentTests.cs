using System.CommandLine;
using System.Text.RegularExpressions;
using Shouldly;
using Throughline.Cli;
using Xunit;

namespace Throughline.Tests.House;

/// <summary>What the documents tell people to type can be typed, and where they point there is something.</summary>
public sealed partial class DocumentTests
{
    private static readonly Dictionary<string, Command> Real = Commands.All().ToDictionary(command => command.Name);

    private static IEnumerable<(string Path, string Text)> Documents() =>
        Checkout.Files("docs", ".md").Select(file => ("docs/" + file.Path, file.Text))
            .Concat(Checkout.Files("src", ".md").Select(file => ("src/" + file.Path, file.Text)))
            .Concat(new[] { "README.md", "CONTRIBUTING.md", "SECURITY.md" }.Select(path => (path, Checkout.Read(path))));

    [Fact]
    public void Commands_InTheDocuments_AreReal()
    {
        var wrong = Documents().SelectMany(document => Unreal(document.Text).Select(found => $"{document.Path}: {found}")).ToList();
        wrong.ShouldBeEmpty();
        Documents().Sum(document => Typed().Count(document.Text)).ShouldBeGreaterThan(10, "the documents name commands");
    }

    [Theory]
    [InlineData("Run `./throughline conjure`.", "there is no command conjure")]
    [InlineData("`throughline seed magic`", "there is no command seed magic")]
    [InlineData("`throughline import police-events x.csv --agency P --wand`", "import has no option --wand")]
    public void UnrealCommand_Planted_IsFound(string text, string found) => Unreal(text).ShouldHaveSingleItem().ShouldBe(found);

    [Fact]
    public void Readme_ListsEveryCommandWithItsDescription()
    {
        var readme = Checkout.Read("README.md");
        foreach (var (name, command) in Real.Values.SelectMany(command => command.Subcommands.Count == 0 ? [(command.Name, command)] : command.Subcommands.Select(sub => ($"{command.Name} {sub.Name}", sub))))
            readme.ShouldContain($"| `{name}` | {command.Description!.TrimEnd('.')} |", Case.Sensitive);
    }

    [Fact]
    public void Links_InTheDocuments_LeadSomewhere()
    {
        var broken = Documents().SelectMany(document => Link().Matches(document.Text).Select(link => link.Groups[1].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains(':') && !target.EndsWith(".png", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(Checkout.Root, Path.GetDirectoryName(document.Path)!, target)))
            .Select(target => $"{document.Path}: {target}"));
        broken.ShouldBeEmpty();
    }

    private static IEnumerable<string> Unreal(string text)
    {
        foreach (Match typed in Typed().Matches(text))
        {
            if (!Real.TryGetValue(typed.Groups[1].Value, out var command))
            {
                yield return "there is no command " + typed.Groups[1].Value;
                continue;
            }

            var next = NextWord().Match(typed.Groups[2].Value).Groups[1].Value;
            if (command.Subcommands.Count > 0 && next.Length > 0)
            {
                if (command.Subcommands.FirstOrDefault(sub => sub.Name == next) is not { } sub)
                {
                    yield return $"there is no command {command.Name} {next}";
                    continue;
                }

                command = sub;
            }

            var names = command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Append("--help").ToHashSet(StringComparer.Ordinal);
            foreach (var option in LongOption().Matches(typed.Groups[2].Value).Select(option => option.Value).Where(option => !names.Contains(option)))
                yield return $"{command.Name} has no option {option}";
        }
    }

    // within `code`, or at the start of a line of a block of code; the line may go on after a backslash
    [GeneratedRegex(@"(?:`|^\s*)(?:\./|\S*/)?throughline ([a-z][a-z0-9-]*)((?:[^`\n\\]|\\\n)*)", RegexOptions.Multiline)]
    private static partial Regex Typed();

    [GeneratedRegex(@"^\s+([a-z][a-z-]*)")]
    private static partial Regex NextWord();

    [GeneratedRegex(@"(?<=\s)--[a-z][a-z-]*")]
    private static partial Regex LongOption();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
