using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Processes;

namespace Throughline.Review.Settings;

[Allow(Role.Coordinator, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class NumbersModel : ThroughlinePage
{
    /// <summary>What was typed, by key.</summary>
    [BindProperty]
    public Dictionary<string, string?> Values { get; set; } = [];

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Numbers";
        foreach (var number in AllNumbers.OfThePractice)
        {
            if (!Values.ContainsKey(number.Key))
                Values[number.Key] = (await Db.NumberAsync(number)).ToString(CultureInfo.InvariantCulture);
        }
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var changed = new Dictionary<string, int>();
        foreach (var number in AllNumbers.OfThePractice)
        {
            if (!int.TryParse(Values.GetValueOrDefault(number.Key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) || !number.Allows(value))
                ModelState.AddModelError($"Values[{number.Key}]", $"{number.Words}: enter a whole number from {number.Least} to {number.Most}");
            else if (value != await Db.NumberAsync(number))
                changed[number.Key] = value;
        }

        if (!ModelState.IsValid)
            return await AgainAsync();
        foreach (var number in AllNumbers.OfThePractice.Where(number => changed.ContainsKey(number.Key)))
            await Db.SetNumberAsync(number, changed[number.Key]);
        if (changed.Count > 0)
            await Db.ProcessAsync("change-numbers", null, null, null, [], changed);
        return Done("Saved.", "/settings/numbers");
    }
}
