namespace Throughline.People;

/// <summary>Codes as people read them.</summary>
public static class Words
{
    /// <summary>"post-sentence-supervision" as "Post sentence supervision"; null as nothing.</summary>
    public static string Of(string? code) => string.IsNullOrEmpty(code) ? "" : char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ').Replace('_', ' ');
}
