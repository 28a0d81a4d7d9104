using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing.Disclose;

namespace Throughline.Sharing.AskOwner;

/// <summary>
/// Asks the agency that holds something for it. Only about what a glimpse names: a question cannot find out whether there is
/// anything.
/// </summary>
internal static class AskTheOwner
{
    public static readonly Role[] Askers = [Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.NeighbourhoodOfficer, Role.LinkWorker, Role.PartnerWorker];

    /// <summary>The glimpse that the question would be about; 404 when the viewer has none.</summary>
    public static async Task<Glimpse> GlimpseAsync(Db db, PersonId person, AgencyId owner, string category) =>
        (await Glimpse.OfAsync(db, person, [category])).FirstOrDefault(glimpse => glimpse.OwnerAgencyId == owner) ?? throw new NotThere("The information");

    public static async Task<Guid> DoAsync(Db db, PersonId person, AgencyId owner, string category, string why)
    {
        var glimpse = await GlimpseAsync(db, person, owner, category);
        new Rule($"{glimpse.OwnerName} has nothing of this to give: it was decided together in the case, and nobody discloses it alone", "What was decided together is nobody's alone", glimpse.MayBeAskedFor).Check();
        await db.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@key, 0))", new { key = $"ask {db.Act.Agency} {owner} {person} {category}" });
        var waiting = await db.ValueAsync<bool>("select exists (select from ask_owner where from_agency_id = @Agency and owner_agency_id = @owner and person_id = @person and category = @category and answer is null)", new { db.Act.Agency, owner, person, category });
        new Rule($"Your agency has asked {glimpse.OwnerName} about this already, and waits for the answer", "One question at a time", !waiting).Check();
        new Rule("Say what you need to know and what for", "The owner decides whether it is necessary (UK GDPR article 5(1)(c))", why.Trim().Length >= DiscloseItems.FewestLetters).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            "insert into ask_owner (id, partnership_id, person_id, category, owner_agency_id, from_agency_id, asked_by, asked_at, why) values (@id, @Partnership, @person, @category, @owner, @Agency, @User, @At, @why)",
            new { id, db.Act.Partnership, person, category, owner, db.Act.Agency, db.Act.User, db.Act.At, why = why.Trim() });
        await db.ProcessAsync("AskTheOwner", person, null, why.Trim(), [new Happened("owner-asked", category, $"Asked {glimpse.OwnerName} about {category}", db.Act.On, new { question = id }) { Marking = "owner" }]);
        return id;
    }
}

/// <summary>How an owner answers: with all or a summary until a day under a power, or not at all; always with a reason.</summary>
public sealed record Answer(bool Gives, Level? Level, string? Gateway, DateOnly? Until, string Reason);

internal static class AnswerQuestion
{
    public static async Task<Question> ForAnswerAsync(Db db, Guid id)
    {
        var question = await Question.FindAsync(db, id);
        if (question.OwnerAgencyId != db.Act.Agency)
            throw new NotThere("The question");
        return question;
    }

    /// <summary>Anybody of the owner agency on the case team, or its coordinator or information governance; where it has none of these, anybody of it.</summary>
    public static async Task<Rule> MayAnswerAsync(Db db, Question question) => new(
        "Somebody of your agency who is on the case team, its coordinator or its information governance officer answers this", "Whoever knows the case decides what is necessary",
        await db.ValueAsync<bool>("select answers_questions(@PersonId)", new { question.PersonId }));

    /// <summary>One measure whatever the answer: a reason for giving becomes the reason of the disclosure.</summary>
    public static Rule ReasonMustSayWhy(string? reason) => new($"Say why, in {DiscloseItems.FewestLetters} letters or more", "Both sides keep the reason", reason?.Trim().Length >= DiscloseItems.FewestLetters);

    public static async Task DoAsync(Db db, Guid id, Answer answer)
    {
        var question = await ForAnswerAsync(db, id);
        if (await db.FirstAsync<string>("select answer from ask_owner where id = @id for update", new { id }) is not null)
            throw new ChangedByAnother("Somebody has answered this question since you opened it.");
        (await MayAnswerAsync(db, question)).Check();
        ReasonMustSayWhy(answer.Reason).Check();
        Guid? disclosure = null;
        if (answer.Gives)
        {
            disclosure = await DiscloseItems.DoAsync(db, question.PersonId, new DisclosureAsked
            {
                ToAgency = question.FromAgencyId, Category = question.Category, Level = answer.Level ?? Level.Nothing, Gateway = answer.Gateway ?? "",
                Purpose = question.Why, Necessity = answer.Reason, Until = answer.Until ?? db.Act.On,
            });
        }

        await db.ExecuteAsync(
            "update ask_owner set answer = @said, answered_at = @At, answered_by = @User, answer_because = @because, disclosure_id = @disclosure where id = @id",
            new { id, said = answer.Gives ? "given" : "refused", db.Act.At, db.Act.User, because = answer.Reason.Trim(), disclosure });
        await db.ProcessAsync("AnswerQuestion", question.PersonId, null, answer.Reason.Trim(),
            [new Happened("question-answered", question.Category, $"{(answer.Gives ? "Answered" : "Refused")} a question of {question.FromName} about {question.Category}", db.Act.On, new { question = id }) { Marking = "owner" }]);
    }
}

/// <summary>Whoever asked no longer needs to know: the owner is left in peace, and the agency may ask again.</summary>
internal static class WithdrawQuestion
{
    public static async Task DoAsync(Db db, Guid id, string? because)
    {
        var question = await Question.FindAsync(db, id);
        if (question.FromAgencyId != db.Act.Agency)
            throw new NotThere("The question");
        new Rule("Say why it is withdrawn", "Both sides keep the reason", !string.IsNullOrWhiteSpace(because)).Check();
        if (await db.ExecuteAsync("update ask_owner set answer = 'withdrawn', answered_at = @At, answered_by = @User, answer_because = @because where id = @id and answer is null", new { id, db.Act.At, db.Act.User, because = because!.Trim() }) == 0)
            throw new ChangedByAnother("The question has been answered or withdrawn since you opened it.");
        await db.ProcessAsync("WithdrawQuestion", question.PersonId, null, because.Trim(),
            [new Happened("question-withdrawn", question.Category, $"Withdrew the question to {question.OwnerName} about {question.Category}", db.Act.On, new { question = id }) { Marking = "owner" }]);
    }
}
