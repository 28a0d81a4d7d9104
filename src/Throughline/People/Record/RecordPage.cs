using Microsoft.AspNetCore.Http;
using Throughline.Access;
using Throughline.People.Items;

namespace Throughline.People.Record;

/// <summary>The pages of one person's record, under the identity bar.</summary>
internal static class RecordTabs
{
    /// <summary>Between the summary and the rest, stages above put what can be done (orders 1 to 9).</summary>
    public static readonly IReadOnlyList<(string Text, string Path)> All =
    [
        ("Summary", ""), ("Identity", "/identity"), ("Contact", "/contact"), ("Offending", "/offending"), ("Supervision", "/supervision"), ("Custody", "/custody"),
        ("Drugs", "/drugs"), ("Tags", "/tags"), ("Needs", "/needs"), ("Possible matches", "/matches"), ("Timeline", "/timeline"),
    ];
}

/// <summary>One page of a person's record. Everybody who works with named people may open it; the gate records which categories they looked at.</summary>
[Allow(Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker, Role.Chair, Role.Analyst)]
public abstract class RecordPage : PersonPage
{
    public IReadOnlyList<FactTable> Tables { get; protected set; } = [];

    /// <summary>What other agencies hold of this page's categories, as far as the viewer may know of it.</summary>
    public SharingPages.GlimpseList Glimpses { get; private set; } = null!;

    public override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        Glimpses = new(Id, await Throughline.Sharing.Glimpse.OfAsync(Db, Id, Categories), Viewer.Has(Throughline.Sharing.AskOwner.AskTheOwner.Askers));
        Look.Showed(Glimpses.Glimpses.Select(glimpse => glimpse.Category));
    }

    private IReadOnlyList<string> Categories => HttpContext.GetEndpoint()?.Metadata.GetMetadata<AboutPersonAttribute>()?.Categories ?? [];

    public Task OnGetAsync() => LoadAsync();

    /// <summary>Rows of one table about this person. <paramref name="cells"/> are SQL expressions over <c>i</c> that give text.</summary>
    protected async Task<IReadOnlyList<Fact>> RowsAsync(string table, string order, params string[] cells)
    {
        var rows = await Db.ListAsync<Fact>(
            $"""
            select {Provenance.Columns}, array[{string.Join(", ", cells.Select(cell => $"coalesce(({cell})::text, '')"))}] as cells
            from {table} i {Provenance.Joins}
            where i.person_id = @Id order by i.superseded_at is not null or i.withdrawn_at is not null, {order}, i.id desc limit 500
            """, new { Id });
        foreach (var row in rows)
        {
            row.Shown = row.Cells;
            row.WhyUrl = Throughline.Sharing.Why.ItemAddress.Of(Id, table, row.Id);
        }

        Look.Showed(rows.Select(row => row.Category));
        return rows;
    }

    internal FactTable ItemTable(ItemKind kind, string caption, string[] headings, IReadOnlyList<Fact> rows, string empty) => new(caption, headings, rows, empty)
    {
        AddUrl = $"/people/{Id}/items/{kind.Code}/add",
        AddText = "Add " + kind.Name,
        ItemUrl = $"/people/{Id}/items/{kind.Code}/",
        Viewer = Viewer.Agency,
    };
}
