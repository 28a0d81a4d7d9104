using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Throughline.Ui.Components;

/// <summary>
/// One HTML element under construction. Everything given as text is encoded when written; only an
/// <see cref="IHtmlContent"/> is written as it is, so the type says which strings have been trusted.
/// </summary>
public sealed class Element(string name) : IHtmlContent
{
    private static readonly HashSet<string> Void = new(StringComparer.Ordinal) { "input", "hr", "br", "img", "meta", "link" };

    private readonly List<(string Name, string? Value)> attributes = [];
    private readonly List<object> children = [];

    /// <summary>Sets the class list, leaving out what is null or empty.</summary>
    public Element Class(params ReadOnlySpan<string?> classes)
    {
        var list = string.Join(' ', classes.ToArray().Where(c => !string.IsNullOrEmpty(c)));
        return list.Length == 0 ? this : Set("class", list);
    }

    /// <summary>Adds the attribute, or replaces it; a null value leaves it out.</summary>
    public Element Attr(string attribute, string? value) => value is null ? this : Set(attribute, value);

    /// <summary>Adds the attribute when the value is neither null nor empty.</summary>
    public Element AttrIf(string attribute, string? value) => string.IsNullOrEmpty(value) ? this : Set(attribute, value);

    /// <summary>Adds a boolean attribute (no value) when <paramref name="on"/>.</summary>
    public Element Flag(string attribute, bool on) => on ? Set(attribute, null) : this;

    /// <summary>Adds the caller's own attributes last, as govuk-frontend does.</summary>
    public Element Attrs(Attributes? more)
    {
        if (more is not null)
            foreach (var (attribute, value) in more)
                Set(attribute, value);
        return this;
    }

    /// <summary>Adds text, which will be encoded.</summary>
    public Element Text(string? text)
    {
        if (!string.IsNullOrEmpty(text)) children.Add(text);
        return this;
    }

    /// <summary>Adds content that is already HTML; null adds nothing.</summary>
    public Element Add(IHtmlContent? content)
    {
        if (content is not null) children.Add(content);
        return this;
    }

    /// <summary>Adds several.</summary>
    public Element Add(IEnumerable<IHtmlContent?> content)
    {
        foreach (var one in content) Add(one);
        return this;
    }

    /// <summary>Adds the HTML when there is some, otherwise the text: the rule of every "text or html" option.</summary>
    public Element TextOrHtml(string? text, IHtmlContent? html) => Markup.Has(html) ? Add(html) : Text(text);

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        writer.Write('<');
        writer.Write(name);
        foreach (var (attribute, value) in attributes)
        {
            writer.Write(' ');
            encoder.Encode(writer, attribute);
            if (value is null) continue;
            writer.Write("=\"");
            encoder.Encode(writer, value);
            writer.Write('"');
        }

        writer.Write('>');
        if (Void.Contains(name)) return;
        foreach (var child in children)
        {
            if (child is IHtmlContent html) html.WriteTo(writer, encoder);
            else encoder.Encode(writer, (string)child);
        }

        writer.Write("</");
        writer.Write(name);
        writer.Write('>');
    }

    /// <summary>The markup, for tests and for composing attributes such as <c>srcdoc</c>.</summary>
    public override string ToString() => Markup.ToString(this);

    private Element Set(string attribute, string? value)
    {
        var at = attributes.FindIndex(a => a.Name == attribute);
        if (at < 0) attributes.Add((attribute, value));
        else attributes[at] = (attribute, value);
        return this;
    }
}

/// <summary>Extra attributes of an element. A null value writes a boolean attribute: <c>hidden</c>.</summary>
public sealed class Attributes : Dictionary<string, string?>
{
    public Attributes() : base(StringComparer.Ordinal) { }
}

/// <summary>Small pieces that every component uses.</summary>
internal static class Markup
{
    public static Element El(string name) => new(name);

    /// <summary>Plain text as content, to be encoded when written.</summary>
    public static IHtmlContent Text(string? text) => new StringHtmlContent(text ?? "");

    /// <summary>Several pieces, one after another.</summary>
    public static IHtmlContent All(params ReadOnlySpan<IHtmlContent?> pieces)
    {
        var builder = new HtmlContentBuilder(pieces.Length);
        foreach (var piece in pieces)
            if (piece is not null) builder.AppendHtml(piece);
        return builder;
    }

    /// <summary>True when there is something to write: an empty string of HTML counts as nothing.</summary>
    public static bool Has(IHtmlContent? html) => html switch
    {
        null => false,
        HtmlString s => !string.IsNullOrEmpty(s.Value),
        _ => true,
    };

    public static bool Has(string? text) => !string.IsNullOrEmpty(text);

    /// <summary>The first of two that is not empty.</summary>
    public static string Or(string? text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : text;

    /// <summary>A visually hidden span, for words that only screen readers need.</summary>
    public static Element Hidden(string text) => El("span").Class("govuk-visually-hidden").Text(text);

    /// <summary>Ids separated by spaces, or null when there are none: what <c>aria-describedby</c> wants.</summary>
    public static string? Ids(params ReadOnlySpan<string?> ids)
    {
        var list = string.Join(' ', ids.ToArray().Where(Has));
        return list.Length == 0 ? null : list;
    }

    public static string ToString(IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    private sealed class StringHtmlContent(string text) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder) => encoder.Encode(writer, text);
    }
}
