using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Rights.SubjectAccess;

/// <summary>What somebody typed about a request that came in.</summary>
public sealed record NewAccessRequest(DateOnly? ReceivedOn, string? How, string? AskedFor, string? SendTo, DateOnly? IdentityAskedOn, DateOnly? IdentityCheckedOn, string? IdentityHow);

internal static class OpenRequest
{
    public static IEnumerable<(string Field, Rule Rule)> Rules(NewAccessRequest typed, DateOnly today) =>
    [
        ("ReceivedOn", new Rule("Enter the day on which the request came, which is not in the future", Clock.Source, typed.ReceivedOn <= today)),
        ("How", new Rule("Choose how the request came", Clock.Source, AccessRequest.Ways.Any(way => way.Code == typed.How))),
        ("AskedFor", new Rule("Say what the person asks for, in their words", "Data Protection Act 2018 s.45(1)", !string.IsNullOrWhiteSpace(typed.AskedFor))),
        ("IdentityCheckedOn", new Rule("Identity is checked on a day that is not in the future", "Data Protection Act 2018 s.52(4)", typed.IdentityCheckedOn is null || typed.IdentityCheckedOn <= today)),
        ("IdentityHow", new Rule("Say how identity was checked", "Data Protection Act 2018 s.52(4)", typed.IdentityCheckedOn is null || !string.IsNullOrWhiteSpace(typed.IdentityHow))),
    ];

