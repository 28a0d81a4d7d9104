using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Throughline.Ui;
using Throughline.Ui.Components;
using Xunit;

namespace Throughline.Tests.Ui;

/// <summary>The kit alone, on a loopback port: its pages, its pipeline and one controller that says how forms were read.</summary>
public sealed class UiHost : IAsyncLifetime
{
    private WebApplication app = null!;

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var folder = Path.GetFullPath(Path.Combine(ComponentFixtures.Folder, "../../../../../../src/Throughline"));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "throughline", ContentRootPath = folder });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddUi().AddApplicationPart(typeof(UiHost).Assembly);
        builder.Services.AddControllers();
        builder.Services.AddNavigation("Today", "/", 10, _ => true);
        builder.Services.AddNavigation("People", "/people", 20, _ => true);
        builder.Services.AddNavigation("Administration", "/admin", 90, _ => false);
        builder.Services.AddScoped<IPageFrame, Frame>();
        app = builder.Build();
        app.UseUi();
        app.UseRouting();
        app.MapControllers();
        app.MapRazorPages();
        app.MapGet("/boom", string () => throw new InvalidOperationException("a secret of the database"));
        app.MapPost("/conflict", () => Results.StatusCode(StatusCodes.Status409Conflict));
        app.MapGet("/not-yours", () => Results.StatusCode(StatusCodes.Status403Forbidden));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    private sealed class Frame(Navigation navigation, IHttpContextAccessor accessor) : IPageFrame
    {
        public string PartnershipName => "Northshire Integrated Offender Management";
        public string Brand => "Northshire IOM";
        public string? UserName => "Priya <Shah>";
        public string? AgencyName => "Probation Service";
        public bool IsSignedIn => true;
        public bool IsDemo => true;
        public IReadOnlyList<ServiceNavigationItem> NavigationItems => navigation.For(accessor.HttpContext!.User, CurrentPath);
        public string CurrentPath => accessor.HttpContext!.Request.Path.Value!;
    }
}

/// <summary>Says how a form was read.</summary>
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class FormReader : Controller
{
    [HttpPost("/api/read-form")]
    public object Read([FromForm] Form form) => Answer(form);

    [HttpGet("/api/read-form")]
    public object ReadQuery([FromQuery] Form form) => Answer(form);

    private object Answer(Form form) => new
    {
        bornOn = form.BornOn?.ToString("yyyy-MM-dd"),
        startsAt = form.StartsAt?.ToString("HH:mm"),
        valid = ModelState.IsValid,
        errors = ModelState.Where(e => e.Value!.Errors.Count > 0).ToDictionary(e => e.Key, e => e.Value!.Errors[0].ErrorMessage),
    };

    public sealed class Form
    {
        [System.ComponentModel.DataAnnotations.Display(Name = "Date of birth")]
        [System.ComponentModel.DataAnnotations.Required]
        public DateOnly? BornOn { get; set; }

        public TimeOnly? StartsAt { get; set; }
    }
}

/// <summary>The same for properties bound one by one, as a page model binds them: the framework checks each by itself.</summary>
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class PropertyReader : Controller
{
    [BindProperty]
    public DateOnly? EndsOn { get; set; }

    [BindProperty]
    public TimeOnly? StartsAt { get; set; }

    [BindProperty]
    public TimeOnly FinishesAt { get; set; }

    [BindProperty]
    [System.ComponentModel.DataAnnotations.Required]
    public TimeOnly? MeetsAt { get; set; }

    [HttpPost("/api/read-properties")]
    public object Read() => new
    {
        valid = ModelState.IsValid,
        errors = ModelState.Where(e => e.Value!.Errors.Count > 0).ToDictionary(e => e.Key, e => e.Value!.Errors[0].ErrorMessage),
    };
}
