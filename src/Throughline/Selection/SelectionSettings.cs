using System.Text.Json;
using Throughline.Platform.Database;

namespace Throughline.Selection;

/// <summary>The numbers and lists of a partnership's selection, each with where it comes from; kept under "selection" in the partnership's settings.</summary>
public sealed record SelectionSettings
{
    /// <summary>Agencies that must have voted to adopt, defer or refuse before a decision.</summary>
    public int MinimumVotes { get; init; } = 2;

    /// <summary>The fewest characters that can be reasons.</summary>
    public int MinimumReasonLength { get; init; } = 20;

    public IReadOnlyList<string> CohortTypes { get; init; } = ["Fixed", "Flex", "Free", "Statutory", "Non-statutory", "Local"];

    /// <summary>The parts that somebody can have on a case team besides the lead professional's.</summary>
    public IReadOnlyList<string> TeamParts { get; init; } =
    [
        "offender manager", "police officer", "prison link worker", "drug or alcohol worker", "housing worker", "employment adviser", "health worker", "youth justice worker", "mentor", "link worker",
    ];

    /// <summary>The scheme of harm weights that matrices with a harm sum use (offence_weight.scheme).</summary>
    public string HarmScheme { get; init; } = "cchi";

    /// <summary>What the letter to a person under no order says that the partnership offers.</summary>
    public IReadOnlyList<string> Offer { get; init; } =
    [
        "help to find or keep somewhere to live",
        "help with work, training and benefits",
        "quick access to drug and alcohol services, if you want them",
        "help with health, debt and family matters",
        "one worker who knows your situation and speaks to the other services for you",
    ];

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<SelectionSettings> LoadAsync(Db db)
    {
        var json = await db.FirstAsync<string?>("select settings ->> 'selection' from partnership where id = @id", new { id = db.Act.Partnership });
        return json is null ? new() : JsonSerializer.Deserialize<SelectionSettings>(json, Options) ?? new();
    }

    /// <summary>For the page "how selection works": each setting in words with its source.</summary>
    public IReadOnlyList<(string Words, string Source)> Described() =>
    [
        ($"At least {MinimumVotes} agencies must have voted before a decision.", "Local setting, after HMI Probation and HMI Constabulary 2014, 4.20: identification is collaborative"),
        ($"Reasons have at least {MinimumReasonLength} characters and are not a formula.", "Local setting, after HMI 2014, 4.20: justification for selection was not robust"),
        ($"Cohort types: {string.Join(", ", CohortTypes)}.", "Neighbourhood Crime IOM strategy, December 2020 (Fixed, Flex, Free); the rest local"),
        ($"Parts on a case team besides the lead professional's: {string.Join(", ", TeamParts)}.", "Local setting, after HMI Probation and HMI Constabulary 2014, 6.11"),
        ("A score orders names for the panel. It adopts, refuses and colours nobody.", "Data Protection Act 2018 ss.50A to 50D: meaningful human involvement"),
    ];
}
