using System.Data;
using Dapper;

namespace Throughline.Platform.Database;

/// <summary>Teaches Dapper the types that the schema uses: typed ids, dates, and instants in UTC.</summary>
internal static class TypeHandlers
{
    private static readonly Lock Once = new();
    private static bool registered;

    public static void Register()
    {
        lock (Once)
        {
            if (registered)
                return;
            registered = true;
        }

        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new TypedIdHandler<PersonId>());
        SqlMapper.AddTypeHandler(new TypedIdHandler<AgencyId>());
        SqlMapper.AddTypeHandler(new TypedIdHandler<UserId>());
        SqlMapper.AddTypeHandler(new TypedIdHandler<PartnershipId>());
        SqlMapper.AddTypeHandler(new TypedIdHandler<CaseId>());
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new DateHandler());
        SqlMapper.AddTypeHandler(new TimeHandler());
        SqlMapper.AddTypeHandler(new TextsHandler());
    }

    private sealed class TypedIdHandler<T> : SqlMapper.TypeHandler<T> where T : struct, ITypedId<T>
    {
        public override void SetValue(IDbDataParameter parameter, T value) => parameter.Value = value.Value;

        public override T Parse(object value) => T.From((Guid)value);
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();

        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTimeOffset instant => instant,
            DateTime instant => new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc)),
            _ => throw new InvalidCastException($"{value.GetType()} is not an instant."),
        };
    }

    private sealed class DateHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;

        public override DateOnly Parse(object value) => value switch
        {
            DateOnly date => date,
            DateTime date => DateOnly.FromDateTime(date),
            _ => throw new InvalidCastException($"{value.GetType()} is not a date."),
        };
    }

    private sealed class TimeHandler : SqlMapper.TypeHandler<TimeOnly>
    {
        public override void SetValue(IDbDataParameter parameter, TimeOnly value) => parameter.Value = value;

        public override TimeOnly Parse(object value) => value switch
        {
            TimeOnly time => time,
            TimeSpan time => TimeOnly.FromTimeSpan(time),
            _ => throw new InvalidCastException($"{value.GetType()} is not a time of day."),
        };
    }

    private sealed class TextsHandler : SqlMapper.TypeHandler<string[]>
    {
        public override void SetValue(IDbDataParameter parameter, string[]? value) => parameter.Value = value ?? [];

        public override string[] Parse(object value) => (string[])value;
    }
}
