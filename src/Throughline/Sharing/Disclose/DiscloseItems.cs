using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing.Agreements;

namespace Throughline.Sharing.Disclose;

/// <summary>What is to be disclosed to whom, for what, under which power, until when.</summary>
public sealed record DisclosureAsked
{
    public required AgencyId ToAgency { get; init; }

    /// <summary>The items chosen; with none, every current item of <see cref="Category"/>.</summary>
    public IReadOnlyList<(string Kind, Guid Id)> Items { get; init; } = [];

    public string? Category { get; init; }

    public required Level Level { get; init; }

    public required string Gateway { get; init; }

    public required string Purpose { get; init; }

    /// <summary>Why nothing less would do (Data Protection Act 2018 s.35(2); UK GDPR article 5(1)(c)).</summary>
    public required string Necessity { get; init; }

    /// <summary>The last day on which they see it.</summary>
    public required DateOnly Until { get; init; }
}

/// <summary>What a disclosure passes, before it is made: the items, and the name that lets the recipient know whom it is about.</summary>
public sealed record DisclosurePreview(Party To, Gateway Gateway, IReadOnlyList<OwnItem> Items, OwnItem? Name);

/// <summary>
/// Passes given items of one's own agency to another beyond the clauses. It is one act with a purpose, a power, a reason why
/// nothing less would do and an end; the ledger keeps it, and every later change of an item is told to the recipient.
/// </summary>
internal static class DiscloseItems
{
    public static readonly Role[] Disclosers = [Role.Coordinator, Role.OffenderManager, Role.IntelligenceOfficer, Role.LinkWorker, Role.PartnerWorker];

    /// <summary>A purpose or a reason says something; the same for a question, its answer and what is disclosed by it.</summary>
    internal const int FewestLetters = 15;

    /// <summary>Checks every rule and gives what would pass.</summary>
    public static async Task<DisclosurePreview> PreviewAsync(Db db, PersonId person, DisclosureAsked asked)
    {
        var own = await OwnItem.ListAsync(db, person);
        var chosen = asked.Items.Count > 0 ? [.. asked.Items.Distinct().Select(key => own.FirstOrDefault(item => item.Id == key.Id && item.Kind == key.Kind) ?? throw new NotThere("The item"))]
            : own.Where(item => item.Category == asked.Category && !item.IsRestricted).ToList();
        new Rule("Choose what to share: your agency has recorded nothing of that kind about this person", "A disclosure passes something", chosen.Count > 0).Check();
        new Rule("This is restricted: it cannot be shared until the restriction is lifted", "A restricted item is not passed on (Data Protection Act 2018 s.47(2); UK GDPR article 18(2))", !chosen.Any(item => item.IsRestricted)).Check();
        var parties = await Party.ListAsync(db);
        var from = parties.FirstOrDefault(party => party.Id == db.Act.Agency) ?? throw new NotThere("The agency");
        var to = parties.FirstOrDefault(party => party.Id == asked.ToAgency) ?? throw new NotThere("The agency");
        new Rule("Choose another agency: your own sees it already", "Every item has an owner agency", to.Id != from.Id).Check();
        var gateway = await Gateway.FindAsync(db, asked.Gateway) ?? throw new NotThere("The power");
        var name = chosen.Any(item => item.Kind == "person_name") ? null : own.FirstOrDefault(item => item.Kind == "person_name" && !item.IsRestricted);
        await CheckAsync(db, person, asked, gateway, from, to, [.. chosen.Append(name).OfType<OwnItem>().Select(item => item.Category).Distinct(StringComparer.Ordinal)]);
        return new DisclosurePreview(to, gateway, chosen, name);
    }

