namespace Throughline.Imports.Reading;

/// <summary>The file as a whole cannot be read. The message is a sentence for the person who sent it.</summary>
internal sealed class FileRefused : Exception
{
    public FileRefused(string sentence) : base(sentence)
    {
    }

    public FileRefused(string sentence, Exception cause) : base(sentence, cause)
    {
    }

    public FileRefused()
    {
    }

    /// <summary>Line where it shows, when there is one.</summary>
    public long? Line { get; init; }
}
