using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Throughline.Scoring;

/// <summary>One thing wrong with a matrix.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.factors[2].points.bands[0].from</c>.</param>
/// <param name="Found">What is there.</param>
/// <param name="Expected">What should be there.</param>
public sealed record MatrixError(string Path, string Found, string Expected)
{
    /// <summary>The error as one line.</summary>
    public override string ToString() => $"{Path}: found {Found}, expected {Expected}";
}

/// <summary>A matrix could not be read; <see cref="Errors"/> lists every reason.</summary>
public sealed class MatrixFormatException : FormatException
{
    /// <summary>Every error found, in the order of the document.</summary>
    public IReadOnlyList<MatrixError> Errors { get; }

    public MatrixFormatException(IReadOnlyList<MatrixError> errors)
        : base(string.Join(Environment.NewLine, errors))
    {
        Errors = errors;
    }
}

/// <summary>
/// Reads and writes <see cref="SelectionMatrix"/> as JSON, format <c>throughline-selection-matrix/1</c>. Reading is strict:
/// an unknown or repeated field, a wrong type, a value out of range or a reference to something that does not exist is an
/// error with its JSON path. Writing gives the same bytes for the same matrix, and reading them gives the same matrix.
/// </summary>
public static class SelectionMatrixJson
{
    /// <summary>The value of the <c>format</c> field.</summary>
    public const string Format = "throughline-selection-matrix/1";

    /// <summary>Reads a matrix.</summary>
    /// <exception cref="MatrixFormatException">The document is not a valid matrix.</exception>
    public static SelectionMatrix Read(string json) =>
        TryRead(json, out var matrix, out var errors) ? matrix : throw new MatrixFormatException(errors);

    /// <summary>Reads a matrix, or says everything that is wrong with it.</summary>
    /// <param name="json">The document. A leading byte order mark is ignored.</param>
    /// <param name="matrix">The matrix, when the document is valid.</param>
    /// <param name="errors">Every error found, in the order of the document; empty when valid.</param>
    public static bool TryRead(string json, [NotNullWhen(true)] out SelectionMatrix? matrix, out IReadOnlyList<MatrixError> errors)
    {
        ArgumentNullException.ThrowIfNull(json);
        var found = new List<MatrixError>();
        errors = found;
        matrix = null;
        try
        {
            using var document = JsonDocument.Parse(
                json.TrimStart('\uFEFF'), new JsonDocumentOptions { AllowDuplicateProperties = false });
            matrix = MatrixReader.Read(new JsonCursor(document.RootElement, "$", found));
        }
        catch (JsonException e)
        {
            found.Add(new MatrixError(
                "$", $"text that is not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", "one JSON object without repeated fields"));
        }

        if (found.Count == 0 && matrix is not null)
            found.AddRange(MatrixChecks.Check(matrix));
        if (found.Count == 0)
            return matrix is not null;
        matrix = null;
        return false;
    }

    /// <summary>Everything wrong with a matrix built in code; empty when it may be used.</summary>
    public static IReadOnlyList<MatrixError> Check(SelectionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return [.. MatrixChecks.Check(matrix)];
    }

    /// <summary>Writes a matrix, indented by two spaces, ending in a line feed.</summary>
    public static string Write(SelectionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return MatrixWriter.Write(matrix);
    }
}
