using Throughline.People.Identifiers;
using Throughline.Ui;

namespace Throughline.People.Items;

/// <summary>A kind of item in a person's record: where it is kept, what is asked, how it is checked and said.</summary>
/// <param name="Code">As addresses have it: <c>/people/{id}/items/phone/add</c>.</param>
/// <param name="Name">Within a sentence: "a telephone number".</param>
/// <param name="Page">The page of the record that shows it.</param>
/// <param name="Columns">The table's own columns, in order; the form asks for them.</param>
internal sealed record ItemKind(string Code, string Name, string Table, string Category, string Page, string[] Columns, Action<ItemInput, ItemReading> Read, Func<ItemInput, string> Words)
{
    public static readonly ItemKind PersonName = new("name", "a name", "person_name", "identity", "identity", ["kind", "surname", "forenames"],
        (typed, read) =>
        {
            read.Values["kind"] = typed.Kind is "alias" ? "alias" : "name";
            if (typed.Kind is not ("name" or "alias"))
                read.Wrong(nameof(ItemInput.Kind), "Choose whether this is the person's name or an alias");
            read.Text(nameof(ItemInput.Surname), "surname", typed.Surname, "Enter the family name", 100);
            read.Text(nameof(ItemInput.Forenames), "forenames", typed.Forenames, typed.Kind is "alias" ? null : "Enter the given names", 100);
            read.Values["forenames"] ??= "";
        },
        item => $"{(item.Kind == "alias" ? "Alias" : "Name")}: {item.Forenames} {item.Surname}".Replace("  ", " ", StringComparison.Ordinal));

    public static readonly ItemKind BirthDate = new("date-of-birth", "a date of birth", "person_birth_date", "identity", "identity", ["date_of_birth"],
        (typed, read) => read.Values["date_of_birth"] = Born(typed.DateOfBirth, read, required: true),
        item => $"Date of birth: {item.DateOfBirth?.ToWords()}");

    public static readonly ItemKind Description = new("description", "a description", "person_description", "identity", "identity", ["sex", "ethnicity_self", "ethnicity_observed", "beat"],
        (typed, read) =>
        {
            read.Code(nameof(ItemInput.Sex), "sex", typed.Sex, PersonVocabularies.Sex);
            read.Code(nameof(ItemInput.EthnicitySelf), "ethnicity_self", typed.EthnicitySelf, PersonVocabularies.EthnicitySelf);
            read.Code(nameof(ItemInput.EthnicityObserved), "ethnicity_observed", typed.EthnicityObserved, PersonVocabularies.EthnicityObserved);
            read.Text(nameof(ItemInput.Beat), "beat", typed.Beat, longest: 20);
            if (read.IsGood && read.Values.Values.All(value => value is null))
                read.Wrong(nameof(ItemInput.Sex), "Give at least one of sex, ethnicity and neighbourhood");
        },
        item => string.Join("; ", new[]
        {
            item.Sex is null ? null : "Sex: " + PersonVocabularies.Sex.NameOf(item.Sex),
            item.EthnicitySelf is null ? null : $"Ethnicity, self-defined: {PersonVocabularies.EthnicitySelf.NameOf(item.EthnicitySelf)} ({item.EthnicitySelf})",
            item.EthnicityObserved is null ? null : $"Ethnicity, officer-observed: {PersonVocabularies.EthnicityObserved.NameOf(item.EthnicityObserved)} ({item.EthnicityObserved})",
            item.Beat is null ? null : "Neighbourhood: " + item.Beat,
        }.OfType<string>()));

    public static readonly ItemKind PersonIdentifier = new("identifier", "an identifier", "person_identifier", "identity", "identity", ["type", "value"],
        (typed, read) =>
        {
            var kind = IdentifierTypes.Find(typed.Type);
            read.Values["type"] = kind?.Code;
            if (kind is null)
                read.Wrong(nameof(ItemInput.Type), "Choose the kind of identifier");
            read.Checked(nameof(ItemInput.Value), "value", typed.Value, text => kind is null ? Identifier.Of(text.Trim()) : kind.Parse(text, read.Today.Year), kind?.Name ?? "Identifier", "Enter the identifier");
        },
        item => $"{IdentifierTypes.NameOf(item.Type!)}: {item.Value}");

