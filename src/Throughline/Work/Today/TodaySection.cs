using Throughline.Access;
using Throughline.Platform;

namespace Throughline.Work.Today;

/// <summary>What one role should look at first today.</summary>
public sealed record TodaySection(Role Role, string Heading)
{
    /// <summary>What to do when nothing else in the section says so.</summary>
    public string? Lead { get; init; }

    public IReadOnlyList<Count> Counts { get; init; } = [];

    public IReadOnlyList<DueList> Due { get; init; } = [];

    public Briefing? Briefing { get; init; }

    public IReadOnlyList<FigureTable> Figures { get; init; } = [];

    public IEnumerable<PersonId> People => Due.SelectMany(list => list.Items).Select(item => item.PersonId).Where(person => person.Value != Guid.Empty).Concat(Briefing?.People.Select(person => person.PersonId) ?? []);

    /// <summary>The categories of what the section shows of its people.</summary>
    public IEnumerable<string> Categories => Due.SelectMany(list => list.Items).SelectMany(item => item.Status is null ? [item.Category] : new[] { item.Category, "plan" }).Concat(Briefing?.People.SelectMany(person => person.Categories) ?? []);
}

/// <summary>How much of one kind of work waits, and where.</summary>
/// <param name="Next">What to do when there is none.</param>
public sealed record Count(string Words, int Number, string Url, string Next);

/// <summary>Things that are due, each with why.</summary>
public sealed record DueList(string Caption, string Next, IReadOnlyList<DueItem> Items, bool ShowsColour = false);

/// <summary>Something due on a day because of something, about one person.</summary>
public sealed record DueItem
{
    public required PersonId PersonId { get; init; }

    public required string Name { get; init; }

    public string? Status { get; init; }

    public required DateOnly DueOn { get; init; }

    public required string DueBecause { get; init; }

    public required string Link { get; init; }

    /// <summary>The category of what is due; a status shown beside it is of the plan.</summary>
    public string Category { get; init; } = "plan";
}

/// <summary>The people of a neighbourhood, for a phone and for paper.</summary>
public sealed record Briefing(string Area, IReadOnlyList<BriefedPerson> People);

public sealed record BriefedPerson
{
    public required PersonId PersonId { get; init; }

    public required string Name { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? Status { get; init; }

    public string? Lead { get; init; }

    public string? Establishment { get; init; }

    /// <summary>What happened in the last seven days, in words.</summary>
    public required string[] Changes { get; init; }

    public IEnumerable<string> Categories => Changes.Select(change => change.Split(' ')[0] switch
    {
        "Status" => "plan",
        "Intelligence" => "intelligence",
        "Released" or "Taken" => "custody and dates",
        _ => "offending",
    }).Append("plan").Concat(Establishment is null ? Array.Empty<string>() : ["custody and dates"]);
}

/// <summary>Figures without names. Every number has passed <see cref="SmallNumbers"/>.</summary>
public sealed record FigureTable(string Caption, string Source, IReadOnlyList<(string Words, string Figure)> Rows);
