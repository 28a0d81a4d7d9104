using Throughline.Ui.IdentityBar;

namespace Throughline.People;

internal static class PersonBar
{
    /// <summary>The identity bar of a person on a day.</summary>
    public static IdentityBarModel Bar(this PersonHeader person, DateOnly on) => new()
    {
        Name = person.Name,
        OtherNames = person.OtherNames,
        DateOfBirth = person.DateOfBirth,
        Today = on,
        Status = person.Status,
        IsStatutory = person.IsStatutory,
        Whereabouts = person.InCustody ? $"In custody, {person.Establishment}" : "In the community",
        LeadProfessional = person.LeadName is null ? null : person.LeadName + (person.LeadAgency is null ? "" : ", " + person.LeadAgency),
        Url = $"/people/{person.Id}",
    };
}
