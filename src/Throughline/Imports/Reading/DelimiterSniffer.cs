using System.Text;

namespace Throughline.Imports.Reading;

/// <summary>Finds which character parts the cells, by trying each and asking which gives column names that are known.</summary>
internal static class DelimiterSniffer
{
    private static readonly char[] Candidates = [',', ';', '\t', '|'];

    public static char Choose(ReadOnlySpan<char> start, Func<IReadOnlyList<string>, int> recognise)
    {
        var best = ',';
        (int Known, int Columns) score = (-1, 0);
        foreach (var candidate in Candidates)
        {
            var names = FirstRow(start, candidate);
            var mine = (recognise(names), names.Count);
            if (mine.CompareTo(score) <= 0) continue;
            (best, score) = (candidate, mine);
        }
        if (score.Known > 0) return best;

        var line = start[..Math.Min(start.IndexOfAny('\r', '\n') is var end and >= 0 ? end : start.Length, 120)];
        if (line.IsWhiteSpace() && start.IsWhiteSpace()) throw new FileRefused("The file is empty.");
        throw new FileRefused(
            $"No column name is recognised in the first line, which reads “{Visible(line)}”. Cells parted by comma, semicolon, tab and bar were tried. "
            + "Check that the first line holds the column names and that the right kind of extract was chosen.")
        {
            Line = 1,
        };
    }

    public static string NameOf(char delimiter) => delimiter switch
    {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "bar",
        _ => throw new InvalidOperationException($"No name for delimiter {(int)delimiter}"),
    };

    private static List<string> FirstRow(ReadOnlySpan<char> text, char delimiter)
    {
        var names = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        foreach (var c in text[..Math.Min(text.Length, 32_768)])
        {
            if (c == '"') quoted = !quoted;
            else if (!quoted && c is '\r' or '\n')
            {
                if (names.Count > 0 || cell.Length > 0) break;
            }
            else if (!quoted && c == delimiter)
            {
                names.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(c);
        }
        names.Add(cell.ToString());
        return names;
    }

    private static string Visible(ReadOnlySpan<char> line)
    {
        var visible = new StringBuilder();
        foreach (var c in line) visible.Append(char.IsControl(c) ? '·' : c);
        return visible.ToString();
    }
}
