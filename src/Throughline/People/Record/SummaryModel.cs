using Throughline.Access;
using Throughline.People.Timeline;
using Throughline.Ui;

namespace Throughline.People.Record;

/// <summary>Who somebody is, whether an order runs and why we say so, where they are, and how they stand with the partnership.</summary>
[AboutPerson("id", "identity", "supervision", "custody and dates", "risk", "offending")]
public sealed class SummaryModel : RecordPage
{
    protected override string Tab => "";

    public StatutoryAnswer Statutory { get; private set; } = null!;

    public WhereaboutsAnswer Whereabouts { get; private set; } = null!;

    public Sourced? Risk { get; private set; }

    public Sourced? Predictor { get; private set; }

    public string? Why { get; private set; }

    public string LastInformation { get; private set; } = "";

    public IReadOnlyList<TimelineEntry> Latest { get; private set; } = [];

    public override async Task LoadAsync()
    {
        var (orders, custody) = (await Spells.OrdersAsync(Db, Id), await Spells.CustodyAsync(Db, Id));
        Statutory = People.Supervision.StatutoryOn(Act.On, orders);
        Whereabouts = People.Supervision.WhereOn(Act.On, custody);
        Look.Showed("supervision", orders.Count > 0);
        Look.Showed("custody and dates", custody.Count > 0);
        Risk = await NewestAsync("risk_level", "i.assessed_on desc nulls last", "in_words(i.rosh) || coalesce(', assessed on ' || date_in_words(i.assessed_on), '')");
        Predictor = await NewestAsync("predictor_score", "i.scored_on desc", "upper(i.predictor) || coalesce(': ' || i.percent_two_year::float8 || '% within two years', ': ' || i.percent_one_year::float8 || '% within one year', '') || coalesce(' (' || replace(i.band, '-', ' ') || ')', '') || ', scored on ' || date_in_words(i.scored_on)");
        if (Person.CaseId is { } @case)
            Why = await Db.FirstAsync<string>("select why from iom_case where id = @case", new { @case });
        var last = await Db.FirstAsync<DateTimeOffset?>("select max(received_at) from item where person_id = @Id", new { Id });
        LastInformation = last is { } at ? $"Newest information received {at.Ago(Act.At)}, on {at.ToWords()}." : "No agency has sent information about this person yet.";
        Latest = (await TimelinePage.LoadAsync(Db, Id, new TimelineFilter(Categories: ["identity", "supervision", "custody and dates", "risk", "offending"]), 1, 5)).Entries;
        Look.Showed("risk", Risk is not null || Predictor is not null);
        Look.Showed(Latest.Select(entry => entry.Category));
    }

    private Task<Sourced?> NewestAsync(string table, string order, string words) => Db.FirstAsync<Sourced>(
        $"select i.id, {words} || ' (' || a.name || ')' as words from {table} i join agency a on a.id = i.owner_agency_id where i.person_id = @Id and i.superseded_at is null and i.withdrawn_at is null order by {order}, i.id desc limit 1", new { Id });

    public sealed class Sourced
    {
        public required Guid Id { get; init; }

        public required string Words { get; init; }
    }
}
