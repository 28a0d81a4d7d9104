using System.CommandLine;
using System.Text.Json;
using Throughline.Imports.Profiles;

namespace Throughline.Imports;

/// <summary><c>throughline profiles</c>: the kinds of extract that can be taken in, with their columns.</summary>
internal static class ProfilesCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Build()
    {
        var name = new Argument<string?>("profile") { Description = "Show one profile only", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("profiles", "List import profiles with their columns") { name, json };
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    /// <returns>0 done, 2 no such profile.</returns>
    public static int Run(string? name, bool json, TextWriter output, TextWriter error)
    {
        var profiles = ImportProfiles.All.Where(p => name is null || p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (profiles.Count == 0)
        {
            error.WriteLine($"There is no profile “{name}”. Known: {string.Join(", ", ImportProfiles.All.Select(p => p.Name))}.");
            return 2;
        }
        if (json) output.WriteLine(JsonSerializer.Serialize(profiles.Select(Described), Json));
        else foreach (var profile in profiles) Write(profile, output);
        return 0;
    }

    private static void Write(Profile profile, TextWriter output)
    {
        output.WriteLine($"{profile.Name} (version {profile.Version}): {profile.Title}");
        output.WriteLine($"  {profile.Description}");
        output.WriteLine($"  {ImportProfilesDocument.ModeWords(profile.Mode)} Key: {profile.KeyText}. Sent by: {string.Join(", ", profile.SentBy.Select(ImportProfilesDocument.Words))}.");
        var widest = profile.Columns.Max(c => c.Name.Length);
        foreach (var column in profile.Columns)
            output.WriteLine($"    {column.Name.PadRight(widest)} {(column.Required ? "*" : " ")} {column.Description}: {column.Expected}");
        output.WriteLine();
    }

    private static object Described(Profile profile) => new
    {
        profile.Name,
        profile.Version,
        profile.Title,
        profile.Description,
        Mode = profile.Mode.ToString().ToLowerInvariant(),
        SentBy = profile.SentBy.Select(ImportProfilesDocument.Words),
        Key = profile.Key.Select(k => profile.Columns[k].Name),
        profile.AboutPeople,
        Columns = profile.Columns.Select(c => new
        {
            c.Name,
            c.Required,
            Kind = ImportProfilesDocument.Words(c.Kind),
            Category = ImportProfilesDocument.Words(c.Category),
            c.Description,
            c.Expected,
            c.Example,
            Codes = c.Vocabulary?.Terms.Select(t => new { t.Code, t.Name }),
        }),
        Checks = profile.Rules.Select(r => new { r.Field, r.Sentence, r.Expected }),
    };
}
