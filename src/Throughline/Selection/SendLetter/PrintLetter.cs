using Throughline.People;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Selection.Decide;

namespace Throughline.Selection.SendLetter;

/// <summary>
/// The first step with somebody under no order or licence: a kind letter that says what is offered, why they got it in
/// general terms, that it is their choice, and whom to call. Printing it is a disclosure, and recorded as one.
/// </summary>
public static class PrintLetter
{
    public static IEnumerable<FieldRule> Rules(IomCase? @case, bool isStatutory, string? sendTo, string? contactName, string? contactPhone) =>
    [
        new("", new Rule("A letter is for somebody the panel adopted with a letter as the first step", "Senior et al. 2011: the right first step", @case is { State: CaseState.Adopted, FirstStep: FirstSteps.Letter })),
        new("", new Rule("This person is under an order or licence now, so taking part is not only their own choice. Speak to the supervising officer first", "HMI 2014, 5.5: non-statutory cases", !isStatutory)),
        new("SendTo", new Rule("Enter the address the letter goes to", "A letter must reach the right person", !string.IsNullOrWhiteSpace(sendTo))),
        new("ContactName", new Rule("Enter the name of the worker to call", "Plain English: whom to call", !string.IsNullOrWhiteSpace(contactName))),
        new("ContactPhone", new Rule("Enter a telephone number, with its area code", "Plain English: whom to call", contactPhone?.Count(char.IsAsciiDigit) >= 10)),
    ];

    /// <summary>The letter's paragraphs, without address and date.</summary>
    public static IReadOnlyList<string> Body(string brand, SelectionSettings settings, string contactName, string contactPhone) =>
    [
        $"I work with {brand}. We are a group of local services: the police, probation, the council, drug and alcohol services, housing and charities. We work together to help people who have had trouble with the law and want things to be different.",
        "We are writing because of what our services know about the last year or two, and because we think that some help now could make a difference to you.",
        "We can offer you:",
        .. settings.Offer.Select(offer => "- " + offer),
        "This is your choice. You do not have to take part, you can ask questions first, and you can stop at any time. Saying no is not held against you.",
        $"If you would like to talk, or know more about the information we hold and why, call {contactName} on {contactPhone}. You can bring somebody with you when we meet, and you can choose where. If reading is difficult, ask somebody you trust to call for you.",
    ];

    /// <summary>Records the letter and the disclosure, and gives the letter's id.</summary>
    public static async Task<Guid> DoAsync(Db db, PersonId person, string sendTo, string contactName, string contactPhone)
    {
        var header = await PersonHeader.FindAsync(db, person, db.Act.On) ?? throw new NotThere("The person");
        var @case = await IomCase.LatestAsync(db, person);
        Rules(@case, header.IsStatutory, sendTo, contactName, contactPhone).Check();
        var brand = await db.FirstAsync<string>("select brand from partnership where id = @Partnership", new { db.Act.Partnership }) ?? "";
        var id = Guid.CreateVersion7(db.Act.At);
        string[] body = [.. Body(brand, await SelectionSettings.LoadAsync(db), contactName.Trim(), contactPhone.Trim())];
        await db.ExecuteAsync(
            """
            insert into letter (id, partnership_id, case_id, person_id, user_id, agency_id, at, sent_to, contact_name, contact_phone, body)
            values (@id, @Partnership, @case, @person, @User, @Agency, @At, @sendTo, @contactName, @contactPhone, @body)
            """,
            new { id, db.Act.Partnership, @case = @case!.Id, person, db.Act.User, db.Act.Agency, db.Act.At, sendTo = sendTo.Trim(), contactName = contactName.Trim(), contactPhone = contactPhone.Trim(), body });
        await db.ProcessAsync("PrintLetter", person, @case.Id, null, [new Happened("LetterPrinted", "contacts and attendance", "First letter printed", db.Act.On)], new { letter = id });
        await db.AuditAsync(AuditOperation.Disclosure, [person], ["identity", "contact details"], "Letter to the person", null);
        return id;
    }
}

/// <summary>A letter as it was printed.</summary>
public sealed record Letter
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string SentTo { get; init; }

    public required string ContactName { get; init; }

    public required string ContactPhone { get; init; }

    public required string[] Body { get; init; }

    public required string By { get; init; }

    public required string Agency { get; init; }

    public static Task<IReadOnlyList<Letter>> OfAsync(Db db, PersonId person) => db.ListAsync<Letter>(
        """
        select l.id, l.at, l.sent_to, l.contact_name, l.contact_phone, l.body, u.full_name as by, a.name as agency
        from letter l join app_user u on u.id = l.user_id join agency a on a.id = l.agency_id where l.person_id = @person order by l.at desc
        """, new { person });
}
