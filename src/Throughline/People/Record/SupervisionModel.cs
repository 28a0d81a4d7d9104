using Throughline.Access;
using Throughline.People.Items;

namespace Throughline.People.Record;

[AboutPerson("id", "supervision", "risk")]
public sealed class SupervisionModel : RecordPage
{
    protected override string Tab => "/supervision";

    public StatutoryAnswer Answer { get; private set; } = null!;

    public override async Task LoadAsync()
    {
        Answer = People.Supervision.StatutoryOn(Act.On, await Spells.OrdersAsync(Db, Id));
        Tables =
        [
            new("Orders and licences", ["Order", "Began", "Due to end", "Ended", "Requirements or conditions", "Practitioner", "Reference"],
                await RowsAsync("order_spell", "i.started_on desc", "in_words(i.order_type)", "date_in_words(i.started_on)", "date_in_words(i.ends_on)", "date_in_words(i.ended_on)", "array_to_string(i.requirements, '; ')", "i.practitioner", "i.reference"),
                "No order or licence is recorded. They come with probation's or youth justice's extract: ask the agency when it was last sent."),
            ItemTable(ItemKind.PersonDesignation, "Designations", ["Designation", "Detail", "From", "To"],
                await RowsAsync("person_designation", "i.from_on desc nulls last", "i.designation", "i.detail", "date_in_words(i.from_on)", "date_in_words(i.to_on)"),
                "No designation is recorded. Add PPO, MAPPA, DIP or another when an agency has made one."),
            new("Risk of serious harm", ["Level", "Assessed"], await RowsAsync("risk_level", "i.assessed_on desc nulls last", "in_words(i.rosh)", "date_in_words(i.assessed_on)"),
                "No risk of serious harm is recorded. It comes with probation's extract."),
            new("Registrations", ["Code", "Detail"], await RowsAsync("registration", "i.code", "i.code", "i.detail"), "No registration is recorded. They come with probation's extract."),
            new("Actuarial scores", ["Predictor", "Scored", "Within one year", "Within two years", "Band", "Version"],
                await RowsAsync("predictor_score", "i.scored_on desc", "upper(i.predictor)", "date_in_words(i.scored_on)", "i.percent_one_year::float8 || '%'", "i.percent_two_year::float8 || '%'", "in_words(i.band)", "i.version"),
                "No actuarial score is recorded. Scores come with an agency's extract and are evidence beside a decision, never the decision."),
        ];
    }
}
