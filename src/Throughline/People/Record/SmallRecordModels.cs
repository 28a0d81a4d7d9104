using Throughline.Access;

namespace Throughline.People.Record;

[AboutPerson("id", "custody and dates")]
public sealed class CustodyModel : RecordPage
{
    protected override string Tab => "/custody";

    public WhereaboutsAnswer Answer { get; private set; } = null!;

    public override async Task LoadAsync()
    {
        var spells = await Spells.CustodyAsync(Db, Id);
        Answer = People.Supervision.WhereOn(Act.On, spells);
        Look.Showed("custody and dates", spells.Count > 0);
        Tables =
        [
            new("Time in custody", ["Establishment", "Status", "Received", "Release expected", "Released", "Sentence expires", "Licence expires"],
                await RowsAsync("custody_spell", "i.received_on desc", "i.establishment", "in_words(i.status)", "date_in_words(i.received_on)", "date_in_words(i.expected_release_on)", "date_in_words(i.released_on)", "date_in_words(i.sentence_expires_on)", "date_in_words(i.licence_expires_on)"),
                "No time in custody is recorded. It comes with the prison's extract: if you know that the person is inside, ask the prison link worker."),
        ];
    }
}

[AboutPerson("id", "drug test", "treatment")]
public sealed class DrugsModel : RecordPage
{
    protected override string Tab => "/drugs";

    public override async Task LoadAsync()
    {
        var all = await RowsAsync("drug_record", "i.on_date desc", "i.kind", "date_in_words(i.on_date)", "i.substance", "in_words(i.result)", "in_words(i.setting)", "in_words(i.treatment_status)", "date_in_words(i.ended_on)");
        Tables =
        [
            new("Treatment", ["Status", "Substance", "Began", "Ended"], Show(all, "treatment", 5, 2, 1, 6),
                "No treatment is recorded. The drug service sends only what the person has agreed to: ask the service."),
            new("Drug tests", ["Result", "Date", "Substance", "Where"], Show(all, "test", 3, 1, 2, 4),
                "No drug test is recorded. Tests come with the drug service's extract."),
        ];
    }

    private static List<Fact> Show(IReadOnlyList<Fact> all, string kind, params int[] cells)
    {
        var rows = all.Where(row => row.Cells[0] == kind).ToList();
        foreach (var row in rows)
            row.Shown = [.. cells.Select(cell => row.Cells[cell])];
        return rows;
    }
}

[AboutPerson("id", "tag location")]
public sealed class TagsModel : RecordPage
{
    protected override string Tab => "/tags";

    public override async Task LoadAsync() => Tables =
    [
        new("Tags", ["Tag", "Kind", "Worn", "Fitted", "Removed", "Curfew"],
            await RowsAsync("tag_spell", "i.fitted_on desc", "i.reference", "in_words(i.tag_type)", "case i.voluntary when true then 'By agreement' when false then 'By order' end", "date_in_words(i.fitted_on)", "date_in_words(i.removed_on)", "to_char(i.curfew_from, 'HH24:MI') || ' to ' || to_char(i.curfew_to, 'HH24:MI')"),
            "No tag is recorded. Tags come with the monitoring provider's extract."),
    ];
}

[AboutPerson("id", "needs")]
public sealed class NeedsModel : RecordPage
{
    protected override string Tab => "/needs";

    public override async Task LoadAsync() => Tables =
    [
        new("Needs agreed with the person", ["Pathway", "Level", "Priority", "Assessed", "Progress", "The person's own view"],
            await RowsAsync("need", "i.priority nulls last, i.pathway", "in_words(i.pathway)", "in_words(i.need_level)", "i.priority", "date_in_words(i.assessed_on)", "in_words(i.progress) || coalesce(', ' || date_in_words(i.progress_on), '')", "i.own_view"),
            "No needs have been agreed with the person yet. They are set when the plan is made."),
        new("OASys sections", ["Section", "Score", "Level", "Assessed"],
            await RowsAsync("need_score", "i.assessed_on desc nulls last, i.score desc", "in_words(i.pathway)", "i.score::float8", "in_words(i.need_level)", "date_in_words(i.assessed_on)"),
            "No OASys section scores are recorded. They come with probation's extract."),
    ];
}
