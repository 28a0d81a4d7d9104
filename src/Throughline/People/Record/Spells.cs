using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.People.Record;

/// <summary>A person's orders and times inside, as the supervision rule takes them.</summary>
internal static class Spells
{
    private sealed class Row
    {
        public required Guid Id { get; init; }

        public required string Kind { get; init; }

        public required DateOnly From { get; init; }

        public DateOnly? Due { get; init; }

        public DateOnly? Ended { get; init; }

        public DateOnly? Withdrawn { get; init; }
    }

    public static async Task<IReadOnlyList<OrderSpell>> OrdersAsync(Db db, PersonId person) =>
        [.. (await db.ListAsync<Row>(
            "select id, order_type as kind, started_on as \"from\", ends_on as due, ended_on as ended, (withdrawn_at at time zone 'Europe/London')::date as withdrawn from order_spell where person_id = @person and superseded_at is null",
            new { person })).Select(row => new OrderSpell(row.Id, row.Kind, row.From, row.Due, row.Ended, row.Withdrawn))];

    public static async Task<IReadOnlyList<CustodySpell>> CustodyAsync(Db db, PersonId person) =>
        [.. (await db.ListAsync<Row>(
            "select id, establishment as kind, received_on as \"from\", released_on as ended, (withdrawn_at at time zone 'Europe/London')::date as withdrawn from custody_spell where person_id = @person and superseded_at is null",
            new { person })).Select(row => new CustodySpell(row.Id, row.Kind, row.From, row.Ended, row.Withdrawn))];
}
