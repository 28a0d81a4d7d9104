using System.ComponentModel.DataAnnotations;

namespace Throughline.People.Items;

/// <summary>What somebody typed about one item. Properties are named as the columns are, so that a recorded item fills the same form.</summary>
public sealed class ItemInput
{
    [Display(Name = "Kind of name")]
    public string? Kind { get; set; }

    [Display(Name = "Family name")]
    public string? Surname { get; set; }

    [Display(Name = "Given names")]
    public string? Forenames { get; set; }

    [Display(Name = "Date of birth")]
    public DateOnly? DateOfBirth { get; set; }

    [Display(Name = "Sex")]
    public string? Sex { get; set; }

    [Display(Name = "Ethnicity as the person describes it")]
    public string? EthnicitySelf { get; set; }

    [Display(Name = "Ethnicity as an officer saw it")]
    public string? EthnicityObserved { get; set; }

    [Display(Name = "Neighbourhood (beat)")]
    public string? Beat { get; set; }

    [Display(Name = "Kind of identifier")]
    public string? Type { get; set; }

    [Display(Name = "Identifier")]
    public string? Value { get; set; }

    [Display(Name = "Address")]
    public string? Address { get; set; }

    [Display(Name = "Town or city")]
    public string? Town { get; set; }

    [Display(Name = "Postcode")]
    public string? Postcode { get; set; }

    [Display(Name = "First day")]
    public DateOnly? FromOn { get; set; }

    [Display(Name = "Last day")]
    public DateOnly? ToOn { get; set; }

    [Display(Name = "Telephone number")]
    public string? Number { get; set; }

    [Display(Name = "Registration")]
    public string? Registration { get; set; }

    [Display(Name = "Make, model and colour")]
    public string? Description { get; set; }

    [Display(Name = "Associate's name")]
    public string? Name { get; set; }

    [Display(Name = "How they know each other")]
    public string? Relationship { get; set; }

    [Display(Name = "Designation")]
    public string? Designation { get; set; }

    [Display(Name = "Detail")]
    public string? Detail { get; set; }
}
