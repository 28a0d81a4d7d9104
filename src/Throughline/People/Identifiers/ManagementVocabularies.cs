namespace Throughline.People.Identifiers;

/// <summary>Codes about how a person is managed: designations, risk, orders and needs.</summary>
internal static class ManagementVocabularies
{
    /// <summary>Dated facts about a person that may overlap. MAPPA is written with its category and level, as <c>MAPPA:C2:L1</c>: see <see cref="Designation"/>.</summary>
    public static readonly Vocabulary Designations = new("Designations", "Seeds 001 and 004 appendix 2; Neighbourhood Crime IOM strategy 2020 for Fixed, Flex, Free",
        new("IOM", "Integrated Offender Management", "IIOM"),
        new("PPO", "Prolific and other priority"),
        new("DIP", "Drug Interventions Programme"),
        new("MAPPA", "Multi-agency public protection arrangements"),
        new("DYO", "Deter young offenders"),
        new("HCCU", "High crime causing user", "HCCU drug user"),
        new("LDM", "Local Diversion and Management"),
        new("GOM", "General Offender Management"),
        new("Fixed", "Fixed cohort"),
        new("Flex", "Flex cohort"),
        new("Free", "Free cohort"));

    /// <summary>Risk of serious harm; the Delius registration codes RLRH, RMRH, RHRH and RVHR are accepted.</summary>
    public static readonly Vocabulary Rosh = new("Risk of serious harm", "HMPPS risk of serious harm guidance",
        new("low", "Low", "L", "RLRH"),
        new("medium", "Medium", "M", "RMRH"),
        new("high", "High", "H", "RHRH"),
        new("very-high", "Very high", "VH", "V", "RVHR", "veryhigh"));

    public static readonly Vocabulary OrderTypes = new("Order types", "Sentencing Act 2020; Criminal Justice Act 2003",
        new("community-order", "Community order", "CO"),
        new("suspended-sentence-order", "Suspended sentence order", "SSO", "Suspended sentence", "suspended-sentence"),
        new("licence", "Licence", "On licence"),
        new("post-sentence-supervision", "Post-sentence supervision", "PSS"),
        new("youth-rehabilitation-order", "Youth rehabilitation order", "YRO"),
        new("referral-order", "Referral order", "RO"),
        new("detention-training-order", "Detention and training order", "DTO"),
        new("life-licence", "Life licence"),
        new("voluntary", "No order: takes part by agreement", "non-statutory"),
        new("other", "Another order"));

    /// <summary>The nine pathways of the mission, in the order plans show them.</summary>
    public static readonly Vocabulary Pathways = new("Pathways", "Seeds 002 5.12 and 004 appendix 2",
        new("accommodation", "Accommodation"),
        new("ete", "Education, training and employment", "education", "employment", "education-training-employment"),
        new("health", "Mental and physical health"),
        new("drugs", "Drugs"),
        new("alcohol", "Alcohol"),
        new("finance", "Finance, benefits and debt"),
        new("families", "Families and children", "relationships", "family"),
        new("attitudes", "Attitudes, thinking and behaviour", "thinking"),
        new("lifestyle", "Lifestyle and associates"));

    public static readonly Vocabulary CustodyStatuses = new("Custody statuses", "Prison record",
        new("remand", "Remand", "R", "on remand"),
        new("sentenced", "Sentenced", "S", "serving"),
        new("recall", "Recall", "recalled"));
}

/// <summary>A designation as agencies write it: a code, and for MAPPA the category (1 to 4) and level (1 to 3).</summary>
internal readonly record struct Designation(string Code, int? MappaCategory, int? MappaLevel)
{
    /// <summary>Canonical text: <c>PPO</c>, <c>MAPPA:C2:L1</c>.</summary>
    public override string ToString() => Code == "MAPPA"
        ? string.Concat("MAPPA", MappaCategory is { } c ? $":C{c}" : "", MappaLevel is { } l ? $":L{l}" : "")
        : Code;

    /// <summary>Reads <c>PPO</c>, <c>MAPPA</c>, <c>MAPPA 2/1</c>, <c>MAPPA:M2:L1</c>, <c>MAPP:M2:L1</c>; null when it is none of them.</summary>
    public static Designation? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var t = text.Trim();
        if (!t.StartsWith("MAPP", StringComparison.OrdinalIgnoreCase))
            return ManagementVocabularies.Designations.Find(t) is { } term ? new Designation(term.Code, null, null) : null;

        var rest = t.AsSpan(t.Length > 4 && t[4] is 'A' or 'a' ? 5 : 4);
        int? category = null, level = null;
        foreach (var range in rest.SplitAny(':', '/', ' ', ',', '-'))
        {
            var part = rest[range].Trim();
            if (part.IsEmpty) continue;
            if (part.Length > 2 || !char.IsAsciiDigit(part[^1])) return null;
            var number = part[^1] - '0';
            var isLevel = part.Length == 2 && part[0] is 'L' or 'l';
            if (part.Length == 2 && !isLevel && part[0] is not ('M' or 'm' or 'C' or 'c')) return null;
            if (isLevel || (part.Length == 1 && category is not null))
            {
                if (level is not null || number is < 1 or > 3) return null;
                level = number;
            }
            else
            {
                if (category is not null || number is < 1 or > 4) return null;
                category = number;
            }
        }
        return new Designation("MAPPA", category, level);
    }
}
