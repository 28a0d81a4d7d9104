namespace Throughline.Platform;

/// <summary>
/// A sentence that must be true, with the place it comes from. Pages ask it beforehand to say why a button is not there;
/// acts ask it again and refuse with the same sentence.
/// </summary>
public sealed record Rule(string Sentence, string Source, bool Holds)
{
    /// <summary>Whether the sentence tells that somebody is recorded: whoever hears it has learned something of a person, and that counts as a look.</summary>
    public bool TellsOfSomebody { get; init; }

    public void Check()
    {
        if (!Holds)
            throw new RuleBroken(this);
    }
}

/// <summary>An act that a rule forbids. Shown once, as the rule's own sentence.</summary>
public sealed class RuleBroken(Rule rule) : Exception(rule.Sentence)
{
    public Rule Rule { get; } = rule;
}

/// <summary>Not there, or not visible to whoever asks: the two must not be told apart (404, never 403).</summary>
public sealed class NotThere(string what) : Exception($"{what} was not found.");

/// <summary>Somebody else changed it since it was read (409).</summary>
public sealed class ChangedByAnother(string sentence) : Exception(sentence);
