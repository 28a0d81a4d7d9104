using System.Diagnostics.CodeAnalysis;

namespace Throughline.Platform;

/// <summary>A key that knows what it is a key of, so that a person's id cannot be passed where an agency's is meant.</summary>
public interface ITypedId<TSelf> where TSelf : struct, ITypedId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

public readonly record struct PersonId(Guid Value) : ITypedId<PersonId>, IParsable<PersonId>
{
    public static PersonId From(Guid value) => new(value);

    /// <summary>A new key, in order of time (UUID version 7, RFC 9562).</summary>
    public static PersonId New() => new(Guid.CreateVersion7());

    public static PersonId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PersonId result) =>
        TypedIds.TryParse(s, out result);

    public override string ToString() => Value.ToString();
}

public readonly record struct AgencyId(Guid Value) : ITypedId<AgencyId>, IParsable<AgencyId>
{
    public static AgencyId From(Guid value) => new(value);

    public static AgencyId New() => new(Guid.CreateVersion7());

    public static AgencyId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AgencyId result) =>
        TypedIds.TryParse(s, out result);

    public override string ToString() => Value.ToString();
}

public readonly record struct UserId(Guid Value) : ITypedId<UserId>, IParsable<UserId>
{
    public static UserId From(Guid value) => new(value);

    public static UserId New() => new(Guid.CreateVersion7());

    public static UserId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UserId result) =>
        TypedIds.TryParse(s, out result);

    public override string ToString() => Value.ToString();
}

public readonly record struct PartnershipId(Guid Value) : ITypedId<PartnershipId>, IParsable<PartnershipId>
{
    public static PartnershipId From(Guid value) => new(value);

    public static PartnershipId New() => new(Guid.CreateVersion7());

    public static PartnershipId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PartnershipId result) =>
        TypedIds.TryParse(s, out result);

    public override string ToString() => Value.ToString();
}

public readonly record struct CaseId(Guid Value) : ITypedId<CaseId>, IParsable<CaseId>
{
    public static CaseId From(Guid value) => new(value);

    public static CaseId New() => new(Guid.CreateVersion7());

    public static CaseId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CaseId result) =>
        TypedIds.TryParse(s, out result);

    public override string ToString() => Value.ToString();
}

internal static class TypedIds
{
    public static bool TryParse<T>(string? text, out T id) where T : struct, ITypedId<T>
    {
        var parsed = Guid.TryParse(text, out var value);
        id = parsed ? T.From(value) : default;
        return parsed;
    }
}
