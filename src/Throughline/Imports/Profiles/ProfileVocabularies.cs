using Throughline.People.Identifiers;

namespace Throughline.Imports.Profiles;

/// <summary>Closed lists that only imports use.</summary>
internal static class ProfileVocabularies
{
    public static readonly Vocabulary EventKinds = new("Police event kinds", "This profile",
        new("arrest", "Arrest", "arrested"),
        new("charge", "Charge", "charged", "summons"),
        new("caution", "Caution", "cautioned", "conditional caution", "reprimand", "final warning"),
        new("conviction", "Conviction", "convicted"),
        new("breach", "Breach", "breached"),
        new("intelligence", "Intelligence: that there is some, never what it says", "intel"));

    public static readonly Vocabulary OffenceGroups = new("Offence groups", "Reference/offence-groups.csv",
        new("burglary-residential", "Burglary, residential"),
        new("burglary-business", "Burglary, business and community"),
        new("robbery-personal", "Robbery of personal property"),
        new("robbery-business", "Robbery of business property"),
        new("theft-person", "Theft from the person"),
        new("theft-vehicle", "Theft of a vehicle"),
        new("theft-from-vehicle", "Theft from a vehicle"),
        new("vehicle-interference", "Interference with a vehicle"),
        new("shoplifting", "Shoplifting"),
        new("theft-other", "Other theft"),
        new("handling", "Handling stolen goods"),
        new("fraud", "Fraud and forgery"),
        new("violence-injury", "Violence with injury"),
        new("violence-no-injury", "Violence without injury"),
        new("homicide", "Homicide"),
        new("sexual", "Sexual offences"),
        new("weapons", "Weapons"),
        new("public-order", "Public order"),
        new("criminal-damage", "Criminal damage"),
        new("arson", "Arson"),
        new("drugs-supply", "Drugs, supply and production"),
        new("drugs-possession", "Drugs, possession"),
        new("motoring", "Motoring"),
        new("breach", "Breach of an order, bail or licence"),
        new("other", "Other"));

    public static readonly Vocabulary CrimeTypes = new("Crime types", "data.police.uk, open data",
        new("anti-social-behaviour", "Anti-social behaviour"),
        new("bicycle-theft", "Bicycle theft"),
        new("burglary", "Burglary"),
        new("criminal-damage-arson", "Criminal damage and arson"),
        new("drugs", "Drugs"),
        new("other-crime", "Other crime"),
        new("other-theft", "Other theft"),
        new("possession-of-weapons", "Possession of weapons", "Public disorder and weapons"),
        new("public-order", "Public order"),
        new("robbery", "Robbery"),
        new("shoplifting", "Shoplifting"),
        new("theft-from-the-person", "Theft from the person"),
        new("vehicle-crime", "Vehicle crime"),
        new("violent-crime", "Violence and sexual offences", "Violent crime"));

    public static readonly Vocabulary Predictors = new("Predictors", "HMPPS actuarial tools, before and since 2026",
        new("ogrs3", "OGRS3, reoffending", "ogrs"),
        new("arp", "ARP, all reoffending"),
        new("vrp", "VRP, violent reoffending"),
        new("svrp", "SVRP, serious violent reoffending"),
        new("rsr", "RSR, serious reoffending"),
        new("ogp", "OGP, general reoffending (OASys)"),
        new("ovp", "OVP, violent reoffending (OASys)"));

    public static readonly Vocabulary Bands = new("Bands", "HMPPS actuarial tools",
        new("low", "Low", "L"),
        new("medium", "Medium", "M"),
        new("high", "High", "H"),
        new("very-high", "Very high", "VH", "very_high", "VERYHIGH"));

    public static readonly Vocabulary DrugServiceKinds = new("Drug service record kinds", "This profile",
        new("test", "Test"),
        new("treatment", "Treatment"));

    public static readonly Vocabulary TestResults = new("Test results", "This profile",
        new("positive", "Positive", "pos", "+ve"),
        new("negative", "Negative", "neg", "-ve"),
        new("refused", "Refused"),
        new("not-tested", "Not tested", "DNA", "did not attend"));

    public static readonly Vocabulary TestSettings = new("Test settings", "This profile",
        new("custody", "Police custody", "police custody", "custody suite"),
        new("clinic", "Clinic", "service"),
        new("probation", "Probation"));

    public static readonly Vocabulary TreatmentStatuses = new("Treatment statuses", "This profile",
        new("referred", "Referred"),
        new("waiting", "Waiting to start", "waiting list"),
        new("engaged", "Engaged", "in treatment"),
        new("left-early", "Left early", "dropped out", "unplanned exit"),
        new("completed", "Completed", "planned exit"));

    public static readonly Vocabulary TagTypes = new("Tag types", "HMPPS electronic monitoring",
        new("curfew", "Curfew", "RF", "radio frequency"),
        new("gps", "Location (GPS)", "location", "trail"),
        new("alcohol", "Alcohol", "AAMR", "alcohol abstinence"));

    /// <summary>Meanings of EF, EM, EX and VP are not confirmed by a public source, so they have no other name.</summary>
    public static readonly Vocabulary CjsCategories = new("CJS offence categories", "CJS offence code list",
        new("CI", "Indictable only"),
        new("CE", "Either way"),
        new("CS", "Summary, not motoring"),
        new("CM", "Summary, motoring"),
        new("CR", "Court application or process"),
        new("CB", "Breach of an order"),
        new("VP", "VP"),
        new("EF", "EF"),
        new("EM", "EM"),
        new("EX", "EX"));

    public static readonly Vocabulary WeightUnits = new("Units of weight", "This profile",
        new("days", "Days in custody"),
        new("points", "Points"),
        new("log-odds", "Log odds", "logit"),
        new("pounds", "Pounds"),
        new("index", "Index"));
}
