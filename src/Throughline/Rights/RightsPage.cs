using Microsoft.AspNetCore.Mvc.ModelBinding;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Rights;

/// <summary>A page on which governance works with the partnership's own sight; each says whom it looked at.</summary>
public abstract class RightsPage : ThroughlinePage
{
    /// <summary>The person's name as the partnership knows it. Somebody who may not see the person does not handle their rights either.</summary>
    protected async Task<string> NameAsync(PersonId person)
    {
        await Handling.MustBeAllowedAsync(Db, person);
        var name = await Db.WithPartnershipSightAsync(() => Db.FirstAsync<string>("select forenames || ' ' || surname from person where id = @person", new { person })) ?? throw new NotThere("The person");
        return name;
    }
}

internal static partial class Handling
{
    public static async Task MustBeAllowedAsync(Db db, PersonId person)
    {
        if (await db.ValueAsync<bool>("select @person = any (people_hidden_from_me())", new { person }))
            throw new NotThere("The person");
    }

    public static Task LookedAsync(Db db, PersonId person, string at, params string[] categories) => db.AuditAsync(AuditOperation.Consultation, [person], categories.Length == 0 ? ["identity"] : categories, at, null);

    public static bool ShowIn(this IEnumerable<(string Field, Rule Rule)> rules, ModelStateDictionary state, string prefix = "")
    {
        foreach (var (field, rule) in rules.Where(one => !one.Rule.Holds))
            state.AddModelError(prefix + field, rule.Sentence);
        return state.IsValid;
    }
}
