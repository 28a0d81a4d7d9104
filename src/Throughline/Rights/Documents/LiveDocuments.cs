using Throughline.Platform.Database;
using Throughline.Rights.Papers;
using Throughline.Scoring;
using Throughline.Selection.Matrices;
using Throughline.Ui;

namespace Throughline.Rights.Documents;

/// <summary>A document that the program makes of the live settings, with room for what only people can say.</summary>
/// <param name="Sections">Sections in which people write; their newest words are part of the document.</param>
internal sealed record LiveDocument(string Code, string Title, string For, IReadOnlyList<string> Sections, Func<LiveSettings, PaperWriter, PaperWriter> Write);

internal static class LiveDocuments
{
    public static IReadOnlyList<LiveDocument> All { get; } =
    [
        new("record-of-processing", "Record of processing", "Data Protection Act 2018 s.61; UK GDPR article 30", ["Data protection officers", "Anything else"], Processing),
        new("privacy-notice", "Privacy notice", "Data Protection Act 2018 s.44; UK GDPR articles 12 to 14", ["How to reach us"], Notice),
        new("impact-assessment", "Data protection impact assessment", "Data Protection Act 2018 s.64; UK GDPR article 35", ["Who was asked", "Advice of the data protection officers", "What is left of the risks, and who accepts it"], Assessment),
        new("equality", "Equality assessment", "Equality Act 2010 s.149", ["What was found", "What is done about it"], Equality),
        new("algorithmic-transparency", "Algorithmic transparency record", "Algorithmic Transparency Recording Standard 3.0", ["Senior responsible owner", "Performance in use", "Appeals in practice"], Transparency),
    ];

    public static async Task<(LiveDocument Document, Paper Paper, LiveSettings Settings)?> FindAsync(Db db, string code)
    {
        if (All.FirstOrDefault(one => one.Code == code) is not { } document)
            return null;
        var live = await LiveSettings.ReadAsync(db, code);
        var write = document.Write(live, new PaperWriter());
        foreach (var section in document.Sections)
            write.Part(section).Say(live.Words.GetValueOrDefault(section, "Nothing has been written here yet."));
        return (document, write.Finish($"{document.Title}, {live.Partnership}", $"Made from the live settings on {live.On.ToWords()} ({document.For})."), live);
    }

    private static readonly string[] Measures =
    [
        "Row-level security in the database decides who sees each row; a page that forgets to ask still cannot see.",
        "Every look is written down in the same transaction as the look: no entry, no page (Data Protection Act 2018 s.62).",
        "Each item has an owner agency, a category, a marking, a source and a review date; without them it cannot be saved.",
        "Victims and protected addresses are in sealed compartments that no clause, disclosure or emergency opens.",
        "Accounts lock after five bad passwords; somebody who leaves loses access at the next request.",
        "Erasure needs two people, leaves proof and no data, and is done again after a restore.",
    ];

    private static PaperWriter Agencies(LiveSettings live, PaperWriter write) => write.Table("Agencies", ["Agency", "Law it processes under", "Contact"], live.Agencies.Select(a => (IReadOnlyList<string>)[a.Name, a.Law, a.Contact]), "No agency has joined yet.");

    private static PaperWriter Recipients(LiveSettings live, PaperWriter write) => write.Table("Under the agreements in force", ["From", "To", "What", "When", "Power"],
        live.Grants.GroupBy(g => (g.FromAgency, g.ToAgency, g.Level, g.Condition, g.Gateway)).Select(g => (IReadOnlyList<string>)
            [g.Key.FromAgency, g.Key.ToAgency, $"{string.Join(", ", g.Select(one => one.Category).Distinct())} ({(g.Key.Level == "full" ? "in full" : g.Key.Level == "summary" ? "in summary" : "only that there is something")})", g.Key.Condition == "cohort" ? "while a case is open" : "to the case team", g.Key.Gateway]), "No agreement is in force, so nothing passes.");

    private static PaperWriter Keeping(LiveSettings live, PaperWriter write) => write.Table("How long things are kept before somebody looks again", ["Whose", "What", "After", "From", "Source"],
        live.Retention.Where(r => r.ValidTo is null || r.ValidTo >= live.On).Select(r => (IReadOnlyList<string>)[r.Whose, (r.Category ?? "Everything") + (r.ReviewGroup is { } group ? $", police review group {group}" : ""), Dates.Count(r.ReviewAfterMonths, "month"), r.Counts, r.Source]), "No rule is set.");

