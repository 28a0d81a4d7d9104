using Microsoft.Extensions.Configuration;
using Throughline.Platform;

namespace Throughline.Access;

/// <summary>What an installation decides about signing in, before anybody is known. Read once, when the program starts.</summary>
/// <param name="SecondFactorRequired">Without one, a user sets one up after the password, before anything else (<c>SecondFactor</c>: required, or offered).</param>
/// <param name="WrongTriesPerAddress">Wrong passwords from one address of the network in a quarter of an hour (<c>SignIn:WrongTriesPerAddress</c>); none at 0, for behind a proxy that counts itself.</param>
/// <param name="RefusedPasswordsFile">A file of passwords that were in breaches, ordered by hash (<c>Passwords:RefusedFile</c>).</param>
public sealed record SignInSettings(bool SecondFactorRequired, string? RefusedPasswordsFile, int WrongTriesPerAddress = SignInSettings.UsualWrongTries)
{
    public const int UsualWrongTries = 50;

    /// <exception cref="InvalidOperationException">A setting is none of those that are known: better no program than one that is less strict than was meant.</exception>
    public static SignInSettings From(IConfiguration configuration) => new(
        (configuration["SecondFactor"] ?? "required") switch
        {
            "required" => true,
            "offered" => false,
            var other => throw new InvalidOperationException($"The setting SecondFactor is \"{other}\": expected required or offered."),
        },
        configuration["Passwords:RefusedFile"] is not { Length: > 0 } file ? null
            : File.Exists(file) ? file : throw new InvalidOperationException($"The setting Passwords:RefusedFile names {file}, and there is no such file."),
        configuration["SignIn:WrongTriesPerAddress"] is not { Length: > 0 } tries ? UsualWrongTries
            : int.TryParse(tries, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
            : throw new InvalidOperationException($"The setting SignIn:WrongTriesPerAddress is \"{tries}\": expected a whole number, 0 for no limit."));
}

/// <summary>Numbers of sessions that each partnership may set, within what the source allows.</summary>
public static class SessionNumbers
{
    public static readonly PolicyNumber IdleMinutes = new(
        "access.idle-minutes", "A session in which nothing happens ends after", 15, "minutes", "FBI CJIS Security Policy 5.9.5, AC-11: thirty at most; half of it here, as rooms are shared", 5, 30);

    public static readonly PolicyNumber AbsoluteHours = new(
        "access.absolute-hours", "A session ends, used or not, after", 10, "hours", "FBI CJIS Security Policy 5.9.5, IA-11: sign in again every twelve at most; a long shift here", 1, 12);

    public static readonly PolicyNumber StepUpMinutes = new(
        "access.step-up-minutes", "An export, or urgent access, needs a second factor given within the last", 5, "minutes", "OWASP ASVS 5.0, 7.5.3; the length is the partnership's choice", 1, 15);

    public static readonly IReadOnlyList<PolicyNumber> All = [IdleMinutes, AbsoluteHours, StepUpMinutes];

    /// <summary>The partnership's own value (of p), in SQL.</summary>
    internal static string Sql(PolicyNumber number) => $"coalesce((p.settings -> 'numbers' ->> '{number.Key}')::int, {number.Default})";
}
