using Microsoft.Extensions.DependencyInjection;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Ui;

namespace Throughline.People;

/// <summary>A page about a person, as the bar under their name offers it: to whom, and when there is something to do on it.</summary>
/// <param name="Path">What follows <c>/people/{id}</c>.</param>
internal sealed record PersonPageLink(string Text, string Path, int Order, Func<Viewer, PersonHeader, bool> Offered);

/// <summary>The pages about a person. Stages above add theirs, so that the record leads to what can be done without knowing them.</summary>
internal static class PersonPages
{
    public static IServiceCollection AddPersonPage(this IServiceCollection services, string text, string path, int order, Func<Viewer, PersonHeader, bool> offered) =>
        services.AddSingleton(new PersonPageLink(text, path, order, offered));

    public static IReadOnlyList<SubNavigationItem> For(IEnumerable<PersonPageLink> links, Viewer viewer, PersonHeader person, string currentPath)
    {
        var home = $"/people/{person.Id}";
        return [.. links.Where(link => link.Offered(viewer, person)).OrderBy(link => link.Order)
            .Select(link => new SubNavigationItem(link.Text, home + link.Path, string.Equals(home + link.Path, currentPath.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)))];
    }
}
