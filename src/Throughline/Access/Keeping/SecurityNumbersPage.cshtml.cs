using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Throughline.Platform;

namespace Throughline.Access.Keeping;

[Allow(Role.InformationGovernanceOfficer, Role.Administrator)]
[RecordsLooks("shows nobody")]
public sealed class SecurityNumbersModel : KeepingPage
{
    /// <summary>What was typed, by key.</summary>
    [BindProperty]
    public Dictionary<string, string?> Values { get; set; } = [];

    public IReadOnlyList<PolicyNumber> Numbers => SecurityNumbers.Of(Viewer.Roles);

    public override async Task LoadAsync()
    {
        ViewData["Title"] = "Security numbers";
        foreach (var number in Numbers)
        {
            if (!Values.ContainsKey(number.Key))
                Values[number.Key] = (await Db.NumberAsync(number)).ToString(CultureInfo.InvariantCulture);
        }
    }

    public Task OnGetAsync() => LoadAsync();

    [StepUp]
    public async Task<IActionResult> OnPostAsync()
    {
        var wanted = new Dictionary<PolicyNumber, int>();
        foreach (var number in Numbers)
        {
            if (!int.TryParse(Values.GetValueOrDefault(number.Key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) || !number.Allows(value))
                ModelState.AddModelError($"Values[{number.Key}]", $"{number.Words}: enter a whole number from {number.Least} to {number.Most}");
            else
                wanted[number] = value;
        }

        if (!ModelState.IsValid)
            return await AgainAsync();
        await SetSecurityNumbers.DoAsync(Db, Viewer.Roles, wanted);
        return Done("Saved.", "/users/numbers");
    }
}
