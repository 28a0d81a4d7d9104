using System.Globalization;
using System.Text.Json;

namespace Throughline.Scoring;

/// <summary>A JSON element that knows its path and notes errors instead of throwing.</summary>
internal readonly struct JsonCursor(JsonElement element, string path, List<MatrixError> errors)
{
    internal string Path => path;

    internal bool IsObject => element.ValueKind == JsonValueKind.Object;

    internal void Error(string expected) => errors.Add(new MatrixError(path, Describe(element), expected));

    internal void Error(string found, string expected) => errors.Add(new MatrixError(path, found, expected));

    /// <summary>Notes an error for every field that is not known; false when this is not an object.</summary>
    internal bool Object(params ReadOnlySpan<string> known)
    {
        if (!IsObject)
        {
            Error("an object");
            return false;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                errors.Add(new MatrixError($"{path}.{property.Name}", "an unknown field", "one of " + string.Join(", ", known.ToArray())));
        }

        return true;
    }

    internal bool Has(string name) => IsObject && element.TryGetProperty(name, out _);

    internal JsonCursor? Optional(string name) =>
        IsObject && element.TryGetProperty(name, out var value) ? new JsonCursor(value, $"{path}.{name}", errors) : null;

    internal JsonCursor? Required(string name, string expected)
    {
        var value = Optional(name);
        if (value is null && IsObject)
            errors.Add(new MatrixError($"{path}.{name}", "nothing", expected));
        return value;
    }

    internal string Text(string name, bool allowEmpty = false) =>
        Required(name, "text")?.AsText(allowEmpty) ?? string.Empty;

    internal string OptionalText(string name) => Optional(name)?.AsText(allowEmpty: true) ?? string.Empty;

    internal string AsText(bool allowEmpty = false)
    {
        if (element.ValueKind == JsonValueKind.String && element.GetString() is { } text && (allowEmpty || text.Trim().Length > 0))
            return text;
        Error(allowEmpty ? "text" : "text that is not empty");
        return string.Empty;
    }

    internal decimal AsDecimal()
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var value))
            return value;
        Error("a number");
        return 0;
    }

    internal int AsWhole(int from, int to)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value >= from && value <= to)
            return value;
        Error($"a whole number from {from} to {to}");
        return from;
    }

    internal DateOnly AsDate()
    {
        if (element.ValueKind == JsonValueKind.String
            && DateOnly.TryParseExact(element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Error("a date as yyyy-mm-dd");
        return DateOnly.MinValue;
    }

    /// <summary>The position of the text in <paramref name="words"/>, or <paramref name="otherwise"/> with an error.</summary>
    internal int AsOneOf(IReadOnlyList<string> words, int otherwise = 0)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            for (var i = 0; i < words.Count; i++)
            {
                if (element.ValueEquals(words[i]))
                    return i;
            }
        }

        Error("one of " + string.Join(", ", words));
        return otherwise;
    }

    internal List<JsonCursor> Items()
    {
        var items = new List<JsonCursor>();
        if (element.ValueKind != JsonValueKind.Array)
        {
            Error("an array");
            return items;
        }

        foreach (var item in element.EnumerateArray())
            items.Add(new JsonCursor(item, $"{path}[{items.Count}]", errors));
        return items;
    }

    internal List<(string Name, JsonCursor Value)> Fields()
    {
        var fields = new List<(string, JsonCursor)>();
        if (!IsObject)
        {
            Error("an object");
            return fields;
        }

        foreach (var property in element.EnumerateObject())
            fields.Add((property.Name, new JsonCursor(property.Value, $"{path}.{property.Name}", errors)));
        return fields;
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        _ => value.GetRawText() is { Length: > 60 } raw ? raw[..60] + "…" : value.GetRawText(),
    };
}
