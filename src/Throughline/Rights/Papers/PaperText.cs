using System.Net;
using System.Text;

namespace Throughline.Rights.Papers;

/// <summary>A paper as Markdown, and as an HTML file that needs nothing else.</summary>
internal static class PaperText
{
    public static string Markdown(Paper paper)
    {
        var text = new StringBuilder($"# {paper.Title}\n\n{paper.Under}\n");
        foreach (var block in paper.Blocks)
        {
            text.Append('\n');
            switch (block)
            {
                case Heading heading:
                    text.Append(new string('#', heading.Level)).Append(' ').Append(heading.Text).Append('\n');
                    break;
                case Paragraph paragraph:
                    text.Append(paragraph.Text).Append('\n');
                    break;
                case Bullets bullets:
                    foreach (var item in bullets.Items)
                        text.Append("- ").Append(Line(item)).Append('\n');
                    break;
                case Table table:
                    text.Append(table.Caption).Append(":\n\n| ").AppendJoin(" | ", table.Headings.Select(Cell)).Append(" |\n|").Append(string.Concat(table.Headings.Select(_ => " --- |"))).Append('\n');
                    foreach (var row in table.Rows)
                        text.Append("| ").AppendJoin(" | ", row.Select(Cell)).Append(" |\n");
                    break;
            }
        }

        return text.ToString();
    }

    public static string Html(Paper paper)
    {
        var text = new StringBuilder($"<!doctype html>\n<html lang=\"en-GB\">\n<head><meta charset=\"utf-8\"><title>{E(paper.Title)}</title></head>\n<body>\n<h1>{E(paper.Title)}</h1>\n<p>{E(paper.Under)}</p>\n<nav aria-label=\"Contents\"><ol>");
        foreach (var heading in paper.Contents)
            text.Append($"<li><a href=\"#{heading.Anchor}\">{E(heading.Text)}</a></li>");
        text.Append("</ol></nav>\n");
        foreach (var block in paper.Blocks)
        {
            text.Append(block switch
            {
                Heading heading => $"<h{heading.Level} id=\"{heading.Anchor}\">{E(heading.Text)}</h{heading.Level}>",
                Paragraph paragraph => $"<p>{E(paragraph.Text)}</p>",
                Bullets bullets => $"<ul>{string.Concat(bullets.Items.Select(item => $"<li>{E(item)}</li>"))}</ul>",
                Table table => $"<table border=\"1\"><caption>{E(table.Caption)}</caption><thead><tr>{string.Concat(table.Headings.Select(heading => $"<th scope=\"col\">{E(heading)}</th>"))}</tr></thead><tbody>{string.Concat(table.Rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{E(cell)}</td>"))}</tr>"))}</tbody></table>",
                _ => throw new InvalidOperationException($"A paper cannot hold {block.GetType().Name}."),
            }).Append('\n');
        }

        return text.Append("</body>\n</html>\n").ToString();
    }

    private static string E(string text) => WebUtility.HtmlEncode(text);

    private static string Line(string text) => text.Replace('\n', ' ');

    private static string Cell(string text) => Line(text).Replace("|", "\\|", StringComparison.Ordinal);
}