    public static async Task<Guid> DoAsync(Db db, PersonId person, NewAccessRequest typed)
    {
        foreach (var (_, rule) in Rules(typed, db.Act.On))
            rule.Check();
        var another = await db.ValueAsync<bool>("select exists (select from subject_access where person_id = @person and state = 'open')", new { person });
        new Rule("A request of this person is open already: add to it", Clock.Source, !another).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into subject_access (id, partnership_id, person_id, received_on, received_how, asked_for, send_to, identity_asked_on, identity_checked_on, identity_how, opened_at, opened_by)
            values (@id, @Partnership, @person, @ReceivedOn, @How, @askedFor, @sendTo, @IdentityAskedOn, @IdentityCheckedOn, @IdentityHow, @At, @User)
            """, new { id, db.Act.Partnership, person, typed.ReceivedOn, typed.How, askedFor = typed.AskedFor!.Trim(), sendTo = typed.SendTo?.Trim() ?? "", typed.IdentityAskedOn, typed.IdentityCheckedOn, typed.IdentityHow, db.Act.At, db.Act.User });
        await db.AuditAsync(AuditOperation.Collection, [person], ["subject access"], "subject-access request recorded", null);
        return id;
    }
}

internal static class ChangeClock
{
    public static async Task IdentityAskedAsync(Db db, Guid id)
    {
        var (request, open) = await OpenAsync(db, id);
        open.Check();
        NotTooLate(request, db.Act.On).Check();
        await db.ExecuteAsync("update subject_access set identity_asked_on = coalesce(identity_asked_on, @On) where id = @id and identity_checked_on is null", new { id, db.Act.On });
        await RecordAsync(db, request, "ask-for-identity");
    }

    public static async Task IdentityCheckedAsync(Db db, Guid id, DateOnly? on, string? how)
    {
        var (request, open) = await OpenAsync(db, id);
        open.Check();
        new Rule("Enter the day on which identity was checked, which is not in the future", "Data Protection Act 2018 s.52(4)", on <= db.Act.On).Check();
        new Rule("Say how identity was checked", "Data Protection Act 2018 s.52(4)", !string.IsNullOrWhiteSpace(how)).Check();
        await db.ExecuteAsync("update subject_access set identity_checked_on = @on, identity_how = @how where id = @id", new { id, on, how = how!.Trim() });
        await RecordAsync(db, request, "check-identity");
    }

    public static async Task ExtendAsync(Db db, Guid id, string? because, string? words)
    {
        var (request, open) = await OpenAsync(db, id);
        open.Check();
        new Rule("Choose why it takes longer: it is complex, or there are a number of requests", Clock.Source, because is "complex" or "number").Check();
        new Rule("Say in words why it takes longer, as the person will be told", Clock.Source, !string.IsNullOrWhiteSpace(words)).Check();
        new Rule("It has been extended already, and can be only once", Clock.Source, request.ExtendedOn is null).Check();
        new Rule("The person must be told within the first month, and that is over", Clock.Source, request.Clock.LastDayToExtend is { } last && db.Act.On <= last).Check();
        await db.ExecuteAsync("update subject_access set extended_on = @On, extended_because = @because, extended_words = @words where id = @id", new { id, db.Act.On, because, words = words!.Trim() });
        await RecordAsync(db, request, "extend-subject-access");
    }

    public static async Task AskAsync(Db db, Guid id, string? question)
    {
        var (request, open) = await OpenAsync(db, id);
        open.Check();
        new Rule("Say what the person is asked", Clock.Source, !string.IsNullOrWhiteSpace(question)).Check();
        new Rule("A question is open already: the clock stands still", Clock.Source, request.Pauses.All(pause => pause.AnsweredOn is not null)).Check();
        NotTooLate(request, db.Act.On).Check();
        await db.ExecuteAsync("insert into subject_access_pause (partnership_id, request_id, asked_on, question) values (@Partnership, @id, @On, @question)", new { db.Act.Partnership, id, db.Act.On, question = question!.Trim() });
        await RecordAsync(db, request, "ask-what-is-meant");
    }

    public static async Task AnswerAsync(Db db, Guid id, DateOnly? on, string? answer)
    {
        var (request, open) = await OpenAsync(db, id);
        open.Check();
        var pause = request.Pauses.FirstOrDefault(one => one.AnsweredOn is null) ?? throw new ChangedByAnother("No question is open any more.");
        new Rule("Enter the day of the answer: not before the question, not in the future", Clock.Source, on >= pause.AskedOn && on <= db.Act.On).Check();
        new Rule("Say what the person answered", Clock.Source, !string.IsNullOrWhiteSpace(answer)).Check();
        await db.ExecuteAsync("update subject_access_pause set answered_on = @on, answer = @answer where id = @pause", new { pause = pause.Id, on, answer = answer!.Trim() });
        await RecordAsync(db, request, "record-what-is-meant");
    }

    /// <summary>What stops the clock stops it while it runs: an answer that is late stays late.</summary>
    public static Rule NotTooLate(AccessRequest request, DateOnly today) => new("The day on which the answer was due has passed: asking the person now does not stop the clock", Clock.Source, !request.Clock.IsOverdueOn(today));

    // who moved the clock, and when; the words stand with the request
    private static Task RecordAsync(Db db, AccessRequest request, string what) => db.ProcessAsync(what, request.PersonId, null, null, [], new { request = request.Id });

    private static async Task<(AccessRequest, Rule)> OpenAsync(Db db, Guid id)
    {
        var request = await AccessRequest.FindAsync(db, id, toChange: true);
        return (request, request.MustBeOpen());
    }
}

/// <summary>Looks everywhere for what is held about the person, proposes what to do with each item, and asks each owner agency what it thinks.</summary>
internal static class SearchEverywhere
{
    public static readonly PolicyNumber AnswerDays = new("rights.owner-view-days", "An agency is asked what it thinks of a subject-access request about its items within", 10, "days", "Our choice: it leaves half of the month to decide (Data Protection Act 2018 s.54)", 1, 28);

    /// <summary>Says how many items were found that were not known before. The act needs the partnership's own sight.</summary>
    public static async Task<int> DoAsync(Db db, Guid id)
    {
        var request = await AccessRequest.FindAsync(db, id, toChange: true);
        request.MustBeOpen().Check();
        var people = await ItemCatalogue.SamePersonAsync(db, request.PersonId);
        var items = await ItemCatalogue.EverythingAsync(db, people);
        var others = await ThirdParties.OfAsync(db, people, items);
        var proposals = items.Select(item => Propose(item, others)).ToList();
        var fresh = await db.ExecuteAsync(
            """
            insert into subject_access_item (request_id, partnership_id, person_id, kind, item_id, owner_agency_id, category, proposal, needs_a_look, third_parties, redactions, found_at)
            select @id, @Partnership, @PersonId, n.kind, n.item, n.owner, n.category, n.proposal, n.look, string_to_array(nullif(n.others, ''), E'\n'), string_to_array(nullif(n.others, ''), E'\n'), @At
            from (select unnest(@kinds) as kind, unnest(@ids) as item, unnest(@owners) as owner, unnest(@categories) as category, unnest(@proposed) as proposal, unnest(@looks) as look, unnest(@names) as others) n
            where true on conflict do nothing
            """.Replace("string_to_array(nullif(n.others, ''), E'\\n')", "coalesce(string_to_array(nullif(n.others, ''), E'\\n'), '{}')", StringComparison.Ordinal),
            new
            {
                id, db.Act.Partnership, db.Act.At, request.PersonId, kinds = items.Select(i => i.Kind).ToArray(), ids = items.Select(i => i.Id).ToArray(), owners = items.Select(i => i.OwnerAgencyId.Value).ToArray(), categories = items.Select(i => i.Category).ToArray(),
                proposed = proposals.Select(p => p.What).ToArray(), looks = proposals.Select(p => p.Look).ToArray(), names = proposals.Select(p => string.Join('\n', p.Names)).ToArray(),
            });
        var days = await db.NumberAsync(AnswerDays);
        await db.ExecuteAsync(
            """
            insert into subject_access_view (request_id, partnership_id, agency_id, asked_at, answer_by)
            select @id, @Partnership, o.agency, @At, @by from (select distinct unnest(@owners) as agency) o
            on conflict (request_id, agency_id) do update set answered_at = null, answered_by = null, asked_at = @At, answer_by = greatest(subject_access_view.answer_by, @by)
              where subject_access_view.answered_at is not null and exists (select from subject_access_item i where i.request_id = @id and i.owner_agency_id = excluded.agency_id and i.owner_view is null and i.found_at = @At)
            """, new { id, db.Act.Partnership, db.Act.At, by = AnswerBy(request.Clock.DueOn, db.Act.On, days), owners = items.Select(i => i.OwnerAgencyId.Value).ToArray() });
        await db.ExecuteAsync("update subject_access set searched_at = @At where id = @id", new { id, db.Act.At });
        await db.AuditAsync(AuditOperation.Consultation, [request.PersonId], [.. items.Select(i => i.Category).Distinct()], "subject access: everything was searched with the partnership's own sight", null);
        return fresh;
    }

    /// <summary>An owner has its days, and never so many that the person waits longer than the law lets them: it answers before the day on which the answer is due.</summary>
    internal static DateOnly AnswerBy(DateOnly? due, DateOnly today, int days)
    {
        var usual = today.AddDays(days);
        return due is { } last && last <= usual ? (last.AddDays(-1) < today ? today : last.AddDays(-1)) : usual;
    }

    internal static (string What, bool Look, string[] Names) Propose(FoundItem item, ThirdParties others)
    {
        var names = others.In(item.AllText);
        if (item.SubjectAccess == "withhold-by-default" || item.Category == "intelligence")
            return ("withhold", true, names);
        return (names.Length > 0 ? "redact" : "disclose", item.Kind == "import_reject" || others.AsksForALook(item), names);
    }
}

/// <summary>What somebody decides about one item.</summary>
public sealed record ItemDecision(string Kind, Guid ItemId, string? Decision, string? Redactions, string? Exemption, string? Reason);

internal static class DecideItem
{
    public static IEnumerable<(string Field, Rule Rule)> Rules(ItemDecision typed) =>
    [
        ("Decision", new Rule("Choose whether to give it, give it with parts removed, or withhold it", "Data Protection Act 2018 s.45", typed.Decision is "disclose" or "redact" or "withhold")),
        ("Redactions", new Rule("Say which words are removed, one on each line", "Data Protection Act 2018 s.45(4)(e)", typed.Decision != "redact" || Lines(typed.Redactions).Length > 0)),
        ("Exemption", new Rule("Choose why it is withheld", "Data Protection Act 2018 s.45(7): reasons are recorded", typed.Decision != "withhold" || Exemptions.Find(typed.Exemption) is not null)),
        ("Reason", new Rule("Say in words why it is withheld; the Information Commission may ask", "Data Protection Act 2018 s.45(7)", typed.Decision != "withhold" || !string.IsNullOrWhiteSpace(typed.Reason))),
    ];

    public static async Task DoAsync(Db db, Guid request, ItemDecision typed)
    {
        (await AccessRequest.FindAsync(db, request, toChange: true)).MustBeOpen().Check();
        foreach (var (_, rule) in Rules(typed))
            rule.Check();
        var done = await db.ExecuteAsync(
            """
            update subject_access_item set decision = @Decision, redactions = @lines, exemption = @exemption, reason = @reason, decided_by = @User, decided_at = @At
            where request_id = @request and kind = @Kind and item_id = @ItemId
            """, new { request, typed.Kind, typed.ItemId, typed.Decision, lines = typed.Decision == "redact" ? Lines(typed.Redactions) : [], exemption = typed.Decision == "withhold" ? typed.Exemption : null, reason = string.IsNullOrWhiteSpace(typed.Reason) ? null : typed.Reason.Trim(), db.Act.User, db.Act.At });
        if (done == 0)
            throw new NotThere("The item");
    }

    /// <summary>Takes the proposals for what nobody needs to read first and to which no owner objects. Says how many.</summary>
    public static async Task<int> RestAsync(Db db, Guid request)
    {
        (await AccessRequest.FindAsync(db, request, toChange: true)).MustBeOpen().Check();
        return await db.ExecuteAsync(
            """
            update subject_access_item set decision = proposal, decided_by = @User, decided_at = @At
            where request_id = @request and decision is null and not needs_a_look and proposal <> 'withhold' and (owner_view in (proposal, 'disclose')
              or owner_view is null and exists (select from subject_access_view v where v.request_id = @request and v.agency_id = owner_agency_id and v.answered_at is null and v.answer_by < @On))
            """, new { request, db.Act.User, db.Act.At, db.Act.On });
    }

    internal static string[] Lines(string? text) => [.. (text ?? "").Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}

/// <summary>An agency says what it thinks about its own items. It is advice: governance decides for the partnership.</summary>
internal static class GiveView
{
    /// <param name="views">What the page showed, with what the agency thinks of each: an item that whoever answers may not see is not answered for.</param>
    public static async Task DoAsync(Db db, Guid request, string? words, IReadOnlyList<(string Kind, Guid Id, string View, string? Words)> views)
    {
        var objections = views.Where(one => one.View != "disclose").ToList();
        var asked = (await AgencyView.OfAsync(db, request, db.Act.Agency)).FirstOrDefault() ?? throw new NotThere("The request");
        new Rule("Your agency has answered already: ask information governance to change it", "One answer of each agency", asked.AnsweredAt is null).Check();
        new Rule("Say why, for each item that you would not give as it is", "Data Protection Act 2018 s.45(7)", objections.All(one => !string.IsNullOrWhiteSpace(one.Words))).Check();
        var shown = (await AccessItem.ListAsync(db, await AccessRequest.FindAsync(db, request), db.Act.Agency)).Select(item => (item.Kind, item.ItemId)).ToHashSet();
        foreach (var (kind, id, view, why) in views.Where(one => shown.Contains((one.Kind, one.Id))))
        {
            await db.ExecuteAsync("update subject_access_item set owner_view = @view, owner_words = @why, owner_viewed_by = @User, owner_viewed_at = @At where request_id = @request and kind = @kind and item_id = @id and owner_agency_id = @Agency",
                new { request, kind, id, view, why = view == "disclose" || string.IsNullOrWhiteSpace(why) ? null : why.Trim(), db.Act.Agency, db.Act.User, db.Act.At });
        }

        await db.ExecuteAsync("update subject_access_view set answered_at = @At, answered_by = @User, words = @words where request_id = @request and agency_id = @Agency", new { request, db.Act.Agency, db.Act.User, db.Act.At, words = words?.Trim() });
    }
}

internal static class CloseRequest
{
    /// <summary>What stands in the way of giving the pack; empty when nothing does.</summary>
    public static async Task<IReadOnlyList<Rule>> InTheWayAsync(Db db, AccessRequest request)
    {
        var undecided = await db.ValueAsync<int>("select count(*)::int from subject_access_item where request_id = @Id and decision is null", new { request.Id });
        var waiting = (await AgencyView.OfAsync(db, request.Id)).Where(view => view.AnsweredAt is null && view.AnswerBy >= db.Act.On && (request.Clock.DueOn is not { } due || db.Act.On < due)).Select(view => view.AgencyName).ToList();
        return [.. new[]
        {
            request.MustBeOpen(),
            new Rule("Check who asks before anything is given", "Data Protection Act 2018 s.52(4)", request.IdentityCheckedOn is not null),
            new Rule("Search first", "Data Protection Act 2018 s.45(2A): a reasonable and proportionate search", request.SearchedAt is not null),
            new Rule($"{Ui.Dates.Count(undecided, "item is", "items are")} not decided yet", "Every item is decided by somebody", undecided == 0),
            new Rule($"These agencies still have time to say what they think: {string.Join(", ", waiting)}", "The owner of an item is asked first", waiting.Count == 0),
        }.Where(rule => !rule.Holds)];
    }

    /// <summary>Makes the pack of what has been decided and answers the request with it. Says its SHA-256.</summary>
    public static Task<string> GiveAsync(Db db, Guid id) => db.WithPartnershipSightAsync(async () =>
    {
        // locked before the pack is made: what is decided meanwhile by somebody else is in it, or comes too late
        var pdf = Papers.PaperPdf.Write(await Pack.MakeAsync(db, await AccessRequest.FindAsync(db, id, toChange: true)));
        var categories = await db.ListAsync<string>("select distinct category from subject_access_item where request_id = @id and decision <> 'withhold'", new { id });
        return await AnswerAsync(db, id, pdf, [.. categories]);
    });

    /// <summary>The request is answered with this very file: it is kept, and its SHA-256 with the request.</summary>
    public static async Task<string> AnswerAsync(Db db, Guid id, byte[] pdf, string[] categories)
    {
        var request = await AccessRequest.FindAsync(db, id, toChange: true);
        foreach (var rule in await InTheWayAsync(db, request))
            rule.Check();
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pdf));
        await db.ExecuteAsync("insert into subject_access_pack (request_id, partnership_id, person_id, pdf, sha256, made_at, made_by) values (@id, @Partnership, @PersonId, @pdf, @sha256, @At, @User)", new { id, db.Act.Partnership, request.PersonId, pdf, sha256, db.Act.At, db.Act.User });
        await db.ExecuteAsync("update subject_access set state = 'answered', closed_on = @On, closed_by = @User, pack_sha256 = @sha256 where id = @id", new { id, db.Act.On, db.Act.User, sha256 });
        var items = await db.ListAsync<Guid>("select item_id from subject_access_item where request_id = @id and decision in ('disclose', 'redact')", new { id });
        await db.AuditAsync(AuditOperation.Disclosure, [request.PersonId], categories, "subject-access pack given to the person", null, items, []);
        return sha256;
    }

    public static async Task RefuseAsync(Db db, Guid id, string? because, string? words)
    {
        var request = await AccessRequest.FindAsync(db, id, toChange: true);
        request.MustBeOpen().Check();
        new Rule("Choose why the request is refused", "Data Protection Act 2018 s.53", Refusals.All.Any(one => one.Code == because)).Check();
        new Rule("Say in words why it is refused: it is kept for the Information Commission", "Data Protection Act 2018 s.45(7)", !string.IsNullOrWhiteSpace(words)).Check();
        await db.ExecuteAsync("update subject_access set state = 'refused', closed_on = @On, closed_by = @User, refused_because = @because, closed_words = @words where id = @id", new { id, db.Act.On, db.Act.User, because, words = words!.Trim() });
        await db.AuditAsync(AuditOperation.Alteration, [request.PersonId], ["subject access"], "subject-access request refused", null);
    }
}
