using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Access.Leave;
using Throughline.Platform;
using Throughline.Sharing.UrgentAccess;
using Throughline.Ui;
using Throughline.Ui.IdentityBar;

namespace Throughline.People;

/// <summary>A page about one person, at an address with <c>{id}</c>. Its model carries <see cref="AboutPersonAttribute"/>; the identity bar is loaded for it.</summary>
[AlwaysShows("identity", "supervision", "custody and dates", "plan")]
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
        Look.OnBar("supervision", Person.IsStatutory);
        Look.OnBar("custody and dates", Person.InCustody);
        Look.OnBar("plan", Person.CaseId is not null);
        ViewData["Person"] = Person;
        ViewData[IdentityBar.Key] = Person.Bar(Act.On) with { SharingUrl = Viewer.Has(Roles.WithPeople) ? $"/people/{Id}/sharing" : null };
        if (await Running.FindAsync(Db, Id) is { } urgent)
            ViewData[PersonBanner.Key] = new PersonBanner($"Urgent access: {Dates.Count(urgent.MinutesLeft(Act.At), "minute")} left, until {urgent.UntilAt.ToWords()}. Every look is recorded with your reason.", "End it early", $"/people/{Id}/urgent-access");
        else if (await KeptSight.FindAsync(Db) is { } kept && kept.IsOf(Id))
            ViewData[PersonBanner.Key] = new PersonBanner($"You worked with this person at {kept.Agency} before you moved. You keep sight of what you saw there until {kept.Until.ToWords()}.", "Your account", "/account");
        ViewData[SubNavigation.Key] = PersonPages.For(HttpContext.RequestServices.GetServices<PersonPageLink>(), Viewer, Person, Tab is { } tab ? $"/people/{Id}{tab}" : Request.Path.Value ?? "");
    }
}
