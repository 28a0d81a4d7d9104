using System.Text.RegularExpressions;

namespace Throughline.Tests.House;

/// <summary>A file of one stage that names another which it may not know.</summary>
internal sealed record WrongArrow(string Path, int Line, string From, string To)
{
    public override string ToString() => $"src/Throughline/{Path}({Line}): {From} must not know {To}";
}

/// <summary>
/// Who may know whom: Access ← Sharing ← People ← {Selection, Planning, Delivery, Intelligence, Custody, Imports} ← Compliance ←
/// {Meetings, Review} ← {Evaluation, Work, Rights}. Platform and Ui know no stage; Cli and Server may know all. The file that puts a stage's
/// command on the command line (*Command.cs) may know Cli as well, as its pages know Ui.
/// </summary>
internal static partial class StageLadder
{
    private static readonly string[][] Rungs =
    [
        ["Access"],
        ["Sharing"],
        ["People"],
        ["Selection", "Planning", "Delivery", "Intelligence", "Custody", "Imports"],
        ["Compliance"],
        ["Meetings", "Review"],
        ["Evaluation", "Work", "Rights"],
    ];

    private static readonly string[] Ground = ["Platform", "Ui"];
    private static readonly string[] Roof = ["Cli", "Server"];
    private static readonly string[] NotCode = ["Schema", "Reference"];

    public static IReadOnlyList<string> Stages { get; } = [.. Ground, .. Rungs.SelectMany(rung => rung), .. Roof];

    /// <summary>The arrows that the files draw against the ladder.</summary>
    public static IReadOnlyList<WrongArrow> WrongArrows(IReadOnlyList<(string Path, string Text)> files)
    {
        var names = files.ToLookup(file => StageOf(file.Path), file => file).ToDictionary(stage => stage.Key, stage => NamesIn(stage.Key, stage));
        var wrong = new List<WrongArrow>();
        foreach (var (path, text) in files)
        {
            var from = StageOf(path);
            foreach (var (line, to) in Mentions(text, names))
            {
                if (to != from && !MayKnow(path, from, to))
                    wrong.Add(new WrongArrow(path, line, from, to));
            }
        }

        return [.. wrong.Distinct()];
    }

    /// <summary>Folders that nobody has given a place on the ladder.</summary>
    public static IReadOnlyList<string> Unplaced(IEnumerable<string> paths) =>
        [.. paths.Where(path => path.Contains('/')).Select(path => path.Split('/')[0]).Distinct().Except(Stages).Except(NotCode)];

    public static bool MayKnow(string path, string from, string to)
    {
        if (Roof.Contains(from))
            return true;
        if (to == "Cli")
            return path.EndsWith("Command.cs", StringComparison.Ordinal);
        if (Ground.Contains(to))
            return from != "Platform";
        var rung = Array.FindIndex(Rungs, stages => stages.Contains(from));
        return Array.FindIndex(Rungs, stages => stages.Contains(to)) is >= 0 and var other && other < rung;
    }

    private static string StageOf(string path) => path.Split('/') switch
    {
        [var file] => file.EndsWith(".cshtml", StringComparison.Ordinal) ? "Ui" : "Server",
        [var folder, ..] => folder,
        _ => throw new ArgumentException("Not a path.", nameof(path)),
    };

    /// <summary>What can follow the stage's name and a dot: its folders and its types.</summary>
    private static HashSet<string> NamesIn(string stage, IEnumerable<(string Path, string Text)> files)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, text) in files)
        {
            var folders = path.Split('/');
            if (folders.Length > 2)
                names.Add(folders[1]);
            foreach (Match type in TypeDeclared().Matches(text))
                names.Add(type.Groups[1].Value);
        }

        names.Remove(stage);
        return names;
    }

    private static IEnumerable<(int Line, string Stage)> Mentions(string text, Dictionary<string, HashSet<string>> names)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal))
                continue;
            foreach (Match mention in FullName().Matches(lines[i]))
            {
                if (Stages.Contains(mention.Groups[1].Value))
                    yield return (i + 1, mention.Groups[1].Value);
            }

            // inside namespace Throughline.X, "Review.SetStatus" means Throughline.Review.SetStatus
            foreach (Match mention in ShortName().Matches(lines[i]))
            {
                var stage = mention.Groups[1].Value;
                if (Stages.Contains(stage) && names.TryGetValue(stage, out var known) && known.Contains(mention.Groups[2].Value))
                    yield return (i + 1, stage);
            }
        }
    }

    [GeneratedRegex(@"\bThroughline\.([A-Z]\w*)")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.@/-])([A-Z]\w*)\.([A-Z]\w*)")]
    private static partial Regex ShortName();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(?:class\s+|struct\s+)?([A-Z]\w*)")]
    private static partial Regex TypeDeclared();
}
