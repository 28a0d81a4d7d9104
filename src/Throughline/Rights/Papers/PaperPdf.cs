using System.Text;

namespace Throughline.Rights.Papers;

/// <summary>
/// A paper as a tagged PDF on A4: title, language, bookmarks, headings, lists and tables that a screen reader can follow (ISO 14289-1 as far
/// as it goes without a checked conformance claim). Our own writer: the PDF library of the registry is under AGPL with a key (ADR 19).
/// </summary>
internal sealed class PaperPdf
{
    private const double Width = 595.28, Height = 841.89, Margin = 56, Bottom = 64;
    private readonly PdfFile file = new();
    private readonly PdfFont plain = new("DejaVuSans");
    private readonly PdfFont bold = new("DejaVuSans-Bold");
    private readonly List<(int Number, StringBuilder Content, List<int> Tagged)> pages = [];
    private readonly List<(string Title, int Page, double Y)> bookmarks = [];
    private readonly Paper paper;
    private readonly int root, document;
    private readonly List<int> top = [];
    private double y;

    private PaperPdf(Paper paper)
    {
        this.paper = paper;
        root = file.Reserve();
        document = file.Reserve();
    }

    public static byte[] Write(Paper paper) => new PaperPdf(paper).Run();

    private byte[] Run()
    {
        NewPage();
        Text("H1", paper.Title, bold, 20, 0, 10);
        Text("P", paper.Under, plain, 10, 0, 12);
        Text("H2", "Contents", bold, 14, 0, 6);
        Bulleted([.. paper.Contents.Select((heading, place) => $"{place + 1}. {heading.Text}")], "");
        var parts = 0;
        foreach (var block in paper.Blocks)
        {
            switch (block)
            {
                case Heading { Level: 2 } heading:
                    Room(80);
                    bookmarks.Add((heading.Text, pages[^1].Number, y));
                    Text("H2", $"{++parts}. {heading.Text}", bold, 14, 14, 6);
                    break;
                case Heading heading:
                    Room(60);
                    Text("H3", heading.Text, bold, 11, 8, 4);
                    break;
                case Paragraph paragraph:
                    Text("P", paragraph.Text, plain, 10, 0, 6);
                    break;
                case Bullets bullets:
                    Bulleted(bullets.Items, "• ");
                    break;
                case Table table:
                    Rows(table);
                    break;
            }
        }

        return Finish();
    }

    private void NewPage()
    {
        pages.Add((file.Reserve(), new StringBuilder(), []));
        y = Height - Margin;
    }

    private void Room(double points)
    {
        if (y - points < Bottom)
            NewPage();
    }

    /// <summary>Lines of text, each tagged as a piece of one element; an element may go on over pages.</summary>
    private int Element(string tag, string text, PdfFont font, double size, double left, double width, double after, int parent)
    {
        var number = file.Reserve();
        var kids = new List<string>();
        foreach (var line in Wrap(text, font, size, width))
        {
            Room(size * 1.4);
            y -= size * 1.35;
            kids.Add(Draw(tag, line, font, size, left, y, number));
        }

        y -= after;
        file.Write(number, $"<< /Type /StructElem /S /{tag} /P {parent} 0 R /K [{string.Concat(kids)}] >>");
        return number;
    }

    private string Draw(string tag, string line, PdfFont font, double size, double left, double baseline, int element)
    {
        var (page, content, tagged) = pages[^1];
        content.Append($"/{tag} << /MCID {tagged.Count} >> BDC BT /{(font == bold ? "B" : "P")} {PdfFile.N(size)} Tf {PdfFile.N(left)} {PdfFile.N(baseline)} Td <{font.Show(line)}> Tj ET EMC\n");
        var piece = $"<< /Type /MCR /Pg {page} 0 R /MCID {tagged.Count} >> ";
        tagged.Add(element);
        return piece;
    }

    private void Text(string tag, string text, PdfFont font, double size, double before, double after)
    {
        y -= before;
        top.Add(Element(tag, text, font, size, Margin, Width - 2 * Margin, after, document));
    }

    private void Bulleted(IReadOnlyList<string> items, string mark)
    {
        var list = file.Reserve();
        var kids = new List<int>();
        foreach (var item in items)
        {
            var (li, body) = (file.Reserve(), 0);
            body = Element("LBody", mark + item, plain, 10, Margin + 12, Width - 2 * Margin - 12, 2, li);
            file.Write(li, $"<< /Type /StructElem /S /LI /P {list} 0 R /K [{body} 0 R] >>");
            kids.Add(li);
        }

        y -= 4;
        file.Write(list, $"<< /Type /StructElem /S /L /P {document} 0 R /K [{References(kids)}] >>");
        top.Add(list);
    }

    private void Rows(Table table)
    {
        Text("P", table.Caption, bold, 10, 4, 2);
        var number = file.Reserve();
        var widths = Columns(table);
        var rows = new List<int> { Row("TH", table.Headings, widths, number) };
        rows.AddRange(table.Rows.Select(row => Row("TD", row, widths, number)));
        y -= 8;
        file.Write(number, $"<< /Type /StructElem /S /Table /P {document} 0 R /K [{References(rows)}] >>");
        top.Add(number);
    }

