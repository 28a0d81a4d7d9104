using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Throughline.People.Identifiers;
using Throughline.People.Items;
using Throughline.Platform.Database;

namespace Throughline.People.Search;

/// <summary>What somebody looks for: anything in one box, or particular things that must all fit.</summary>
public sealed partial record SearchTerms
{
    public string? Anything { get; init; }

    public string? Name { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? Identifier { get; init; }

    public string? Phone { get; init; }

    public string? Vehicle { get; init; }

    public string? Address { get; init; }

    public string? Associate { get; init; }

    /// <summary>Without spaces at the ends, and null for what is empty.</summary>
    public SearchTerms Tidy() => this with
    {
        Anything = Clean(Anything),
        Name = Clean(Name),
        Identifier = Clean(Identifier),
        Phone = Clean(Phone),
        Vehicle = Clean(Vehicle),
        Address = Clean(Address),
        Associate = Clean(Associate),
    };

    public bool IsEmpty => this == new SearchTerms();

    public bool HasParticulars => this != new SearchTerms { Anything = Anything };

    /// <summary>Why the terms cannot be searched for; nothing when they can.</summary>
    public IEnumerable<Problem> Problems()
    {
        if (IsEmpty)
            yield return new(nameof(Anything), "Enter a name, a date of birth, an identifier, a telephone number, a registration or an address");
        foreach (var (field, text) in new[] { (nameof(Anything), Anything), (nameof(Name), Name), (nameof(Address), Address), (nameof(Associate), Associate), (nameof(Identifier), Identifier) })
        {
            if (text?.Length == 1)
                yield return new(field, "Enter at least 2 characters");
            if (text?.Length > 200)
                yield return new(field, "Enter 200 characters or fewer");
        }

        if (Phone is not null && UkPhone.Parse(Phone) is { IsValid: false } phone)
            yield return new(nameof(Phone), $"Telephone number “{Phone}” {phone.Because}");
        if (Vehicle is not null && VehicleRegistration.Parse(Vehicle) is { IsValid: false } vehicle)
            yield return new(nameof(Vehicle), $"Registration “{Vehicle}” {vehicle.Because}");
    }

    /// <summary>A date somewhere in a text ("Jon Smith 3/12/1991"), and the text without it.</summary>
    public static (DateOnly? Date, string Without) TakeDate(string text)
    {
        foreach (Match found in DateLike().Matches(text))
        {
            if (DateOnly.TryParseExact(found.Value.Replace('-', '/').Replace('.', '/').Replace(" ", "/", StringComparison.Ordinal), ["d/M/yyyy", "yyyy/M/d", "d/MMM/yyyy", "d/MMMM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return (date, (text[..found.Index] + " " + text[(found.Index + found.Length)..]).Trim());
        }

        return (null, text);
    }

    /// <summary>Kept on the server for whoever asked; terms older than a day are forgotten.</summary>
    public async Task<Guid> KeepAsync(Db db)
    {
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync("delete from person_search where asked_at < @before", new { before = db.Act.At.AddDays(-1) });
        await db.ExecuteAsync("insert into person_search (id, partnership_id, user_id, terms, asked_at) values (@id, @Partnership, @User, @terms::jsonb, @At)",
            new { id, db.Act.Partnership, db.Act.User, terms = JsonSerializer.Serialize(this), db.Act.At });
        return id;
    }

    public static async Task<SearchTerms?> FindAsync(Db db, Guid search) =>
        await db.FirstAsync<string>("select terms::text from person_search where id = @search", new { search }) is { } terms ? JsonSerializer.Deserialize<SearchTerms>(terms) : null;

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"\b(\d{1,2}[/.\- ](\d{1,2}|[A-Za-z]{3,9})[/.\- ]\d{4}|\d{4}-\d{1,2}-\d{1,2})\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex DateLike();
}