    public static readonly ItemKind Address = new("address", "an address", "person_address", "contact details", "contact", ["address", "town", "postcode", "from_on", "to_on"],
        (typed, read) =>
        {
            read.Text(nameof(ItemInput.Address), "address", typed.Address, string.IsNullOrWhiteSpace(typed.Postcode) ? "Enter the address, or a postcode" : null);
            read.Values["address"] ??= "";
            read.Text(nameof(ItemInput.Town), "town", typed.Town, longest: 100);
            read.Checked(nameof(ItemInput.Postcode), "postcode", typed.Postcode, text => Identifiers.Postcode.Parse(text), "Postcode");
            read.Dates(typed.FromOn, typed.ToOn);
        },
        item => $"Address: {string.Join(", ", new[] { item.Address, item.Town, item.Postcode }.Where(part => !string.IsNullOrEmpty(part)))}{Between(item.FromOn, item.ToOn)}");

    public static readonly ItemKind Phone = new("phone", "a telephone number", "person_phone", "contact details", "contact", ["number"],
        (typed, read) => read.Checked(nameof(ItemInput.Number), "number", typed.Number, text => UkPhone.Parse(text), "Telephone number", "Enter the telephone number"),
        item => $"Telephone: {item.Number}");

    public static readonly ItemKind Vehicle = new("vehicle", "a vehicle", "person_vehicle", "contact details", "contact", ["registration", "description"],
        (typed, read) =>
        {
            read.Checked(nameof(ItemInput.Registration), "registration", typed.Registration, text => VehicleRegistration.Parse(text), "Registration");
            read.Text(nameof(ItemInput.Description), "description", typed.Description, longest: 100);
            if (read.IsGood && read.Values["registration"] is null && read.Values["description"] is null)
                read.Wrong(nameof(ItemInput.Registration), "Enter the registration or describe the vehicle");
        },
        item => $"Vehicle: {string.Join(", ", new[] { item.Registration, item.Description }.OfType<string>())}");

    public static readonly ItemKind Associate = new("associate", "an associate", "person_associate", "contact details", "contact", ["name", "relationship"],
        (typed, read) =>
        {
            read.Text(nameof(ItemInput.Name), "name", typed.Name, "Enter the associate's name");
            read.Text(nameof(ItemInput.Relationship), "relationship", typed.Relationship, longest: 100);
        },
        item => $"Associate: {item.Name}{(item.Relationship is null ? "" : $" ({item.Relationship})")}");

    public static readonly ItemKind PersonDesignation = new("designation", "a designation", "person_designation", "supervision", "supervision", ["designation", "detail", "from_on", "to_on"],
        (typed, read) =>
        {
            var term = ManagementVocabularies.Designations.Find(typed.Designation ?? "");
            var detail = read.Text(nameof(ItemInput.Detail), "detail", typed.Detail, longest: 60);
            read.Values["designation"] = term?.Code;
            if (term is null)
                read.Wrong(nameof(ItemInput.Designation), "Choose the designation");
            else if (term.Code == "MAPPA" && detail is not null && Identifiers.Designation.Parse("MAPPA " + detail) is null)
                read.Wrong(nameof(ItemInput.Detail), "For MAPPA, give the category (C1 to C4) and the level (L1 to L3), such as C2 L1");
            if (typed.FromOn is null)
                read.Wrong(nameof(ItemInput.FromOn), "Enter the day from which the designation holds");
            read.Dates(typed.FromOn, typed.ToOn);
        },
        item => $"Designation: {item.Designation}{(item.Detail is null ? "" : " " + item.Detail)}{Between(item.FromOn, item.ToOn)}");

    public static readonly IReadOnlyList<ItemKind> All = [PersonName, BirthDate, Description, PersonIdentifier, Address, Phone, Vehicle, Associate, PersonDesignation];

    public static ItemKind? Find(string? code) => All.FirstOrDefault(kind => kind.Code == code);

    /// <summary>A date of birth that a person of this record can have.</summary>
    public static DateOnly? Born(DateOnly? typed, ItemReading read, bool required)
    {
        if (typed is null && required)
            read.Wrong(nameof(ItemInput.DateOfBirth), "Enter the date of birth");
        else if (typed > read.Today)
            read.Wrong(nameof(ItemInput.DateOfBirth), "Date of birth must be in the past");
        else if (typed is { } born && born.AddYears(10) > read.Today)
            read.Wrong(nameof(ItemInput.DateOfBirth), "Date of birth must be at least 10 years ago: nobody under 10 can be held responsible (Children and Young Persons Act 1933 s.50)");
        else if (typed is { } long_ago && long_ago.AddYears(120) < read.Today)
            read.Wrong(nameof(ItemInput.DateOfBirth), "Date of birth must be within the last 120 years");
        return typed;
    }

    public static string Between(DateOnly? from, DateOnly? to) => (from, to) switch
    {
        ({ } first, { } last) => $", from {first.ToWords()} to {last.ToWords()}",
        ({ } first, null) => $", since {first.ToWords()}",
        (null, { } last) => $", until {last.ToWords()}",
        _ => "",
    };
}
