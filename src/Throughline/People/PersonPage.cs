using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Ui;
using Throughline.Ui.IdentityBar;

namespace Throughline.People;

/// <summary>A page about one person, at an address with <c>{id}</c>. Its model carries <see cref="AboutPersonAttribute"/>; the identity bar is loaded for it.</summary>
public abstract class PersonPage : ThroughlinePage
{
    [FromRoute(Name = "id")]
    public PersonId Id { get; init; }

    /// <summary>The page of the bar that this one belongs to, when its own address is not on the bar.</summary>
    protected virtual string? Tab => null;

    public PersonHeader Person { get; private set; } = null!;

    public override async Task PrepareAsync()
    {
        Person = await PersonHeader.FindAsync(Db, Id, Act.On) ?? throw new NotThere("The person");
        ViewData["Person"] = Person;
        ViewData[IdentityBar.Key] = Person.Bar(Act.On);
        ViewData[SubNavigation.Key] = PersonPages.For(HttpContext.RequestServices.GetServices<PersonPageLink>(), Viewer, Person, Tab is { } tab ? $"/people/{Id}{tab}" : Request.Path.Value ?? "");
    }
}
