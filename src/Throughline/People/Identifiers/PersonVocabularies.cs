namespace Throughline.People.Identifiers;

/// <summary>Codes about who a person is: sex and ethnicity as they say it and as an officer saw it.</summary>
internal static class PersonVocabularies
{
    public static readonly Vocabulary Sex = new("Sex", "Police, probation and prison systems' common codes",
        new("M", "Male", "1", "Man"),
        new("F", "Female", "2", "Woman"),
        new("X", "Another answer", "I", "Indeterminate", "Other", "9"),
        new("U", "Not known", "0", "Unknown", "NK", "N"));

    private static readonly Term[] CommonEthnicity =
    [
        new("W1", "White: British", "White - British", "English, Welsh, Scottish, Northern Irish or British"),
        new("W2", "White: Irish", "White - Irish"),
        new("W9", "White: any other", "White - Other", "Any other White background"),
        new("M1", "Mixed: White and Black Caribbean", "White and Black Caribbean"),
        new("M2", "Mixed: White and Black African", "White and Black African"),
        new("M3", "Mixed: White and Asian", "White and Asian"),
        new("M9", "Mixed: any other", "Any other Mixed background"),
        new("A1", "Asian: Indian", "Indian"),
        new("A2", "Asian: Pakistani", "Pakistani"),
        new("A3", "Asian: Bangladeshi", "Bangladeshi"),
        new("A9", "Asian: any other", "Any other Asian background"),
        new("B1", "Black: Caribbean", "Caribbean"),
        new("B2", "Black: African", "African"),
        new("B9", "Black: any other", "Any other Black background"),
        new("O9", "Other: any other", "Any other ethnic group"),
        new("NS", "Not stated", "Not Stated", "Refused", "UN", "Z1"),
    ];

    /// <summary>2001 census categories.</summary>
    public static readonly Vocabulary Ethnicity16 = new("Self-defined ethnicity (16+1)", "Home Office 16+1, 2001 census",
        [.. CommonEthnicity, new("O1", "Chinese", "Other: Chinese")]);

    /// <summary>2011 census categories: Gypsy or Irish Traveller and Arab added, Chinese moved from O1 to A4.</summary>
    public static readonly Vocabulary Ethnicity18 = new("Self-defined ethnicity (18+1)", "Home Office 18+1, 2011 census",
        [.. CommonEthnicity, new("W3", "White: Gypsy or Irish Traveller", "Gypsy or Irish Traveller"),
            new("A4", "Asian: Chinese", "Chinese"), new("O2", "Other: Arab", "Arab")]);

    /// <summary>Every self-defined code in use, because forces and probation areas changed over at different times. W5 is Roma in nDelius and NOMIS.</summary>
    public static readonly Vocabulary EthnicitySelf = new("Self-defined ethnicity", "16+1 and 18+1 together; W5 from nDelius and NOMIS",
        [.. CommonEthnicity, new("W3", "White: Gypsy or Irish Traveller", "W4", "Gypsy or Irish Traveller"), new("W5", "White: Roma", "Roma"),
            new("A4", "Asian: Chinese"), new("O1", "Chinese", "Other: Chinese"), new("O2", "Other: Arab", "Arab")]);

    /// <summary>What an officer saw, never a replacement for what the person says.</summary>
    public static readonly Vocabulary EthnicityObserved = new("Officer-observed ethnicity", "Police 6+1 identity codes",
        new("IC1", "White: North European", "1"),
        new("IC2", "White: South European", "2", "Dark European"),
        new("IC3", "Black", "3"),
        new("IC4", "Asian: Indian subcontinent", "4", "Asian"),
        new("IC5", "Chinese, Japanese, Korean or South East Asian", "5"),
        new("IC6", "Arab or North African", "6"),
        new("IC9", "Not known", "9", "0", "IC0", "IC7", "Unknown"));
}
