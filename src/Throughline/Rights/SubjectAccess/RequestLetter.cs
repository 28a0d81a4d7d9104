using Throughline.Rights.Papers;
using Throughline.Ui;

namespace Throughline.Rights.SubjectAccess;

/// <summary>
/// What the person is told when their request takes longer, and when it is refused (Data Protection Act 2018 s.54(3) and s.45(4) to (7); UK GDPR article 12(3)
/// and (4)). That nothing is held and that everything is withheld read alike: a reason of policing leaves no trace.
/// </summary>
internal static class RequestLetter
{
    /// <summary>The letter that is due, or null when the request is neither refused nor extended.</summary>
    public static Paper? Of(AccessRequest request, string agencies, DateOnly today) => request.State == "refused" ? Refusal(request, agencies, today) : request.ExtendedOn is not null && request.IsOpen ? Extension(request, agencies, today) : null;

    private static Paper Extension(AccessRequest request, string agencies, DateOnly today)
    {
        var write = new PaperWriter().Part("Your request takes longer")
            .Say($"You asked on {request.ReceivedOn.ToWords()} for a copy of what we hold about you.")
            .Say($"We need up to two months more, because {(request.ExtendedBecause == "complex" ? "it is complex" : "you have made a number of requests")}. {request.ExtendedWords}")
            .Say(request.Clock.DueOn is { } due ? $"You will have our answer by {due.ToWords()}." : "The time runs on as soon as you answer our question.");
        return Finish(write, request, agencies, today, "Your request for a copy takes longer");
    }

    private static Paper Refusal(AccessRequest request, string agencies, DateOnly today)
    {
        var write = new PaperWriter().Part("Our answer").Say($"You asked on {request.ReceivedOn.ToWords()} for a copy of what we hold about you.").Say(request.RefusedBecause switch
        {
            "identity" => "We asked you to show who you are, so that nobody else is given what is yours. You have not done so yet. Show us, and we begin at once.",
            "unfounded" => "We do not answer it, because it is plainly not a request for a copy of what is held (Data Protection Act 2018 s.53(1); UK GDPR article 12(5)).",
            "excessive" => "We do not answer it again, because it repeats a request that we have answered (Data Protection Act 2018 s.53(1); UK GDPR article 12(5)).",
            _ => "There is nothing that we can give you. The law lets us keep back some information, and we do not say whether there was any.",
        });
        return Finish(write, request, agencies, today, "Our answer to your request for a copy");
    }

    private static Paper Finish(PaperWriter write, AccessRequest request, string agencies, DateOnly today, string title) => write.Part("What you can do").List(
    [
        $"Write to any of these agencies: {agencies}.",
        "If you are not content, complain to us first, and then to the Information Commission: Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF, telephone 0303 123 1113. You can also go to a court.",
    ]).Finish(title, $"To {request.PersonName ?? "you"}, {today.ToWords()}.");
}
