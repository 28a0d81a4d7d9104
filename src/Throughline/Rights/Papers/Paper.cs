namespace Throughline.Rights.Papers;

/// <summary>Something to hand out: a subject-access pack, a notice, a record of processing. Said once, written as a page, Markdown, HTML or PDF.</summary>
public sealed record Paper(string Title, string Under, IReadOnlyList<Block> Blocks)
{
    /// <summary>The headings of the second level: the contents page.</summary>
    public IEnumerable<Heading> Contents => Blocks.OfType<Heading>().Where(heading => heading.Level == 2);
}

public abstract record Block;

/// <param name="Level">2 or 3; the title is 1.</param>
public sealed record Heading(int Level, string Text) : Block
{
    /// <summary>The place that links lead to.</summary>
    public string Anchor { get; } = string.Join('-', new string([.. Text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

public sealed record Paragraph(string Text) : Block;

public sealed record Bullets(IReadOnlyList<string> Items) : Block;

public sealed record Table(string Caption, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows) : Block;

/// <summary>Puts a paper together from top to bottom.</summary>
public sealed class PaperWriter
{
    private readonly List<Block> blocks = [];

    public PaperWriter Part(string heading) => Add(new Heading(2, heading));

    public PaperWriter Section(string heading) => Add(new Heading(3, heading));

    public PaperWriter Say(string text) => Add(new Paragraph(text));

    public PaperWriter List(IEnumerable<string> items) => items.ToList() is { Count: > 0 } any ? Add(new Bullets(any)) : this;

    /// <summary>A table, or the sentence when it would be empty.</summary>
    public PaperWriter Table(string caption, string[] headings, IEnumerable<IReadOnlyList<string>> rows, string whenEmpty) =>
        rows.ToList() is { Count: > 0 } any ? Add(new Table(caption, headings, any)) : Say(whenEmpty);

    public Paper Finish(string title, string under) => new(title, under, [.. blocks]);

    private PaperWriter Add(Block block)
    {
        blocks.Add(block);
        return this;
    }
}
