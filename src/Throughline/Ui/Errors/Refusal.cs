namespace Throughline.Ui.Errors;

/// <summary>What whoever refused a request has to say about it. Left in the request's items under its own type, it stands on the error page.</summary>
public sealed record Refusal(string Heading, IReadOnlyList<string> Paragraphs);