    private static PaperWriter Factors(LiveSettings live, PaperWriter write)
    {
        if (live.Matrix is not { } saved)
            return write.Say("No matrix is in use: nobody is scored.");
        var matrix = saved.Read();
        write.Say($"{saved.Name}, version {saved.Version}, in use since {saved.SavedAt.DateInBritain().ToWords()}, saved by {saved.SavedBy}. {matrix.Description} Source: {matrix.Source}.");
        write.Table("Factors", ["Factor", "What is counted", "Points", "Most", "When nothing is known", "Source"], matrix.Factors.Select(f => (IReadOnlyList<string>)[f.Label, MatrixWords.Of(f.Measure), MatrixWords.Of(f.Points), MatrixWords.Cap(f), MatrixWords.Missing(f), f.Source]), "The matrix has no factors.");
        write.Table("Lines", ["Line", "Score"], [["Looked at for adoption from", $"{matrix.Thresholds.Entry}"], ["Looked at for leaving below", $"{matrix.Thresholds.Exit}"]], "");
        return write.Table("Rules beside the score", ["Rule", "Source"], matrix.Inclusions.Concat(matrix.Exclusions).Select(r => (IReadOnlyList<string>)[r.Sentence, r.Source]), "There are no rules beside it.");
    }

    private static PaperWriter Processing(LiveSettings live, PaperWriter write)
    {
        write.Part("Who decides about it");
        Agencies(live, write).Say("The agencies are joint controllers (Data Protection Act 2018 s.58; UK GDPR article 26). Each answers for the items it owns.");
        write.Part("Purposes").List(live.Agreements.Select(a => $"{a.Name}, version {a.Version}: {a.Purpose}"));
        write.Part("People").List(["People whom the partnership manages, or has considered.", "People whom agencies report about to be matched with them.", "Associates, named where it helps to support the person or to protect others.", "Staff of the agencies: their account and what they looked at."]);
        write.Part("Kinds of information").Table("By category", ["Category", "Kinds of item"], live.Kinds.GroupBy(k => k.UsualCategory).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (IReadOnlyList<string>)[g.Key, string.Join(", ", g.Select(k => k.Name))]), "");
        write.Part("Recipients");
        Recipients(live, write);
        write.Part("Powers").Table("Gateways in use", ["Name", "Statute", "What it allows", "Mind"], live.Gateways.Select(g => (IReadOnlyList<string>)[g.Name, g.Statute, g.Allows, g.Trap]), "None is in use.");
        write.Part("Keeping and erasing");
        Keeping(live, write);
        write.Part("Security").List(Measures);
        write.Part("Profiling");
        Factors(live, write);
        return write.Part("Transfers abroad").Say("The program sends nothing abroad.");
    }

    private static PaperWriter Notice(LiveSettings live, PaperWriter write)
    {
        write.Part("Who we are").Say($"{live.Partnership} is a group of services. We work together to help people to stop offending and to keep others safe.").List(live.Agencies.Select(a => a.Name + (a.Contact.Length > 0 ? $", {a.Contact}" : "")));
        write.Part("What we hold").Say("We may hold these kinds of information about you:").List(live.Kinds.Select(k => k.UsualCategory).Distinct().Order(StringComparer.Ordinal));
        write.Part("Why").Say("We use it to prevent crime, to manage orders and licences, and to offer you help. The law lets us:").List(live.Gateways.Select(g => $"{g.Name} ({g.Statute})"));
        write.Part("Who sees it").Say("Each service sees only what an agreement lets it see, and mostly only while we work with you. Every look is written down. You can ask who has looked.");
        write.List(live.Grants.GroupBy(g => g.ToAgency).Select(g => $"{g.Key} may see: {string.Join(", ", g.Where(one => one.Level != "existence").Select(one => one.Category).Distinct())}."));
        write.Part("How long").Say("We look at each piece of information again after a time. If there is no good reason to keep it, it is erased.").List(live.Retention.Where(r => r.ValidTo is null || r.ValidTo >= live.On).Where(r => r.ReviewGroup is null && r.Category is null).Select(r => $"{r.Whose}: after {Dates.Count(r.ReviewAfterMonths, "month")}."));
        write.Part("Scores").Say(live.Matrix is null ? "We do not score people." : "We work out a score to choose whose name people look at first. A score never decides. Named people decide, and they write down why. You can say what you think of a decision. You can ask for somebody else to look at it again.");
        return write.Part("What you can ask").List(["A copy of what we hold about you. It is free. We answer within one month.", "That we put right what is wrong.", "That we erase something, or keep it and not use it.", "That somebody else looks at a decision again.", "If you are not happy, tell us. You can also tell the Information Commission: 0303 123 1113."]);
    }

    private static PaperWriter Assessment(LiveSettings live, PaperWriter write)
    {
        write.Part("What is done, and why").List(live.Agreements.Select(a => $"{a.Name}: {a.Purpose}")).Say($"{Dates.Count(live.People, "person", "people")} whom the reader may see {(live.People == 1 ? "has" : "have")} an open case on this day. It is processing on a large scale of offences and of sensitive information, with profiling: an assessment is a duty.");
        write.Part("Whose information, and who sees it");
        Agencies(live, write);
        Recipients(live, write);
        write.Part("Scoring");
        Factors(live, write);
        write.Part("Keeping");
        Keeping(live, write);
        return write.Part("Risks and what is done about them").Table("From the enforcement against the Gangs Matrix and the reviews of scoring", ["Risk", "What is done"],
        [
            ["Somebody stays on the list for ever", "Membership is reviewed by a date; what is past it stays on a list until somebody decides"],
            ["The whole list is shared", "There is no such share: each category passes under a clause with a power, or not at all"],
            ["A victim is treated as an offender", "Victims' information is in a sealed compartment with tables of its own"],
            ["Areas use different criteria", "One matrix with a version is in use in the partnership; going against it needs reasons"],
            ["The score is taken for a fact", "It is shown with its date and what would change it; people decide and say whether they depart from it"],
            ["Selection is unequal", "Rates by group are reported; see the equality assessment"],
            ["Staff look without need", "Every look is recorded; unusual looks are listed for information governance"],
            ["People do not know", "A letter, this notice, subject access with everybody who looked, and looking at decisions again"],
            ["What is wrong stays wrong", "Corrections reach every recipient as notices that must be acknowledged"],
        ], "");
    }

    private static PaperWriter Equality(LiveSettings live, PaperWriter write)
    {
        write.Part("What is assessed").Say("Whether choosing, managing and ending cases bears unequally on people by age, sex or ethnicity.").List(live.Agreements.Where(a => a.EqualityReference is not null).Select(a => $"{a.Name}: assessment {a.EqualityReference}."));
        write.Part("What the score counts");
        Factors(live, write).Say("No protected characteristic and no full postcode is counted. Counts of arrests and stops can carry inequality of policing into the score: look at them first.");
        return write.Part("How it is watched").List(["Selection, time in the cohort, exits and departures from the score by group, in the reports.", "Groups under ten are not shown.", "The panel sees the figures, and writes here what it found and does."]);
    }

    private static PaperWriter Transparency(LiveSettings live, PaperWriter write)
    {
        write.Part("Tier 1: in short").Say("The tool adds up points for what agencies have recorded about a person, so that people know whose name to look at first. It is used because there are more names than places. It decides nothing.");
        write.Part("Tier 2.1: owner and responsibility").List(live.Agreements.Select(a => $"{a.Name}: {a.ResponsibleOwner ?? "no responsible owner is recorded"}."));
        Agencies(live, write);
        write.Part("Tier 2.2: description and rationale").Say("Scope: choosing people for integrated offender management. Alternative: choosing by discussion alone, which is less even. Benefit: the same rules for everybody, each point explained.");
        write.Part("Tier 2.3: how people decide with it").List(["An agency nominates, the coordinator screens, agencies vote, the chair decides.", "The score is shown beside the decision with its date, what it is made of and what would change it.", "The chair says whether the decision agrees with it, and why when it does not.", "The person may say what they think, and ask for somebody else to look again within one month."]);
        write.Part("Tier 2.4: specification and data");
        Factors(live, write).Say("Architecture: a table of points, added up; the same facts and version give the same score. No learning from data.");
        Recipients(live, write);
        Keeping(live, write);
        return write.Part("Tier 2.5: risks and assessments").List(live.Agreements.Select(a => $"{a.Name}: data protection impact assessment {a.DpiaReference ?? "not recorded"}, equality assessment {a.EqualityReference ?? "not recorded"}."));
    }
}
