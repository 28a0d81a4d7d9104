using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Html;

namespace Throughline.Ui.Components;

/// <summary>
/// Reads govuk-frontend's own options (camelCase JSON, as in its <c>fixtures.json</c>) into our records, so that the
/// conformance tests exercise the same code that pages use. Nunjucks is loose about types; this is where that ends:
/// numbers become text, <c>false</c> where text is wanted becomes "nothing", empty entries of a list become null.
/// </summary>
internal static class ComponentJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new LooseText(), new TrustedHtml(), new LooseAttributes(), new LooseItems() },
    };

    public static T Read<T>(JsonElement json) => json.Deserialize<T>(Options)
        ?? throw new JsonException($"No options for {typeof(T).Name}");

    private sealed class LooseText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => reader.GetDecimal().ToString(CultureInfo.InvariantCulture),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Null => null,
            _ => throw new JsonException($"Text expected, found {reader.TokenType}"),
        };

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class TrustedHtml : JsonConverter<IHtmlContent>
    {
        public override IHtmlContent? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => new HtmlString(reader.GetString()),
            JsonTokenType.False or JsonTokenType.Null => null,
            _ => throw new JsonException($"HTML expected, found {reader.TokenType}"),
        };

        public override void Write(Utf8JsonWriter writer, IHtmlContent value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Markup.ToString(value));
    }

    private sealed class LooseAttributes : JsonConverter<Attributes>
    {
        public override Attributes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var found = new Attributes();
            using var json = JsonDocument.ParseValue(ref reader);
            foreach (var property in json.RootElement.EnumerateObject()) found[property.Name] = property.Value.ToString();
            return found;
        }

        public override void Write(Utf8JsonWriter writer, Attributes value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    /// <summary>Lists in which Nunjucks authors leave <c>false</c>, <c>null</c> or "" to mean "no entry here".</summary>
    private sealed class LooseItems : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType
            && typeToConvert.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            && typeToConvert.GetGenericArguments()[0] != typeof(string);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()[0]))!;

        private sealed class Of<T> : JsonConverter<IReadOnlyList<T>>
        {
            public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            {
                using var json = JsonDocument.ParseValue(ref reader);
                return json.RootElement.EnumerateArray()
                    .Select(entry => entry.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? entry.Deserialize<T>(options)! : default!)
                    .ToArray();
            }

            public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) => throw new NotSupportedException();
        }
    }
}