    public static async Task<Guid> DoAsync(Db db, PersonId person, DisclosureAsked asked)
    {
        var preview = await PreviewAsync(db, person, asked);
        var id = Guid.CreateVersion7(db.Act.At);
        var until = FirstInstantAfter(asked.Until);
        var level = asked.Level == Level.Full ? "full" : "summary";
        await db.ExecuteAsync(
            """
            insert into disclosure (id, partnership_id, person_id, from_agency_id, to_agency_id, level, gateway, purpose, necessity, at, until_at, made_by)
            values (@id, @Partnership, @person, @Agency, @to, @level, @Code, @purpose, @necessity, @At, @until, @User)
            """,
            new { id, db.Act.Partnership, person, db.Act.Agency, to = preview.To.Id, level, preview.Gateway.Code, purpose = asked.Purpose.Trim(), necessity = asked.Necessity.Trim(), db.Act.At, until, db.Act.User });
        foreach (var item in preview.Items)
            await PassAsync(db, id, preview.To.Id, item, level, until);
        if (preview.Name is { } name)
            await PassAsync(db, id, preview.To.Id, name, "full", until);
        await RecordAsync(db, person, id, asked, preview);
        return id;
    }

    private static Task PassAsync(Db db, Guid disclosure, AgencyId to, OwnItem item, string level, DateTimeOffset until) => db.ExecuteAsync(
        """
        insert into disclosed_item (disclosure_id, partnership_id, kind, item_id, category, from_agency_id, to_agency_id, level, from_at, until_at)
        values (@disclosure, @Partnership, @Kind, @Id, @Category, @Agency, @to, @level, @At, @until)
        """, new { disclosure, db.Act.Partnership, item.Kind, item.Id, item.Category, db.Act.Agency, to, level, db.Act.At, until });

    private static async Task RecordAsync(Db db, PersonId person, Guid id, DisclosureAsked asked, DisclosurePreview preview)
    {
        var categories = preview.Items.Select(item => item.Category).Distinct(StringComparer.Ordinal).ToArray();
        var what = $"{(preview.Items.Count == 1 ? "1 item" : preview.Items.Count + " items")} ({string.Join(", ", categories)})";
        // the ledger tells the recipient; in the timeline the event is the owner's own
        await db.ProcessAsync("DiscloseItems", person, null, asked.Purpose.Trim(),
            [.. categories.Select(category => new Happened("items-disclosed", category, $"Disclosed {category} to {preview.To.Name} until {Ui.Dates.ToWords(asked.Until)}", db.Act.On, new { disclosure = id }) { Marking = "owner" })],
            new { disclosure = id, asked.Gateway, necessity = asked.Necessity.Trim() });
        await db.AuditAsync(AuditOperation.Disclosure, [person], categories, $"disclosed {what} to {preview.To.Name}, {(asked.Level == Level.Full ? "all of it" : "a summary")}, under {preview.Gateway.Name}", null,
            [.. preview.Items.Append(preview.Name).OfType<OwnItem>().Select(item => item.Id)], [preview.To.Id]);
    }

    private static async Task CheckAsync(Db db, PersonId person, DisclosureAsked asked, Gateway gateway, Party from, Party to, IReadOnlyList<string> categories)
    {
        foreach (var category in categories)
        {
            var consentEnds = !gateway.NeedsConsent ? null : await db.FirstAsync<DateOnly?>(
                """
                select max(expires_on) from consent where person_id = @person and owner_agency_id = @Agency and withdrawn_at is null and (@category = any (categories) or @category = 'identity')
                  and @to = any (to_agencies) and given_on <= @On and expires_on >= @On
                """, new { person, db.Act.Agency, category, to = to.Id, db.Act.On });
            foreach (var rule in DisclosureRules.Of(category, asked.Level, gateway, from.AsClauseParty, to.AsClauseParty, consentEnds is not null, db.Act.On).Concat(DisclosureRules.Lasts(gateway, consentEnds, asked.Until)))
                rule.Check();
        }

        var longest = await db.NumberAsync(DisclosureNumbers.LongestDays);
        new Rule("The last day must be today or later", "A disclosure has an end that is still to come", asked.Until >= db.Act.On).Check();
        new Rule($"The last day must be within {longest} days", DisclosureNumbers.LongestDays.Source, asked.Until <= db.Act.On.AddDays(longest)).Check();
        new Rule("Say what they need it for", "A disclosure has a purpose (UK GDPR article 5(1)(b); Data Protection Act 2018 s.36)", asked.Purpose.Trim().Length >= FewestLetters).Check();
        new Rule("Say why nothing less would do", "No more than is necessary (UK GDPR article 5(1)(c); Data Protection Act 2018 s.37)", asked.Necessity.Trim().Length >= FewestLetters).Check();
    }

