using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Ui.Components;

namespace Throughline.People.Record;

/// <summary>Events that police recorded about a person: by kind, offence group and date, a page at a time.</summary>
[AboutPerson("id", "offending", "intelligence")]
public sealed class OffendingModel : RecordPage
{
    public const int Size = 25;

    private const string Where =
        """
        i.person_id = @Id and i.superseded_at is null and i.withdrawn_at is null and (@Kind::text is null or i.kind = @Kind) and (@Group::text is null or i.offence_group = @Group)
          and i.occurred_on >= coalesce(@From::date, '-infinity') and i.occurred_on <= coalesce(@To::date, 'infinity')
        """;

    protected override string Tab => "/offending";

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Group { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "From")]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "To")]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public int Total { get; private set; }

    public int Pages => Math.Max(1, (Total + Size - 1) / Size);

    public IReadOnlyList<SelectItem> KindItems { get; private set; } = [];

    public IReadOnlyList<SelectItem> GroupItems { get; private set; } = [];

    public bool IsFiltered => Kind is not null || Group is not null || From is not null || To is not null;

    public override async Task LoadAsync()
    {
        if (From > To)
            ModelState.AddModelError(nameof(To), "To must be the same as or after from");
        if (!ModelState.IsValid)
            HttpContext.Response.StatusCode = 400;
        Number = Math.Max(1, Number);
        KindItems = await ChoicesAsync("kind");
        GroupItems = await ChoicesAsync("offence_group");
        var values = new { Id, Kind, Group, From, To, Size, skip = (long)(Number - 1) * Size };
        Total = await Db.ValueAsync<int>($"select count(*)::int from offence_event i where {Where}", values);
        var rows = await Db.ListAsync<Fact>(
            $"""
            select {Provenance.Columns}, array[date_in_words(i.occurred_on), in_words(i.kind), in_words(i.offence_group), coalesce(i.description, ''), concat_ws(', ', i.place, i.postcode), coalesce(i.disposal_code, ''), coalesce(i.crime_reference, '')] as cells
            from offence_event i {Provenance.Joins}
            where {Where} order by i.occurred_on desc, i.id desc limit @Size offset @skip
            """, values);
        // what the choices offer is known of the person, also when the rows are narrowed to something else
        Look.Showed(await Db.ListAsync<string>("select distinct category from offence_event where person_id = @Id and superseded_at is null and withdrawn_at is null", new { Id }));
        foreach (var row in rows)
        {
            row.Shown = row.Cells;
            row.WhyUrl = Throughline.Sharing.Why.ItemAddress.Of(Id, "offence_event", row.Id);
        }

        Tables = [new("Events", ["Date", "Kind", "Group", "Offence", "Place", "Disposal", "Crime reference"], rows, "No event is recorded.")];
    }

    private async Task<IReadOnlyList<SelectItem>> ChoicesAsync(string column) =>
        [.. (await Db.ListAsync<string>($"select distinct {column} from offence_event where person_id = @Id and superseded_at is null and withdrawn_at is null order by 1", new { Id }))
            .Select(code => new SelectItem { Value = code, Text = Words.Of(code) })];
}
