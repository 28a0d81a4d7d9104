using Throughline.People;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Tests.People;

/// <summary>What extracts leave behind, where no page makes it: orders and times inside, a bare person for many.</summary>
internal static class RecordPeople
{
    public static async Task<PersonId> BareAsync(Db db, string surname, string forenames, DateOnly? born = null)
    {
        var id = PersonId.New();
        await db.ExecuteAsync("insert into person_record (id, partnership_id, created_at, created_by) values (@id, @Partnership, @At, @User)", new { id, db.Act.Partnership, db.Act.At, db.Act.User });
        await db.ExecuteAsync(
            "insert into person_name (partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, kind, surname, forenames) values (@Partnership, @id, @Agency, 'identity', @At, @User, 'name', @surname, @forenames)",
            new { id, db.Act.Partnership, db.Act.Agency, surname, forenames, db.Act.At, db.Act.User });
        if (born is not null)
            await db.ExecuteAsync("insert into person_birth_date (partnership_id, person_id, category, date_of_birth) values (@Partnership, @id, 'identity', @born)", new { id, db.Act.Partnership, born });
        return id;
    }

    public static Task OrderAsync(Db db, PersonId person, OrderSpell order, bool superseded = false) => db.ExecuteAsync(
        """
        insert into order_spell (id, partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, superseded_at, withdrawn_at, reference, order_type, started_on, ends_on, ended_on, requirements)
        values (@Id, @Partnership, @person, @Agency, 'supervision', @At, @User, @superseded, @withdrawn, 'ORD-1', @OrderType, @StartedOn, @EndsOn, @EndedOn, '{Unpaid work 100 hours}')
        """,
        new { order.Id, db.Act.Partnership, person, db.Act.Agency, db.Act.At, db.Act.User, superseded = superseded ? db.Act.At : (DateTimeOffset?)null, withdrawn = Noon(order.WithdrawnOn), order.OrderType, order.StartedOn, order.EndsOn, order.EndedOn });

    public static Task SpellAsync(Db db, PersonId person, CustodySpell spell, bool superseded = false) => db.ExecuteAsync(
        """
        insert into custody_spell (id, partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, superseded_at, withdrawn_at, reference, establishment, status, received_on, released_on)
        values (@Id, @Partnership, @person, @Agency, 'custody and dates', @At, @User, @superseded, @withdrawn, 'SP-1', @Establishment, 'sentenced', @ReceivedOn, @ReleasedOn)
        """,
        new { spell.Id, db.Act.Partnership, person, db.Act.Agency, db.Act.At, db.Act.User, superseded = superseded ? db.Act.At : (DateTimeOffset?)null, withdrawn = Noon(spell.WithdrawnOn), spell.Establishment, spell.ReceivedOn, spell.ReleasedOn });

    public static Task EventAsync(Db db, PersonId person, string kind, DateOnly on, string group = "burglary-residential", string? place = null) => db.ExecuteAsync(
        """
        insert into offence_event (partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, kind, occurred_on, offence_group, description, place)
        values (@Partnership, @person, @Agency, 'offending', @At, @User, @kind, @on, @group, 'Burglary of a dwelling', @place)
        """,
        new { db.Act.Partnership, person, db.Act.Agency, db.Act.At, db.Act.User, kind, on, group, place });

    private static DateTimeOffset? Noon(DateOnly? on) => on is { } day ? new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero) : null;
}
