using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Throughline.People;
using Throughline.Testing;
using Xunit;

namespace Throughline.Tests.People;

public sealed class SupervisionTests
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    public static TheoryData<string, int, int?, int?, int?, bool> Orders => new()
    {
        // type, started, due to end, ended, withdrawn: days from the day asked about; then the answer
        { "community-order", 0, null, null, null, true },
        { "community-order", 1, null, null, null, false },
        { "community-order", -300, 0, null, null, true },
        { "community-order", -300, -1, null, null, false },
        { "community-order", -300, -1, 0, null, true },
        { "community-order", -300, 30, -1, null, false },
        { "licence", -300, 30, null, 0, true },
        { "licence", -300, 30, null, -1, false },
        { "licence", -300, -1, null, 5, false },
        { "licence", -300, null, null, null, true },
        { "suspended-sentence", -1, 1, null, null, true },
        { "suspended-sentence-order", -1, 1, null, null, true },
        { "post-sentence-supervision", -1, 1, null, null, true },
        { "youth-rehabilitation-order", -1, 1, null, null, true },
        { "voluntary", -1, 1, null, null, false },
        { "other", -1, 1, null, null, false },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void StatutoryOn_EachSideOfEachBoundary_Decides(string type, int started, int? ends, int? ended, int? withdrawn, bool statutory)
    {
        var order = new OrderSpell(Guid.CreateVersion7(), type, Day.AddDays(started), At(ends), At(ended), At(withdrawn));
        var answer = Supervision.StatutoryOn(Day, [order]);
        answer.IsStatutory.ShouldBe(statutory);
        answer.Words.ShouldStartWith(statutory ? "Statutory: " : "Non-statutory");
        if (statutory)
            answer.Because.ShouldBe(order);
    }

    [Theory]
    [InlineData(0, null, null, true)]
    [InlineData(1, null, null, false)]
    [InlineData(-9, 1, null, true)]
    [InlineData(-9, 0, null, false)]
    [InlineData(-9, null, 0, false)]
    [InlineData(-9, null, 1, true)]
    [InlineData(-9, 5, -1, false)]
    public void WhereOn_EachSideOfEachBoundary_Decides(int received, int? released, int? withdrawn, bool inside)
    {
        var answer = Supervision.WhereOn(Day, [new(Guid.CreateVersion7(), "HMP Northmoor", Day.AddDays(received), At(released), At(withdrawn))]);
        answer.InCustody.ShouldBe(inside);
        answer.Words.ShouldStartWith(inside ? "In custody, HMP Northmoor, since " : "In the community");
    }

    [Fact]
    public void StatutoryOn_NoOrders_SaysSo() =>
        Supervision.StatutoryOn(Day, []).ShouldBe(new StatutoryAnswer(false, "Non-statutory: no order or licence is recorded", null));

    [Fact]
    public void StatutoryOn_TwoRun_RestsOnTheOneThatBeganLast()
    {
        var older = new OrderSpell(Guid.CreateVersion7(), "community-order", new(2026, 1, 12), new(2027, 1, 11));
        var newer = new OrderSpell(Guid.CreateVersion7(), "licence", new(2026, 6, 1));
        var answer = Supervision.StatutoryOn(Day, [newer, older]);
        answer.Because.ShouldBe(newer);
        answer.Words.ShouldBe("Statutory: licence since 1 June 2026, with no end date");
        Supervision.StatutoryOn(new(2026, 5, 31), [newer, older]).Words.ShouldBe("Statutory: community order since 12 January 2026, due to end on 11 January 2027");
    }

    [Fact]
    public void StatutoryOn_Ended_SaysWhen() =>
        Supervision.StatutoryOn(Day, [new(Guid.CreateVersion7(), "licence", new(2026, 1, 1), new(2026, 11, 19))]).Words
            .ShouldBe("Non-statutory: the last order, a licence, ended on 19 November 2026");

    /// <summary>The identity bar asks SQL, the summary asks the function: they must never differ.</summary>
    [Fact]
    public async Task Header_GeneratedOrdersAndSpells_AgreesWithTheFunction()
    {
        await using var world = await World.CreateAsync();
        var days = Gen.Choose(-3, 3);
        var maybe = Gen.OneOf(days.Select(d => (int?)d), Gen.Constant((int?)null));
        var order = from type in Gen.Elements(Supervision.StatutoryOrderTypes.Append("voluntary").ToArray())
                    from started in days
                    from ends in maybe
                    from ended in maybe
                    from withdrawn in maybe
                    from superseded in Gen.Elements(false, false, false, true)
                    select (type, started, ends, ended, withdrawn, superseded);
        var spell = from received in days
                    from released in maybe
                    from withdrawn in maybe
                    from superseded in Gen.Elements(false, false, false, true)
                    select (received, released, withdrawn, superseded);
        var cases = (from o in order.ListOf() from s in spell.ListOf() select (o, s)).Sample(250, 4);
        await world.DoAsync(world.As("coordinator"), async db =>
        {
            foreach (var (orders, spells) in cases)
            {
                var person = await RecordPeople.BareAsync(db, "Case", "Generated");
                var kept = new List<OrderSpell>();
                var inside = new List<CustodySpell>();
                foreach (var (type, started, ends, ended, withdrawn, superseded) in orders)
                {
                    var row = new OrderSpell(Guid.CreateVersion7(), type, Day.AddDays(started), At(ends), At(ended), At(withdrawn));
                    await RecordPeople.OrderAsync(db, person, row, superseded);
                    if (!superseded)
                        kept.Add(row);
                }

                foreach (var (received, released, withdrawn, superseded) in spells)
                {
                    var row = new CustodySpell(Guid.CreateVersion7(), "HMP Northmoor", Day.AddDays(received), At(released), At(withdrawn));
                    await RecordPeople.SpellAsync(db, person, row, superseded);
                    if (!superseded)
                        inside.Add(row);
                }

                var header = (await PersonHeader.FindAsync(db, person, Day))!;
                var statutory = Supervision.StatutoryOn(Day, kept);
                header.IsStatutory.ShouldBe(statutory.IsStatutory);
                header.OrderType.ShouldBe(statutory.IsStatutory ? statutory.Because!.OrderType : null);
                header.InCustody.ShouldBe(Supervision.WhereOn(Day, inside).InCustody);
            }
        });
    }

    private static DateOnly? At(int? days) => days is { } d ? Day.AddDays(d) : null;
}
