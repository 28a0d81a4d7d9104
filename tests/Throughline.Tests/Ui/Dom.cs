using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Throughline.Tests.Ui;

/// <summary>
/// Writes parsed HTML in one canonical form, so that two pieces of markup compare equal when a browser would build the
/// same tree from them: attributes sorted, runs of white space collapsed, white space at the edges of text dropped.
/// </summary>
internal static class Dom
{
    public static string Canonical(string html)
    {
        var body = new HtmlParser().ParseDocument("<!doctype html><body>" + html).Body!;
        var text = new StringBuilder();
        foreach (var child in body.ChildNodes) Write(child, text, 0);
        return text.ToString();
    }

    private static void Write(INode node, StringBuilder text, int depth)
    {
        switch (node)
        {
            case IText t:
                var words = Collapse(t.Data);
                if (words.Length > 0) text.Append(' ', depth * 2).Append(words).Append('\n');
                break;
            case IElement element:
                text.Append(' ', depth * 2).Append('<').Append(element.LocalName);
                foreach (var attribute in element.Attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
                    text.Append(' ').Append(attribute.Name).Append("=\"").Append(Collapse(attribute.Value)).Append('"');
                text.Append(">\n");
                foreach (var child in element.ChildNodes) Write(child, text, depth + 1);
                break;
        }
    }

    private static string Collapse(string text) =>
        string.Join(' ', text.Split([' ', '\t', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries));
}