    private int Row(string tag, IReadOnlyList<string> cells, double[] widths, int table)
    {
        const double size = 8.5;
        var font = tag == "TH" ? bold : plain;
        var wrapped = cells.Select((cell, column) => Wrap(cell, font, size, widths[column] - 6).ToList()).ToList();
        var row = file.Reserve();
        var kids = new List<int>();
        var pieces = cells.Select(_ => new List<string>()).ToList();
        var numbers = cells.Select(_ => file.Reserve()).ToList();
        for (var line = 0; line < wrapped.Max(cell => cell.Count); line++)
        {
            Room(size * 1.4);
            y -= size * 1.35;
            var left = Margin;
            for (var column = 0; column < wrapped.Count; column++)
            {
                if (line < wrapped[column].Count)
                    pieces[column].Add(Draw(tag, wrapped[column][line], font, size, left, y, numbers[column]));
                left += widths[column];
            }
        }

        y -= 3;
        pages[^1].Content.Append($"/Artifact BMC 0.7 G 0.5 w {PdfFile.N(Margin)} {PdfFile.N(y)} m {PdfFile.N(Width - Margin)} {PdfFile.N(y)} l S EMC\n");
        y -= 1;
        for (var column = 0; column < cells.Count; column++)
        {
            file.Write(numbers[column], $"<< /Type /StructElem /S /{tag} /P {row} 0 R {(tag == "TH" ? "/A << /O /Table /Scope /Column >> " : "")}/K [{string.Concat(pieces[column])}] >>");
            kids.Add(numbers[column]);
        }

        file.Write(row, $"<< /Type /StructElem /S /TR /P {table} 0 R /K [{References(kids)}] >>");
        return row;
    }

    /// <summary>Columns as wide as what they hold, within what the page has.</summary>
    private double[] Columns(Table table)
    {
        var wanted = table.Headings.Select((heading, column) => Math.Clamp(
            table.Rows.Take(200).Select(row => column < row.Count ? plain.Width(row[column], 8.5) : 0).Append(bold.Width(heading, 8.5)).Max() + 8, 50, 260)).ToArray();
        var share = (Width - 2 * Margin) / wanted.Sum();
        return [.. wanted.Select(width => width * share)];
    }

    private static IEnumerable<string> Wrap(string text, PdfFont font, double size, double width)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Broken(word, font, size, width)))
            {
                var longer = line.Length == 0 ? word : line + " " + word;
                if (line.Length > 0 && font.Width(longer, size) > width)
                {
                    yield return line;
                    longer = word;
                }

                line = longer;
            }

            yield return line;
        }
    }

    // a word that is wider than the line (a fingerprint, an address without spaces) is cut
    private static IEnumerable<string> Broken(string word, PdfFont font, double size, double width)
    {
        while (font.Width(word, size) > width && word.Length > 1)
        {
            var fits = Math.Max(1, Enumerable.Range(1, word.Length - 1).TakeWhile(length => font.Width(word[..length], size) <= width).Count());
            yield return word[..fits];
            word = word[fits..];
        }

        yield return word;
    }

    private byte[] Finish()
    {
        foreach (var (place, page) in pages.Index())
        {
            var foot = $"{paper.Title}, page {place + 1} of {pages.Count}";
            page.Content.Append($"/Artifact BMC BT /P 8 Tf {PdfFile.N(Margin)} 36 Td <{plain.Show(foot)}> Tj ET EMC\n");
        }

        var (p, b, tree) = (file.AddFont(plain), file.AddFont(bold), file.Reserve());
        foreach (var (place, (number, content, _)) in pages.Index())
        {
            var drawn = file.AddStream(Encoding.Latin1.GetBytes(content.ToString()));
            file.Write(number, $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {PdfFile.N(Width)} {PdfFile.N(Height)}] /Resources << /Font << /P {p} 0 R /B {b} 0 R >> >> /Contents {drawn} 0 R /StructParents {place} /Tabs /S >>");
        }

        file.Write(tree, $"<< /Type /Pages /Count {pages.Count} /Kids [{References(pages.Select(page => page.Number))}] >>");
        var parents = file.Add($"<< /Nums [{string.Concat(pages.Select((page, place) => $"{place} [{References(page.Tagged)}] "))}] >>");
        file.Write(document, $"<< /Type /StructElem /S /Document /P {root} 0 R /K [{References(top)}] >>");
        file.Write(root, $"<< /Type /StructTreeRoot /K [{document} 0 R] /ParentTree {parents} 0 R /ParentTreeNextKey {pages.Count} >>");
        var information = file.Add($"<< /Title {PdfFile.Text(paper.Title)} /Producer (Throughline) >>");
        return file.Finish(file.Add($"<< /Type /Catalog /Pages {tree} 0 R /Lang (en-GB) /MarkInfo << /Marked true >> /StructTreeRoot {root} 0 R /ViewerPreferences << /DisplayDocTitle true >> {Outline()}>>"), information);
    }

    private string Outline()
    {
        if (bookmarks.Count == 0)
            return "";
        var outline = file.Reserve();
        var entries = bookmarks.Select(_ => file.Reserve()).ToList();
        foreach (var (place, (title, page, at)) in bookmarks.Index())
        {
            file.Write(entries[place], $"<< /Title {PdfFile.Text(title)} /Parent {outline} 0 R {(place > 0 ? $"/Prev {entries[place - 1]} 0 R " : "")}{(place + 1 < entries.Count ? $"/Next {entries[place + 1]} 0 R " : "")}/Dest [{page} 0 R /XYZ 0 {PdfFile.N(at)} 0] >>");
        }

        file.Write(outline, $"<< /Type /Outlines /First {entries[0]} 0 R /Last {entries[^1]} 0 R /Count {entries.Count} >>");
        return $"/Outlines {outline} 0 R /PageMode /UseOutlines ";
    }

    private static string References(IEnumerable<int> numbers) => string.Concat(numbers.Select(number => $"{number} 0 R "));
}
