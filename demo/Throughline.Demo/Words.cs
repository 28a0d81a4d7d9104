namespace Throughline.Demo;

/// <summary>The sentences of the casework: plain, kind, and about what was seen rather than what somebody is.</summary>
internal static class Words
{
    private static readonly string[] HeadingWords = ["burglary", "violence", "theft", "robbery", "a mix of offences"];

    public static string Heading(Plan plan) => string.Join(" and ", plan.Headings.Select(h => HeadingWords[h]));

    public static string Nomination(DemoPerson person, Plan plan, Dice dice) => dice.Pick<string>(
    [
        ($"{First(person)} has been convicted of {Heading(plan)} again and the gaps between offences are getting shorter. Nobody is working with {Them(person)} as a whole.", 3),
        ($"Arrested more than once for {Heading(plan)}. {First(person)} told the custody officer that {They(person)} would like help and did not know where to ask.", 3),
        ($"{Upper(Heading(plan))} close to home, always after a bad week. We think housing and money are behind it and one plan would do more than five appointments.", 2),
        ($"{First(person)} comes out soon with nowhere settled to live. The last two releases ended within a month, so we would like to start before the gate.", 2),
        ($"Known to four agencies, and each of us sees a quarter of the picture. {First(person)} is at the point where joined-up help could make the difference.", 2),
        ($"Several neighbours have been affected by {Heading(plan)} and {First(person)} has said {They(person)} is tired of it. A good moment to make the offer.", 2),
    ]);

    public static string Screening(DemoPerson person, Plan plan, Dice dice) => dice.Pick<string>(
    [
        ($"The record supports the nomination: {Heading(plan)}, recent, and more than one agency involved. {First(person)} has not been offered this before.", 3),
        ($"Checked against the criteria with the intelligence pack. The pattern is local and current, so the panel should hear it.", 2),
        ($"Enough here for the panel to weigh. Probation and the drug service both want to speak about {First(person)}.", 2),
    ]);

    public static string Adopt(DemoPerson person, Plan plan, string agency, Dice dice)
    {
        var first = First(person);
        var (seen, offer) = agency switch
        {
            "police" => (
                (string[])["The offences are frequent and close to home.", $"Beat officers know {first} well and want this to work.", $"{Upper(Heading(plan))} in the same few streets, with victims nearby to think of.", "Doing nothing more than arresting has not helped anybody."],
                (string[])[$"We would rather see {first} busy with the right people than in our cells again.", "We will hold off knocking while the plan is kept, and say so on the briefing.", "We can do the first visit together with probation.", $"A plan would give {Them(person)} something to lose."]),
            "probation" => (
                ["Supervision alone has not been enough.", $"{first} turns up when somebody rings the day before.", "The likelihood of further offences is high and the needs behind it are known.", $"{first} does the work in the room and loses it outside."],
                ["With partners round the table we can put things in the right order.", "That is worth building on with one joint plan.", "We can lead, if the drug service and housing come in early.", "Fewer appointments that know about each other would help."]),
            "drug-service" => (
                [plan.Needs.Any(n => n.Pathway == "drugs") ? "Drug use comes before the offences nearly every time." : $"{first} has asked us questions before without signing up.", $"We think {first} is more ready than last year."],
                ["We can offer a worker this week.", "A fast start matters more than the order it is done under.", "The group is not for everybody, so we would begin one to one."]),
            "prison" => (
                [$"Staff remember {first} as somebody who asks what happens next.", "Past releases went wrong in the first week, not later."],
                ["If somebody outside takes a lead now, we can prepare from our side.", "We can make sure that no release is a surprise to anybody."]),
            "housing" => (
                ["Without a steady address the rest of the plan will not stand up.", $"{first} has kept a tenancy before, with support."],
                ["We can hold a place on the list if somebody visits in the first fortnight.", "We can help with the forms and the arrears."]),
            _ => (
                ["We know the family and they would like this chance to be taken.", $"{first} has met one of our mentors already."],
                ["A mentor is ready and thinks that they would get on.", "We can go along to the first appointments."]),
        };
        return $"{dice.Pick(seen)} {dice.Pick(offer)}";
    }

    public static string Against(DemoPerson person, string vote, Dice dice) => vote == "defer"
        ? dice.Pick<string>([($"We would wait a month: {First(person)} has just started a programme and a second set of appointments could undo it.", 1), ("The newest intelligence is three months old. We should ask for something more recent before taking this on.", 1)])
        : dice.Pick<string>([($"{First(person)} has had one bad spell after two good years. Ordinary supervision should be enough, and our attention may do harm.", 1), ("Other people waiting have more urgent needs, and the mentoring places are full until spring.", 1)]);

    public static string Decision(DemoPerson person, Plan plan, string outcome, Dice dice) => outcome switch
    {
        "adopt" => dice.Pick<string>([($"The panel wants one plan and one lead for {First(person)}: {Heading(plan)}, recent and local, with needs that partners can meet.", 2), ($"Agreed that ordinary supervision has not been enough, and that {First(person)} has shown some wish to change. Start with a joint visit.", 2), ("The weight of recent offences and the chance of a good start together persuaded the panel.", 1)]),
        "defer" => $"To come back when the programme that {First(person)} has just started has had time to work. Probation will tell us if that changes.",
        _ => $"Not now. The pattern is an old one and {First(person)} has support that works. Any agency may nominate again if something changes.",
    };

    public static string Why(DemoPerson person, Plan plan) =>
        $"{First(person)} was adopted because of repeated {Heading(plan)}, {plan.Occasions} occasions at court so far, and needs that more than one agency has to meet.";

