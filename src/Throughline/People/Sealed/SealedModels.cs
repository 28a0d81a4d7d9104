using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Sharing.Sealed;

namespace Throughline.People.Sealed;

/// <summary>What the viewer's own agency has sealed about a person. Whoever holds no key finds no page. There is no API, by intention: nothing sealed leaves by machine.</summary>
[Allow]
[AboutPerson("id", "victim", "protected address")]
public sealed class SealedModel(IDataProtectionProvider protection) : PersonPage
{
    public IReadOnlyList<(Compartment Compartment, IReadOnlyList<SealedEntry> Entries)> Held { get; private set; } = [];

    public override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        if (!Person.HoldsAKey)
            throw new NotThere("The page");
    }

    public override async Task LoadAsync()
    {
        var entries = new SealedEntries(Db, protection);
        var held = new List<(Compartment, IReadOnlyList<SealedEntry>)>();
        foreach (var compartment in Compartment.All)
        {
            if (await entries.HoldsAsync(compartment))
                held.Add((compartment, await entries.ListAsync(compartment, Id)));
        }

        Held = held;
        Look.Showed(held.Where(one => one.Item2.Count > 0).Select(one => one.Item1.Category));
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostWithdrawAsync(string? compartment, Guid entry, string? because)
    {
        var entries = new SealedEntries(Db, protection);
        var of = Compartment.Find(compartment) ?? throw new NotThere("The compartment");
        if (!await entries.HoldsAsync(of))
            throw new NotThere("The compartment");
        await entries.WithdrawAsync(of, Id, entry, because);
        return Done("The entry is withdrawn.", $"/people/{Id}/sealed");
    }
}

[Allow]
[AboutPerson("id", "victim", "protected address")]
public sealed class AddSealedModel(IDataProtectionProvider protection) : PersonPage
{
    [FromRoute(Name = "compartment")]
    public string Code { get; init; } = "";

    [BindProperty]
    public string? Who { get; set; }

    [BindProperty]
    public string? Where { get; set; }

    [BindProperty]
    public string? Wishes { get; set; }

    public Compartment Compartment { get; private set; } = Compartment.Victim;

    protected override string? Tab => "/sealed";

    public override async Task PrepareAsync()
    {
        Compartment = Compartment.Find(Code) ?? throw new NotThere("The page");
        await base.PrepareAsync();
        if (!await new SealedEntries(Db, protection).HoldsAsync(Compartment))
            throw new NotThere("The page");
    }

    // the form holds nothing of what is sealed
    public override Task LoadAsync()
    {
        Look.Showed([]);
        return Task.CompletedTask;
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Who))
            ModelState.AddModelError(nameof(Who), $"Enter {Compartment.WhoLabel.ToLowerInvariant()}");
        if (!ModelState.IsValid)
            return await AgainAsync();
        await new SealedEntries(Db, protection).AddAsync(Compartment, Id, new(Who!.Trim(), Where?.Trim() ?? "", Wishes?.Trim() ?? ""));
        return Done("The entry is sealed.", $"/people/{Id}/sealed");
    }
}
