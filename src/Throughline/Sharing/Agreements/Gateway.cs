using Throughline.Platform.Database;

namespace Throughline.Sharing.Agreements;

/// <summary>A power under which information may pass, as the table of gateways has it.</summary>
public sealed record Gateway
{
    public required string Code { get; init; }

    public required string Name { get; init; }

    public required string Statute { get; init; }

    public required string Allows { get; init; }

    /// <summary>clause: a standing clause may rest on it; case-by-case: one disclosure at a time; figures-only: nobody's record.</summary>
    public required string Kind { get; init; }

    public string[]? FromTypes { get; init; }

    public string[]? ToTypes { get; init; }

    public required string[] BarredCategories { get; init; }

    public required string[] FromRegimes { get; init; }

    public required bool NeedsConsent { get; init; }

    public required bool NeedsProbationArrangement { get; init; }

    public required bool ReachesWhoActsForThem { get; init; }

    public required DateOnly EffectiveFrom { get; init; }

    public DateOnly? EffectiveTo { get; init; }

    public required string Trap { get; init; }

    public required string Source { get; init; }

    public static Task<IReadOnlyList<Gateway>> AllAsync(Db db) => db.ListAsync<Gateway>("select * from gateway order by kind = 'clause' desc, name");

    public static Task<Gateway?> FindAsync(Db db, string code) => db.FirstAsync<Gateway>("select * from gateway where code = @code", new { code });
}

/// <summary>One side of a clause: an agency, or any agency of a type.</summary>
public sealed record ClauseParty(string Type, string Words, string Regime, bool WorksForProbation, bool ActsForAuthority);