    /// <summary>The last day counts to its end where the work is done.</summary>
    internal static DateTimeOffset FirstInstantAfter(DateOnly day)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, TimeZoneInfo.FindSystemTimeZoneById("Europe/London").GetUtcOffset(midnight));
    }
}

/// <summary>The owner ends a disclosure before its time: from that instant on the items are hidden again, and the recipient is told.</summary>
internal static class EndDisclosure
{
    private sealed class Running
    {
        public required PersonId PersonId { get; init; }

        public required AgencyId FromAgencyId { get; init; }

        public required AgencyId ToAgencyId { get; init; }

        public required string ToName { get; init; }

        public required bool Runs { get; init; }
    }

    public static async Task DoAsync(Db db, Guid disclosure, string because)
    {
        var found = await db.FirstAsync<Running>(
            "select d.person_id, d.from_agency_id, d.to_agency_id, a.name as to_name, d.ended_at is null and d.until_at > @At as runs from disclosure d join agency a on a.id = d.to_agency_id where d.id = @disclosure for update of d",
            new { disclosure, db.Act.At }) ?? throw new NotThere("The disclosure");
        if (found.FromAgencyId != db.Act.Agency)
            throw new NotThere("The disclosure");
        new Rule("This disclosure has ended already", "An end is recorded once", found.Runs).Check();
        new Rule("Say why it ends", "Every change has a reason", !string.IsNullOrWhiteSpace(because)).Check();
        await StopAsync(db, disclosure, because.Trim());
        var categories = await db.ListAsync<string>("select distinct category from disclosed_item where disclosure_id = @disclosure order by 1", new { disclosure });
        await TellAsync(db, found.ToAgencyId, found.PersonId, disclosure, "has ended a disclosure to your agency", categories);
        var items = await db.ListAsync<Guid>("select item_id from disclosed_item where disclosure_id = @disclosure", new { disclosure });
        await db.ProcessAsync("EndDisclosure", found.PersonId, null, because.Trim(), [new Happened("disclosure-ended", categories[0], $"Ended the disclosure to {found.ToName}", db.Act.On, new { disclosure }) { Marking = "owner" }],
            new Recorded(AuditOperation.Alteration) { Categories = [.. categories], Items = [.. items.Distinct()], Recipients = [found.ToAgencyId] });
    }

    internal static Task StopAsync(Db db, Guid disclosure, string because) => db.ExecuteAsync(
        """
        update disclosure set ended_at = @At, ended_by = @User, ended_because = @because where id = @disclosure;
        update disclosed_item set until_at = @At where disclosure_id = @disclosure and until_at > @At
        """, new { disclosure, because, db.Act.At, db.Act.User });

    internal static Task TellAsync(Db db, AgencyId to, PersonId person, Guid subject, string what, IReadOnlyCollection<string> categories) => db.ExecuteAsync(
        """
        insert into sharing_notice (partnership_id, to_agency_id, from_agency_id, kind, person_id, subject_id, words, at)
        select @Partnership, @to, @Agency, 'withdrawal', @person, @subject, format('%s %s: %s. Do not rely on it any longer, and tell those to whom you passed it on.', a.name, @what, @categories), @At from agency a where a.id = @Agency
        """, new { db.Act.Partnership, to, db.Act.Agency, person, subject, what, categories = string.Join(", ", categories), db.Act.At });
}
