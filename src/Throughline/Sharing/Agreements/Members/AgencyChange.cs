using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.Agreements.Members;

/// <summary>What somebody wants to change about an agency: it holds when a second person has agreed.</summary>
public sealed record AgencyChange
{
    public required Guid Id { get; init; }

    public required AgencyId AgencyId { get; init; }

    public required string AgencyName { get; init; }

    public required string Contact { get; init; }

    public required bool WorksForProbation { get; init; }

    public required bool ActsForAuthority { get; init; }

    public required string Because { get; init; }

    public required UserId AskedBy { get; init; }

    public required string AskedByName { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public string? Decision { get; init; }

    public string? DecidedByName { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? DecidedBecause { get; init; }

    private const string Columns =
        """
        select c.id, c.agency_id, a.name as agency_name, c.contact, c.works_for_probation, c.acts_for_authority, c.because, c.asked_by, u.full_name as asked_by_name, c.asked_at,
          c.decision, d.full_name as decided_by_name, c.decided_at, c.decided_because
        from agency_change c join agency a on a.id = c.agency_id join app_user u on u.id = c.asked_by left join app_user d on d.id = c.decided_by
        """;

    public static Task<IReadOnlyList<AgencyChange>> OpenAsync(Db db, CancellationToken cancel = default) => db.ListAsync<AgencyChange>(Columns + " where c.decision is null order by c.asked_at", cancel: cancel);

    public static Task<IReadOnlyList<AgencyChange>> OfAsync(Db db, AgencyId agency, CancellationToken cancel = default) =>
        db.ListAsync<AgencyChange>(Columns + " where c.agency_id = @agency order by c.asked_at desc limit 50", new { agency }, cancel);

    public static async Task<AgencyChange> FindAsync(Db db, Guid id, CancellationToken cancel = default) =>
        await db.FirstAsync<AgencyChange>(Columns + " where c.id = @id", new { id }, cancel) ?? throw new NotThere("The change");
}

/// <summary>An agency of the partnership.</summary>
public sealed record MemberAgency
{
    public required AgencyId Id { get; init; }

    public required string Code { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Regime { get; init; }

    public required string Contact { get; init; }

    public required bool WorksForProbation { get; init; }

    public required bool ActsForAuthority { get; init; }

    public required DateOnly JoinedOn { get; init; }

    public DateOnly? LeftOn { get; init; }

    public required bool Leads { get; init; }

    private const string Columns =
        """
        select a.id, a.code, a.name, a.type, a.regime, a.contact, m.works_for_probation, m.acts_for_authority, m.joined_on, m.left_on, p.lead_agency_id is not distinct from a.id as leads
        from partnership_agency m join agency a on a.id = m.agency_id join partnership p on p.id = m.partnership_id where m.partnership_id = @partnership and a.type <> 'system'
        """;

    public static Task<IReadOnlyList<MemberAgency>> ListAsync(Db db, CancellationToken cancel = default) =>
        db.ListAsync<MemberAgency>(Columns + " order by m.left_on is not null, a.name, a.id", new { partnership = db.Act.Partnership }, cancel);

    public static async Task<MemberAgency> FindAsync(Db db, AgencyId agency, CancellationToken cancel = default) =>
        await db.FirstAsync<MemberAgency>(Columns + " and a.id = @agency", new { partnership = db.Act.Partnership, agency }, cancel) ?? throw new NotThere("The agency");
}

/// <summary>The acts that change who is in the partnership and how an agency is recorded. What is in force follows in the same transaction.</summary>
public static class MemberActs
{
    public static readonly Role[] Askers = [Role.Administrator];

    public static readonly Role[] Deciders = [Role.Administrator, Role.InformationGovernanceOfficer];

    private const string Source = "OWASP ASVS 5.0 2.3.5: high-value changes take two people";

    public static async Task<Guid> AskAsync(Db db, AgencyId agency, string? contact, bool worksForProbation, bool actsForAuthority, string? because, CancellationToken cancel = default)
    {
        var now = await MemberAgency.FindAsync(db, agency, cancel);
        AgreementRules.ReasonMustBeGiven(because).Check();
        new Rule("Nothing is changed", "The form as it was sent", (contact?.Trim() ?? "", worksForProbation, actsForAuthority) != (now.Contact, now.WorksForProbation, now.ActsForAuthority)).Check();
        new Rule("A change to this agency waits for a second person already", Source, (await AgencyChange.OfAsync(db, agency, cancel)).All(change => change.Decision is not null)).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into agency_change (id, partnership_id, agency_id, contact, works_for_probation, acts_for_authority, because, asked_by, asked_at)
            values (@id, @Partnership, @agency, @contact, @worksForProbation, @actsForAuthority, @because, @User, @At)
            """, new { id, agency, contact = contact?.Trim() ?? "", worksForProbation, actsForAuthority, because = because!.Trim(), db.Act.Partnership, db.Act.User, db.Act.At }, cancel);
        await db.ProcessAsync("ask-agency-change", null, null, because.Trim(), [], new { agency = agency.Value, change = id }, cancel);
        return id;
    }

    public static async Task DecideAsync(Db db, Guid id, bool agrees, string? because, CancellationToken cancel = default)
    {
        await db.ExecuteAsync("select from agency_change where id = @id for update", new { id }, cancel);
        var change = await AgencyChange.FindAsync(db, id, cancel);
        new Rule("This change has been decided already", Source, change.Decision is null).Check();
        new Rule("Somebody else decides: you asked for this change", Source, change.AskedBy != db.Act.User).Check();
        new Rule("Say why you refuse", Source, agrees || !string.IsNullOrWhiteSpace(because)).Check();
        await db.ExecuteAsync(
            "update agency_change set decision = @decision, decided_by = @User, decided_at = @At, decided_because = @because where id = @id",
            new { id, decision = agrees ? "agreed" : "refused", because = string.IsNullOrWhiteSpace(because) ? null : because.Trim(), db.Act.User, db.Act.At }, cancel);
        if (agrees)
            await db.ExecuteAsync(
                """
                update agency set contact = @Contact where id = @AgencyId and contact <> @Contact;
                update partnership_agency set works_for_probation = @WorksForProbation, acts_for_authority = @ActsForAuthority where partnership_id = @Partnership and agency_id = @AgencyId
                """, new { change.Contact, change.AgencyId, change.WorksForProbation, change.ActsForAuthority, db.Act.Partnership }, cancel);
        await db.ProcessAsync(agrees ? "change-agency" : "refuse-agency-change", null, null, because, [], new { agency = change.AgencyId.Value, change = id }, cancel);
    }

    /// <summary>A new agency, or one that another partnership has already. Nothing passes to it or from it before it has signed.</summary>
    public static async Task<AgencyId> AddAsync(Db db, NewAgency agency, CancellationToken cancel = default)
    {
        new Rule("Choose what kind of agency it is", "Agencies are of a kind", AgencyTypes.Exists(agency.Type) || agency.Type == "research").Check();
        new Rule("Enter its name", "Agencies have names", !string.IsNullOrWhiteSpace(agency.Name)).Check();
        new Rule("Enter a short code of small letters, digits and hyphens", "Files and addresses use the code", agency.Code.Length is > 0 and <= 40 && agency.Code.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')).Check();
        var there = await db.FirstAsync<string?>("select type from agency where code = @Code", new { agency.Code }, cancel);
        new Rule("An agency with this code is of another kind: choose another code, or the kind that it is", "One code, one agency", there is null || there == agency.Type).Check();
        var again = await db.FirstAsync<AgencyId?>("select a.id from agency a join partnership_agency m on m.agency_id = a.id where a.code = @Code and m.partnership_id = @Partnership", new { agency.Code, db.Act.Partnership }, cancel);
        if (again is { } back)
        {
            new Rule("This agency is in the partnership already", "One code, one agency", (await MemberAgency.FindAsync(db, back, cancel)).LeftOn is not null).Check();
            await db.ExecuteAsync("update partnership_agency set left_on = null, joined_on = @On where partnership_id = @Partnership and agency_id = @back", new { db.Act.Partnership, db.Act.On, back }, cancel);
        }

        var id = again ?? await new Partnerships(db).AddAgencyAsync(db.Act.Partnership, agency with { Name = agency.Name.Trim(), WorksForProbation = false, ActsForAuthority = false }, db.Act.At);
        await db.ProcessAsync("add-agency", null, null, null, [], new { agency = id.Value }, cancel);
        return id;
    }

    /// <summary>Its last day in the partnership: the day after, nothing passes to it or from it.</summary>
    public static async Task LeaveAsync(Db db, AgencyId agency, DateOnly? on, string? because, CancellationToken cancel = default)
    {
        var now = await MemberAgency.FindAsync(db, agency, cancel);
        AgreementRules.ReasonMustBeGiven(because).Check();
        new Rule("Give its last day: today or later", "What has been shared cannot be taken back by a date", on >= db.Act.On).Check();
        new Rule("The agency that leads the partnership does not leave it: name another lead first", "The lead agency answers for the cases", !now.Leads).Check();
        await db.ExecuteAsync("update partnership_agency set left_on = @on where partnership_id = @Partnership and agency_id = @agency", new { on, db.Act.Partnership, agency }, cancel);
        await db.ProcessAsync("agency-leaves", null, null, because!.Trim(), [], new { agency = agency.Value, on }, cancel);
    }
}
