using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Selection.Decide;

/// <summary>What the chair or the coordinator decides about one person, as it is recorded.</summary>
public sealed record Decision
{
    /// <summary>adopt, defer or refuse.</summary>
    public string? Outcome { get; init; }

    public string? Reasons { get; init; }

    /// <summary>Whether the decision agrees with the score; null only when the person has no score.</summary>
    public bool? AgreesWithScore { get; init; }

    public string? DepartureReasons { get; init; }

    public string? AgainstMajorityReasons { get; init; }

    public DateOnly? DeferredUntil { get; init; }

    public AgencyId? LeadAgency { get; init; }

    public UserId? LeadProfessional { get; init; }

    public string? CohortType { get; init; }

    /// <summary>joint-visit, prison-visit or letter.</summary>
    public string? FirstStep { get; init; }

    /// <summary>Why this person is here, in plain English, for the person's own record.</summary>
    public string? Why { get; init; }
}

public static class FirstSteps
{
    public const string PrisonVisit = "prison-visit";
    public const string Letter = "letter";

    public static IReadOnlyList<(string Code, string Words)> All { get; } =
        [("joint-visit", "Joint visit by the lead professional and another agency"), (PrisonVisit, "Prison visit"), (Letter, "Letter")];

    public static string Words(string? code) => All.FirstOrDefault(step => step.Code == code).Words ?? "Not recorded";
}

/// <summary>The score that stands beside a decision. It is shown and answered; it decides nothing.</summary>
public sealed record ScoreBeside
{
    public required Guid RunId { get; init; }

    public required DateOnly AsOf { get; init; }

    public required decimal Total { get; init; }

    public required int Rank { get; init; }

    public required string Line { get; init; }

    public required bool Provisional { get; init; }

    /// <summary>What the number alone would suggest: adopt above the entry line, not adopt below the exit line, nothing between.</summary>
    public bool? SuggestsAdopting => Line switch { "entry" => true, "below" => false, _ => null };

    public static Task<ScoreBeside?> OfAsync(Db db, PersonId person) => db.FirstAsync<ScoreBeside>(
        """
        select r.id as run_id, r.as_of, s.total, s.rank, s.line, s.provisional from score s join scoring_run r on r.id = s.run_id
        where s.person_id = @person and r.finished_at is not null order by r.asked_at desc limit 1
        """, new { person });
}
