using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Ui;

namespace Throughline.Selection.Team;

/// <summary>How somebody stands to a team on the days of a part.</summary>
public enum Standing
{
    Free,
    OnTheTeam,

    /// <summary>The account is not in order, or information governance keeps it apart from the person: one answer for both.</summary>
    KeptApart,
}

/// <summary>The rules of case teams, as sentences with their sources.</summary>
public static class TeamRules
{
    private const string Team = "HMI Probation and HMI Constabulary 2014, 6.11: the team around one person";
    private const string Need = "Data Protection Act 2018 s.37 and UK GDPR article 5(1)(c): access for those who need it, while they need it";
    private const string Exclusions = "Information Commissioner, Gangs Matrix enforcement notice, November 2018; lists kept by information governance";

    public static Rule ThereIsAnOpenCase(IomCase? @case) => new(
        "There is no open case of this person, so there is no team to be on", Team, @case is { } one && one.State.IsOpen());

    public static Rule OnlyThoseWhoAnswerForTheCaseDecide(bool manages) => new(
        "Only the IOM coordinator, the panel's chair or the lead professional decides who is on the case team", "Senior et al. 2011, figure 3.2: a lead professional for each person", manages);

    public static Rule SomebodyOfAMemberAgency(Professional? who) => new(
        "Choose somebody who works with people for an agency that belongs to the partnership today", Need, who is not null);

    public static Rule NotKeptApart(Professional? who, Standing standing) => new(
        $"{who?.FullName ?? "This worker"} cannot have a part in this case. Information governance can say more", Exclusions, standing != Standing.KeptApart);

    public static Rule NobodyTwiceAtOnce(Professional? who, Standing standing) => new(
        $"{who?.FullName ?? "This worker"} is on this team on those days already: end that part first, or choose other days", Team, standing != Standing.OnTheTeam);

    public static Rule OneOfTheParts(string? part, SelectionSettings settings) => new(
        "Choose one of the partnership's parts. The lead professional's part is given by the panel and handed over", Team, part is not null && settings.TeamParts.Contains(part));

    public static Rule LeavesOrKeepsOneOfTheParts(string? part, SelectionSettings settings) => OneOfTheParts(part, settings) with { Holds = string.IsNullOrEmpty(part) || settings.TeamParts.Contains(part) };

    public static Rule BeginsTodayOrLater(DateOnly? from, DateOnly today) => new(
        "A part begins today or later, within a year: nobody is put on a team for days that are over", Need, from is { } day && day >= today && day <= today.AddYears(1));

    public static Rule EndsAfterItBegins(DateOnly? from, DateOnly? until) => new(
        "The last day is the first day or later", Need, until is null || from is null || until >= from);

    public static Rule OnlyTheWorkerOrThoseWhoAnswerForTheCaseEndIt(bool manages, bool isOwn) => new(
        "Only the worker themself, the IOM coordinator, the panel's chair or the lead professional ends a part", Team, manages || isOwn);

    public static Rule TheLeadIsHandedOver(TeamMember part) => new(
        "The lead professional's part does not just end: hand the lead over, so that the person always has one", "Senior et al. 2011, figure 3.2: a lead professional for each person", !part.IsLead);

    public static Rule SaysWhyItEnds(string? because) => new("Say why the part ends", Team, !string.IsNullOrWhiteSpace(because));

    /// <summary>Empty ends the part at once.</summary>
    public static Rule LastDayIsTodayOrLater(DateOnly? lastDay, DateOnly today) => new(
        "The last day is today or later. Leave it empty to end the part at once", Need, lastDay is null || lastDay >= today);

    public static Rule EndsEarlierThanItWould(DateOnly? lastDay, TeamMember part) => new(
        $"The part ends on {part.ToOn.ToWords("another day")} anyway: give an earlier last day", Need, lastDay is null || part.ToOn is null || lastDay < part.ToOn);

    public static Rule TheCaseIsOnTheCohort(IomCase? @case) => new(
        "The panel names the lead professional when it adopts somebody; the lead is handed over while they are on the cohort", "The partnership's table of case states", @case?.State == CaseState.Adopted);

    public static Rule AnotherProfessionalLeads(Professional? who, IomCase? @case) => new(
        "Choose another professional, of an agency that belongs to the partnership today, to lead", "Senior et al. 2011, figure 3.2: a lead agency and a lead professional for each person", who is not null && who.Id != @case?.LeadUserId);

    public static Rule SaysWhyTheLeadMoves(string? because) => new("Say why the lead is handed over", "HMI Probation and HMI Constabulary 2014, 6.11 and 6.49: a change of lead is recorded with its reason", !string.IsNullOrWhiteSpace(because));

    public static Task<bool> ManagesAsync(Db db, CaseId @case) => db.ValueAsync<bool>("select manages_team(@case)", new { @case });

    public static async Task<Standing> StandingAsync(Db db, CaseId @case, UserId who, DateOnly from, DateOnly? until) =>
        await db.FirstAsync<string>("select team_standing(@case, @who, @from, @until)", new { @case, who, from, until }) switch
        {
            "free" => Standing.Free,
            "on-the-team" => Standing.OnTheTeam,
            _ => Standing.KeptApart,
        };
}
