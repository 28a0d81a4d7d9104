using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Throughline.Tests.Abuse;

/// <summary>A form of a page, ready to be filled in by somebody who reads only what kind of field each is.</summary>
internal sealed record Form(string Action, List<KeyValuePair<string, string>> Fields, bool HasFile)
{
    public const string Token = "__RequestVerificationToken";

    /// <summary>Every form of the page that posts, but for signing out.</summary>
    public static IReadOnlyList<Form> Of(Reply page, Func<IElement, string> text) =>
        [.. page.Page.Forms.Where(form => string.Equals(form.Method, "post", StringComparison.OrdinalIgnoreCase) && !form.ClassList.Contains("tl-header__form") && form.GetAttribute("action") != "/sign-out")
            .Select(form => Read(form, page.Address, text))];

    private static Form Read(IHtmlFormElement form, string address, Func<IElement, string> text)
    {
        var fields = new List<KeyValuePair<string, string>>();
        var chosen = new HashSet<string>();
        foreach (var element in form.QuerySelectorAll("input[name],textarea[name],select[name],button[name]"))
        {
            var name = element.GetAttribute("name")!;
            switch (element)
            {
                case IHtmlInputElement { Type: "file" }:
                    break;
                case IHtmlInputElement { Type: "hidden" } hidden:
                    fields.Add(new(name, hidden.Value));
                    break;
                case IHtmlInputElement { Type: "radio" or "checkbox" } choice:
                    if (chosen.Add(name))
                        fields.Add(new(name, choice.Value));
                    break;
                case IHtmlInputElement or IHtmlTextAreaElement:
                    fields.Add(new(name, text(element)));
                    break;
                case IHtmlSelectElement select:
                    fields.Add(new(name, select.Options.Select(option => option.Value).FirstOrDefault(value => value.Length > 0) ?? ""));
                    break;
                case IHtmlButtonElement button when chosen.Add(name):
                    fields.Add(new(name, button.Value));
                    break;
            }
        }

        return new Form(form.GetAttribute("action") is { Length: > 0 } action ? action : address, fields, form.QuerySelector("input[type=file]") is not null);
    }

    public Form With(string name, string value) => this with { Fields = [.. Fields.Where(field => field.Key != name), new(name, value)] };

    public Form And(IEnumerable<KeyValuePair<string, string>> more) => this with { Fields = [.. Fields, .. more] };

    public HttpContent Content(string fileName = "extract.csv", byte[]? file = null)
    {
        if (!HasFile)
            return new FormUrlEncodedContent(Fields);
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in Fields)
            content.Add(new StringContent(value), new string([.. name.Where(letter => letter is > ' ' and < (char)127 and not '"')]) is { Length: > 0 } sent ? sent : "x");
        content.Add(new ByteArrayContent(file ?? "person_ref,surname\n1,x\n"u8.ToArray()), "Upload", fileName);
        return content;
    }

    /// <summary>What belongs in a field, as its name and kind say.</summary>
    public static string Plausible(IElement field)
    {
        var name = field.GetAttribute("name")!;
        if (field is IHtmlInputElement { Value.Length: > 0 } filled)
            return filled.Value;
        if (field is IHtmlTextAreaElement { Value.Length: > 0 } written)
            return written.Value;
        return (field as IHtmlInputElement)?.Type switch
        {
            "password" => "",
            "email" => "somebody.new@agency.example",
            "date" => "2026-11-19",
            "number" => "1",
            _ => name.EndsWith(".Day", StringComparison.Ordinal) ? "19" : name.EndsWith(".Month", StringComparison.Ordinal) ? "11" : name.EndsWith(".Year", StringComparison.Ordinal) ? "2026"
                : name.Contains("Phone", StringComparison.OrdinalIgnoreCase) ? "0113 496 0123"
                : field is IHtmlTextAreaElement ? "Seen twice this month; the agencies agree on what to offer next."
                : "Something plausible",
        };
    }
}
