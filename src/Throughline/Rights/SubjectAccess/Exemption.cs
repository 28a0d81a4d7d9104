namespace Throughline.Rights.SubjectAccess;

/// <summary>Why something is not given, with the place in the law. Policing reasons are never told where telling would undo them (s.45(4) to (6)).</summary>
public sealed record Exemption(string Code, string Words, string Source, bool IsToldToThePerson, string ToldAs);

public static class Exemptions
{
    public static IReadOnlyList<Exemption> All { get; } =
    [
        new("third-party", "It is about somebody else, who has not agreed", "Data Protection Act 2018 s.45(4)(e) and Schedule 2 paragraphs 16 and 17", true, "It is about somebody else."),
        new("obstruct-inquiry", "Giving it would obstruct an inquiry, investigation or procedure", "Data Protection Act 2018 s.45(4)(a)", false, ""),
        new("prejudice-policing", "Giving it would prejudice preventing, detecting, investigating or prosecuting offences, or carrying out penalties", "Data Protection Act 2018 s.45(4)(b); UK GDPR: Schedule 2 paragraph 2", false, ""),
        new("public-security", "Withheld to protect public security", "Data Protection Act 2018 s.45(4)(c)", false, ""),
        new("national-security", "Withheld to protect national security", "Data Protection Act 2018 s.45(4)(d) and s.26", false, ""),
        new("rights-of-others", "Giving it would harm the rights and freedoms of others", "Data Protection Act 2018 s.45(4)(e)", false, ""),
        new("legal-privilege", "It is advice from a lawyer, or made for legal proceedings", "Data Protection Act 2018 s.45A (Data (Use and Access) Act 2025 s.79) and Schedule 2 paragraph 19", true, "It is advice from a lawyer, or was made for legal proceedings."),
        new("serious-harm", "Giving it would be likely to cause serious harm to somebody's health", "Data Protection Act 2018 Schedule 3 paragraphs 2 to 5", false, ""),
        new("court", "It was given to a court, or processed by one", "Data Protection Act 2018 s.43(3) and Schedule 2 paragraph 14", true, "It belongs to proceedings of a court: ask the court."),
        new("self-incrimination", "Giving it would show that the agency committed an offence", "Data Protection Act 2018 Schedule 2 paragraph 20", true, "The law lets an agency withhold it."),
        new("not-theirs", "It turned out to be about another person", "Data Protection Act 2018 s.45(1): the right is to one's own data", false, ""),
    ];

    public static Exemption? Find(string? code) => All.FirstOrDefault(one => one.Code == code);
}

/// <summary>Why a whole request is refused; kept for the Information Commission (s.53, s.45(7)).</summary>
public static class Refusals
{
    public static IReadOnlyList<(string Code, string Words, string Source)> All { get; } =
    [
        ("identity", "Identity was asked for and not shown", "Data Protection Act 2018 s.52(4); UK GDPR article 12(6)"),
        ("unfounded", "The request is manifestly unfounded", "Data Protection Act 2018 s.53(1); UK GDPR article 12(5)"),
        ("excessive", "The request is excessive: it repeats an earlier one", "Data Protection Act 2018 s.53(1); UK GDPR article 12(5)"),
        ("all-restricted", "Every part of it is restricted", "Data Protection Act 2018 s.45(4)"),
        ("not-held", "Nothing is held about the person", "Data Protection Act 2018 s.45(1)(a)"),
    ];
}
