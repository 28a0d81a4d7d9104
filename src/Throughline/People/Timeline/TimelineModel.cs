using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.People.Record;

namespace Throughline.People.Timeline;

[AboutPerson("id", "identity", "contact details", "offending", "intelligence", "supervision", "custody and dates", "risk", "needs", "drug test", "treatment", "tag location", "meeting", "plan")]
public sealed class TimelineModel : RecordPage
{
    public const int Size = 50;

    protected override string Tab => "/timeline";

    [BindProperty(SupportsGet = true)]
    public string[] Kind { get; set; } = [];

    [BindProperty(SupportsGet = true)]
    [Display(Name = "From")]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "To")]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public TimelinePage Shown { get; private set; } = null!;

    public bool IsFiltered => Kind.Length > 0 || From is not null || To is not null;

    public string KindName(string code) => TimelinePage.Kinds.FirstOrDefault(kind => kind.Code == code)?.Name ?? Words.Of(code);

    public override async Task LoadAsync()
    {
        if (From > To)
            ModelState.AddModelError(nameof(To), "To must be the same as or after from");
        if (!ModelState.IsValid)
            HttpContext.Response.StatusCode = 400;
        Shown = await TimelinePage.LoadAsync(Db, Id, new TimelineFilter(Kind, From, To), Math.Max(1, Number), Size);
        Look.Showed(Shown.Entries.Select(entry => entry.Category));
    }
}
