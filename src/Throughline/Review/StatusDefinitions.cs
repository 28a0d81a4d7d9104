using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Review;

/// <summary>
/// One of the partnership's colours. The code says which part it plays and never changes; label, meaning, look and numbers
/// are the partnership's own [002 3.2, 6.2: the same words mean different things in different places].
/// </summary>
public sealed record StatusDefinition
{
    /// <summary>red, amber, green (in the community), blue (in custody) or white (the dormant list).</summary>
    public required string Code { get; init; }

    public required string Label { get; init; }

    public required string Meaning { get; init; }

    /// <summary>Which of the five looks it has on screen.</summary>
    public required string Tag { get; init; }

    /// <summary>1 asks for the most attention. A move to a higher position is a move for the better.</summary>
    public required int Position { get; init; }

    public required int ReviewEveryDays { get; init; }

    public required decimal ContactsPerWeek { get; init; }

    public required string Source { get; init; }
}

/// <summary>The colours of a partnership.</summary>
public static class StatusDefinitions
{
    public const string Red = "red";
    public const string Amber = "amber";
    public const string Green = "green";
    public const string Blue = "blue";
    public const string White = "white";

    /// <summary>The colours as the inspection found them in one area [002 6.3], and the dormant list of Lancashire [004 3.1].</summary>
    public static readonly IReadOnlyList<StatusDefinition> Defaults =
    [
        new()
        {
            Code = Red, Label = "Red", Tag = Red, Position = 1, ReviewEveryDays = 1, ContactsPerWeek = 4,
            Meaning = "Illegally at large, or failing to engage in rehabilitative interventions with intelligence to suggest active offending.",
            Source = "HMI Probation and HMI Constabulary 2014, 6.3; daily: Senior and others 2011, 3.1 (Lancashire)",
        },
        new()
        {
            Code = Amber, Label = "Amber", Tag = Amber, Position = 2, ReviewEveryDays = 7, ContactsPerWeek = 2,
            Meaning = "Some engagement with rehabilitative interventions but no intelligence to suggest active offending.",
            Source = "HMI Probation and HMI Constabulary 2014, 6.3; twice a week: 6.14",
        },
        new()
        {
            Code = Green, Label = "Green", Tag = Green, Position = 3, ReviewEveryDays = 14, ContactsPerWeek = 1,
            Meaning = "Active engagement with rehabilitative interventions and no evidence to suggest further offending.",
            Source = "HMI Probation and HMI Constabulary 2014, 6.3; less often: Senior and others 2011, 3.1 (Lancashire)",
        },
        new()
        {
            Code = Blue, Label = "Blue", Tag = Blue, Position = 4, ReviewEveryDays = 28, ContactsPerWeek = 0,
            Meaning = "In custody and planning for release.",
            Source = "HMI Probation and HMI Constabulary 2014, 6.3",
        },
        new()
        {
            Code = White, Label = "White", Tag = White, Position = 5, ReviewEveryDays = 91, ContactsPerWeek = 0,
            Meaning = "On the dormant list: no longer in the cohort. New arrests, charges or intelligence bring the name back.",
            Source = "Senior and others 2011, 3.1 (Lancashire)",
        },
    ];

    /// <summary>Gives the partnership the default colours that it has not got yet.</summary>
    public static async Task AddDefaultsAsync(Db db, CancellationToken cancel = default)
    {
        foreach (var status in Defaults)
        {
            await db.ExecuteAsync(
                """
                insert into status_definition (partnership_id, code, label, meaning, tag, position, review_every_days, contacts_per_week, source)
                values (@partnership, @Code, @Label, @Meaning, @Tag, @Position, @ReviewEveryDays, @ContactsPerWeek, @Source)
                on conflict do nothing
                """,
                new { partnership = db.Act.Partnership, status.Code, status.Label, status.Meaning, status.Tag, status.Position, status.ReviewEveryDays, status.ContactsPerWeek, status.Source }, cancel);
        }
    }

    /// <summary>The partnership's colours by position; the defaults until it has its own.</summary>
    public static async Task<IReadOnlyList<StatusDefinition>> ListAsync(Db db, CancellationToken cancel = default)
    {
        var own = await db.ListAsync<StatusDefinition>("select * from status_definition order by position, code", cancel: cancel);
        return own.Count > 0 ? own : Defaults;
    }

    public static StatusDefinition? Find(this IReadOnlyList<StatusDefinition> statuses, string? code) => statuses.FirstOrDefault(status => status.Code == code);

    public static string LabelOf(this IReadOnlyList<StatusDefinition> statuses, string? code) => statuses.Find(code)?.Label ?? "No colour";

    /// <summary>Changes what the partnership may change of one of its colours.</summary>
    public static async Task ChangeAsync(Db db, StatusDefinition status, CancellationToken cancel = default)
    {
        var before = (await ListAsync(db, cancel)).Find(status.Code) ?? throw new NotThere("The colour");
        DefinitionRules.LabelAndMeaningMustBeGiven(status).Check();
        DefinitionRules.TagMustBeOneOfTheLooks(status).Check();
        DefinitionRules.NumbersMustMakeSense(status).Check();
        await AddDefaultsAsync(db, cancel);
        await db.ExecuteAsync(
            """
            update status_definition set label = @Label, meaning = @Meaning, tag = @Tag, position = @Position, review_every_days = @ReviewEveryDays,
              contacts_per_week = @ContactsPerWeek, source = @Source
            where code = @Code
            """,
            new { status.Code, Label = status.Label.Trim(), Meaning = status.Meaning.Trim(), status.Tag, status.Position, status.ReviewEveryDays, status.ContactsPerWeek, status.Source }, cancel);
        await db.ProcessAsync("change-status-definition", null, null, $"{before.Label} is changed.", [], new { before, after = status }, cancel);
    }
}

/// <summary>What a colour's definition must satisfy.</summary>
public static class DefinitionRules
{
    public static readonly IReadOnlyList<string> Looks = ["red", "amber", "green", "blue", "white"];

    private const string Source = "Inspection 2014, 6.3: a simple colour code that says what activity is to be undertaken";

    public static Rule LabelAndMeaningMustBeGiven(StatusDefinition status) =>
        new("Give every colour a name and say what it means", Source, !string.IsNullOrWhiteSpace(status.Label) && !string.IsNullOrWhiteSpace(status.Meaning));

    public static Rule TagMustBeOneOfTheLooks(StatusDefinition status) => new("Choose one of the looks: " + string.Join(", ", Looks), Source, Looks.Contains(status.Tag));

    public static Rule NumbersMustMakeSense(StatusDefinition status) => new(
        "Position is 1 to 9, a review is due every 1 to 365 days, and contacts are 0 to 14 a week", Source,
        status.Position is >= 1 and <= 9 && status.ReviewEveryDays is >= 1 and <= 365 && status.ContactsPerWeek is >= 0 and <= 14);
}