    /// <summary>A reason says only what the record bears out: tests for those who are tested, a flat for those who have been helped to one.</summary>
    public static string Status(string? from, string to, DateOnly on, DemoPerson person, Plan plan, Dice dice)
    {
        var first = First(person);
        var isTested = person.Drugs.Any(d => d.Kind == "test" && d.On < on);
        bool Does(string pathway) => plan.Needs.Any(n => n.Pathway == pathway && n.Progress is "good" or "some");
        var arrests = person.Events.Count(e => e.Kind == "arrest" && e.On <= on && e.On > on.AddDays(-30));
        List<(string, double)> words = [];
        void Say(string text, bool when = true)
        {
            if (when)
                words.Add((text, 1));
        }

        switch (from, to)
        {
            case (_, "red"):
                Say($"{first} has missed three appointments and there is intelligence of recent offending. Visit today, and keep the door open.");
                Say("New intelligence from two sources, and no contact for ten days. Police to make the first call, with the lead worker there.");
                Say("Has not been home for a week. The family is worried and so are we.");
                Say($"{first} says that nothing we offer is any use at present, and the beat reports late nights with old company. Closer attention, same offer.");
                Say($"{(arrests == 1 ? "Arrested" : $"Arrested {arrests} times")} in the last month and not answering the door. Same offer, closer attention.", arrests > 0);
                Say("Missed the last two drug tests, with intelligence of offending in the same week.", isTested);
                break;
            case (null, "amber"):
                Say($"First meeting held. {first} listened to the offer and agreed to two of the four parts of it; no intelligence of offending.");
                Say($"Willing to give it a try, in {first}'s own words. Amber until we have seen how the first month goes.");
                Say("Some engagement before adoption and nothing new reported. We start here and look again in a fortnight.");
                break;
            case ("green", "amber"):
                Say($"Two missed appointments in a row. No sign of offending, but {first} sounded low on the phone.");
                Say($"{first} has had a hard fortnight at home and asked for a bit of room. We keep in touch by phone and look again next week.");
                Say("A positive test after several clean ones. Being open about it is a good sign; we meet more often for now.", isTested);
                break;
            case ("blue", "amber"):
                Say($"Released and met at the gate. {first} kept the first two appointments; early days.");
                Say("Out and living at the agreed address. Engaging with some of it, so amber while things settle.");
                Say($"Home since release, and {first} rang us before we rang. No intelligence of offending.");
                break;
            case (_, "amber"):
                Say($"{first} has come to two of the last three appointments and there is no intelligence of offending.");
                Say("Back in touch after a difficult month, and let the worker in. No new intelligence.");
                Say($"Answering the phone again. The mentor sat with {Them(person)} in the waiting room and the appointment was kept.");
                Say("Took the place at the drug service that was kept open. Nothing new from intelligence.", Does("drugs"));
                break;
            case (_, "green"):
                Say($"Every appointment kept since the last change, and no intelligence. {first} says that mornings are easier now.");
                Say($"{first} asked whether we could meet less often, and on this showing we can. Please tell the beat: doing well.");
                Say("Working with all of the plan, at home in the evenings, and nothing reported. Well done.");
                Say("Still coming to the training and still coming to us. Please tell the beat: doing well, do not knock.", Does("ete"));
                Say("Settled at the address and the rent is paid. No intelligence of offending.", Does("accommodation"));
                Say("A run of clean tests and no intelligence of offending.", isTested && Does("drugs"));
                break;
            case (_, "blue"):
                Say($"In custody. The prison link worker will see {first} this week and start on where {They(person)} will live.");
                Say("Inside for now. We keep the plan warm: housing form, health handover, who meets at the gate.");
                Say($"In custody and planning for release: {first} has named the one appointment that matters most for the first day out.");
                break;
            default:
                Say($"Months without a new offence and the needs met well enough. {first} knows how to come back if things slip.");
                Say("All agencies agree that the work is done. On the dormant list, so that new intelligence brings the name back.");
                break;
        }

        return dice.Pick<string>(words);
    }

    public static string? OwnView(string pathway, string? progress, Dice dice) => !dice.Chance(0.6) ? null : (pathway, progress) switch
    {
        ("drugs", "good") => "I am on a script and it is holding. I do not wake up sick any more.",
        ("drugs", _) => dice.Pick<string>([("I know I need to stop but not this week.", 1), ("The group is too far and full of people I used to use with.", 1), ("I want to be seen quicker. Waiting is when it goes wrong.", 1)]),
        ("alcohol", _) => dice.Pick<string>([("I only drink at weekends now, mostly.", 1), ("It is when I am on my own that I drink.", 1)]),
        ("accommodation", "good") => "I have my own front door for the first time.",
        ("accommodation", _) => dice.Pick<string>([("I am on my sister's settee and she wants me out.", 1), ("I would rather sleep in a car than go back to that hostel.", 1)]),
        ("ete", _) => dice.Pick<string>([("I want to work with my hands, not in a call centre.", 1), ("Nobody rings back when they see my record.", 1), ("The forklift course is the best thing I have done.", 1)]),
        ("lifestyle", _) => dice.Pick<string>([("All my mates are in the same boat.", 1), ("I have changed my number.", 1)]),
        ("attitudes", _) => dice.Pick<string>([("I act first and think after. Always have.", 1), ("The course made me think about who lives in those houses.", 1)]),
        _ => "It gets on top of me.",
    };

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    public static string First(DemoPerson person) => person.Forenames.Split(' ')[0];

    private static string They(DemoPerson person) => person.Sex == "F" ? "she" : "he";

    private static string Them(DemoPerson person) => person.Sex == "F" ? "her" : "him";
}
