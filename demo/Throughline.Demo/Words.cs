namespace Throughline.Demo;

/// <summary>The sentences of the casework: plain, kind, and about what was seen rather than what somebody is.</summary>
internal static class Words
{
    private static readonly string[] HeadingWords = ["burglary", "violence", "theft", "robbery", "a mix of offences"];

    public static string Heading(Plan plan) => string.Join(" and ", plan.Headings.Select(h => HeadingWords[h]));

    public static string Nomination(DemoPerson person, Plan plan, Dice dice) => dice.Pick<string>(
    [
        ($"{First(person)} has been convicted of {Heading(plan)} again and the gaps between offences are getting shorter. Nobody is working with {Them(person)} as a whole.", 3),
        ($"Arrested several times this year for {Heading(plan)}. {First(person)} told the custody officer that {They(person)} would like help and did not know where to ask.", 3),
        ($"{Heading(plan)[..1].ToUpperInvariant()}{Heading(plan)[1..]} close to home, always after a bad week. We think housing and money are behind it and one plan would do more than five appointments.", 2),
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

    public static string Adopt(DemoPerson person, Plan plan, string agency, Dice dice) => agency switch
    {
        "police" => dice.Pick<string>([($"Offending is frequent and close to home. We would rather see {First(person)} busy with the right people than in our cells again.", 2), ($"Beat officers know {First(person)} well and will back a plan that gives {Them(person)} something to lose.", 2), ("Recent arrests show that doing nothing is not working, and there are victims nearby to think of.", 1)]),
        "probation" => dice.Pick<string>([($"Supervision alone has not held {First(person)}. With partners round the table we can put things in the right order.", 2), ($"{First(person)} turns up when somebody rings the day before. That is worth building on with a joint plan.", 2), ("The likelihood of further offences is high and the needs behind it are ones that partners can meet.", 1)]),
        "drug-service" => dice.Pick<string>([($"We can offer a worker this week. {First(person)} did well with us before the tenancy was lost.", 2), ("Drug use comes before the offences nearly every time. A fast start matters more than the order it is done under.", 1)]),
        "prison" => dice.Pick<string>([($"Staff on the wing say {First(person)} has kept out of trouble and is asking what happens next.", 1), ("There is time to plan before release if somebody outside takes a lead now.", 1)]),
        "housing" => dice.Pick<string>([($"We can hold a place on the list if somebody visits {First(person)} in the first fortnight.", 1), ("Without an address the rest of the plan will not stand up, and we can help with that.", 1)]),
        _ => dice.Pick<string>([($"A mentor is ready to meet {First(person)} and thinks that they would get on.", 1), ($"We know the family and they would like {First(person)} to have this chance.", 1)]),
    };

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

    public static string Status(string? from, string to, DemoPerson person, Dice dice) => to switch
    {
        "red" => dice.Pick<string>(
        [
            ($"{First(person)} has missed three appointments and there is intelligence of recent offending. Visit today, and keep the door open.", 3),
            ("New intelligence from two sources, and no contact for ten days. Police to make the first call, with the lead worker there.", 2),
            ($"Has not been home for a week and did not keep the curfew. The family is worried and so are we.", 2),
            ($"Stopped going to the drug service and was arrested twice this fortnight. Same offer, closer attention.", 2),
        ]),
        "amber" when from == "green" => dice.Pick<string>([($"Two missed appointments in a row. No sign of offending, but {First(person)} sounded low on the phone.", 2), ("A positive test after eight clean weeks. Being open about it is a good sign; we meet more often for now.", 2)]),
        "amber" when from == "blue" => dice.Pick<string>([($"Released and met at the gate. {First(person)} kept the first two appointments; early days.", 2), ("Out and living at the approved address. Engaging with some of it, so amber while things settle.", 2)]),
        "amber" => dice.Pick<string>(
        [
            ($"{First(person)} has come to two of the last three appointments and there is no intelligence of offending.", 3),
            ("Back in touch after a difficult month, and has let the housing worker in. No new intelligence.", 2),
            ($"Answering the phone again. The mentor took {Them(person)} to the first drug appointment.", 2),
        ]),
        "green" => dice.Pick<string>(
        [
            ($"Six weeks of kept appointments, clean tests and no intelligence. {First(person)} says that mornings are easier now.", 3),
            ("In work since the start of the month and still coming to every appointment. Please tell the beat: doing well.", 2),
            ($"Settled in the new flat and finishing the course. {First(person)} asked whether we could meet less often, and we can.", 2),
        ]),
        "blue" => dice.Pick<string>([($"In custody. The prison link worker will see {First(person)} this week and start on where {They(person)} will live.", 3), ("Inside for now. We keep the plan warm: housing form, drug service handover, who meets at the gate.", 2)]),
        _ => dice.Pick<string>([($"Eight months without a new offence and all three needs met well enough. {First(person)} knows how to come back if things slip.", 3), ("All agencies agree that the work is done. On the dormant list, so that new intelligence brings the name back.", 2)]),
    };

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

    public static string First(DemoPerson person) => person.Forenames.Split(' ')[0];

    private static string They(DemoPerson person) => person.Sex == "F" ? "she" : "he";

    private static string Them(DemoPerson person) => person.Sex == "F" ? "her" : "him";
}
