using System.Text;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;
using Throughline.Rights.Papers;

namespace Throughline.Rights.Documents;

[Allow(Role.InformationGovernanceOfficer, Role.StrategicLead)]
[RecordsLooks("shows nobody")]
public sealed class DocumentPageModel : ThroughlinePage
{
    [FromRoute(Name = "name")]
    public string Name { get; init; } = "";

    [BindProperty]
    public string? Section { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public Paper Paper { get; private set; } = null!;

    public IReadOnlyList<string> Sections { get; private set; } = [];

    public bool MayWrite => Viewer.Has(Role.InformationGovernanceOfficer);

    public override async Task LoadAsync()
    {
        if (await LiveDocuments.FindAsync(Db, Name) is not var (document, paper, _))
            throw new NotThere("The document");
        Paper = paper;
        Sections = document.Sections;
        ViewData["Title"] = paper.Title;
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnGetMarkdownAsync()
    {
        await LoadAsync();
        return File(Encoding.UTF8.GetBytes(PaperText.Markdown(Paper)), "text/markdown; charset=utf-8", $"{Name}-{Act.On:yyyy-MM-dd}.md");
    }

    public async Task<IActionResult> OnGetHtmlAsync()
    {
        await LoadAsync();
        return File(Encoding.UTF8.GetBytes(PaperText.Html(Paper)), "text/html; charset=utf-8", $"{Name}-{Act.On:yyyy-MM-dd}.html");
    }

    public async Task<IActionResult> OnGetPdfAsync()
    {
        await LoadAsync();
        return File(PaperPdf.Write(Paper), "application/pdf", $"{Name}-{Act.On:yyyy-MM-dd}.pdf");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (!MayWrite)
            throw new NotThere("The document");
        if (Section is null || !Sections.Contains(Section))
            ModelState.AddModelError(nameof(Section), "Choose the section");
        if (string.IsNullOrWhiteSpace(Words))
            ModelState.AddModelError(nameof(Words), "Write what it says");
        if (!ModelState.IsValid)
            return Page();
        await Db.ExecuteAsync("insert into document_words (partnership_id, document, section, words, written_by, written_at) values (@Partnership, @Name, @Section, @words, @User, @At)", new { Act.Partnership, Name, Section, words = Words!.Trim(), Act.User, Act.At });
        await Db.ProcessAsync("write-document-section", null, null, null, [], new { document = Name, section = Section });
        return Done("Saved.", $"/rights/documents/{Name}");
    }
}
