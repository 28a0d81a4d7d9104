using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing.Disclose;

namespace Throughline.Sharing.Consent;

/// <summary>What a person said that a service may tell, to whom, until when; with their own words and how they said it.</summary>
public sealed record ConsentGiven(IReadOnlyList<string> Categories, IReadOnlyList<AgencyId> ToAgencies, DateOnly GivenOn, DateOnly ExpiresOn, string How, string Words);

/// <summary>A consent on record, as its service and the agencies that it names see it.</summary>
public sealed record ConsentOnRecord
{
    public required Guid Id { get; init; }

    public required AgencyId OwnerAgencyId { get; init; }

    public required string OwnerName { get; init; }

    public required string[] Categories { get; init; }

    public required string[] ToNames { get; init; }

    public required DateOnly GivenOn { get; init; }

    public required DateOnly ExpiresOn { get; init; }

    public required string How { get; init; }

    public required string Words { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    public string? WithdrawnBecause { get; init; }

    public string HowWords => RecordConsent.Ways.FirstOrDefault(way => way.Code == How).Words ?? How;

    public bool HoldsOn(DateOnly day) => WithdrawnAt is null && GivenOn <= day && day <= ExpiresOn;

    public static Task<IReadOnlyList<ConsentOnRecord>> ListAsync(Db db, PersonId person) => db.ListAsync<ConsentOnRecord>(
        """
        select c.id, c.owner_agency_id, o.name as owner_name, c.categories, array(select a.name from agency a where a.id = any (c.to_agencies) order by 1) as to_names, c.given_on, c.expires_on, c.how, c.words, c.withdrawn_at, c.withdrawn_because
        from consent c join agency o on o.id = c.owner_agency_id where c.person_id = @person order by c.withdrawn_at is not null, c.expires_on desc, c.id
        """, new { person });
}

/// <summary>
/// Records a person's consent at the service that took it. Consent is the person's own and a competent authority cannot rest on
/// it: between the police and a person it is not freely given (recital 43 of the UK GDPR; the gateway's trap).
/// </summary>
internal static class RecordConsent
{
    public static readonly IReadOnlyList<(string Code, string Words)> Ways =
    [
        ("in-writing", "In writing, signed"), ("in-person", "Spoken, face to face"), ("by-phone", "Spoken, by telephone or video"), ("electronic", "In an electronic form or message"),
    ];

    /// <summary>Why the agency cannot rest on consent; null when it can.</summary>
    public static async Task<Rule> MayRestOnItAsync(Db db)
    {
        var gateway = await Agreements.Gateway.FindAsync(db, "consent") ?? throw new InvalidOperationException("The table of gateways has no consent.");
        var mine = await Party.FindAsync(db, db.Act.Agency);
        return new($"{mine.Name} cannot rest on consent. {gateway.Trap}", gateway.Source, (gateway.FromTypes is null || gateway.FromTypes.Contains(mine.Type)) && gateway.FromRegimes.Contains(mine.Regime));
    }

    public static async Task<Guid> DoAsync(Db db, PersonId person, ConsentGiven given)
    {
        (await MayRestOnItAsync(db)).Check();
        var parties = await Party.ListAsync(db);
        var longest = await db.NumberAsync(DisclosureNumbers.LongestConsentDays);
        new Rule("Choose what the person agreed to share", "Consent is specific (UK GDPR article 4(11))", given.Categories.Count > 0 && given.Categories.All(Category.All.Contains)).Check();
        new Rule("Choose the agencies that the person named", "Consent is specific (UK GDPR article 4(11))", given.ToAgencies.Count > 0 && given.ToAgencies.All(to => to != db.Act.Agency && parties.Any(party => party.Id == to))).Check();
        new Rule("The day of the consent must be today or in the past", "Consent comes before the sharing", given.GivenOn <= db.Act.On).Check();
        new Rule("The last day must be today or later", "A consent that has run out shares nothing", given.ExpiresOn >= db.Act.On && given.ExpiresOn >= given.GivenOn).Check();
        new Rule($"The last day must be within {longest} days of the consent", DisclosureNumbers.LongestConsentDays.Source, given.ExpiresOn <= given.GivenOn.AddDays(longest)).Check();
        new Rule("Choose how the person agreed", "The controller can show that there was consent (UK GDPR article 7(1))", Ways.Any(way => way.Code == given.How)).Check();
        new Rule("Write the words that the person agreed to", "The controller can show that there was consent (UK GDPR article 7(1))", given.Words.Trim().Length >= 10).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into consent (id, partnership_id, person_id, owner_agency_id, categories, to_agencies, given_on, expires_on, how, words, recorded_at, recorded_by)
            values (@id, @Partnership, @person, @Agency, @categories, @to, @GivenOn, @ExpiresOn, @How, @words, @At, @User)
            """,
            new { id, db.Act.Partnership, person, db.Act.Agency, categories = given.Categories.Distinct().ToArray(), to = given.ToAgencies.Distinct().Select(to => to.Value).ToArray(), given.GivenOn, given.ExpiresOn, given.How, words = given.Words.Trim(), db.Act.At, db.Act.User });
        await db.ProcessAsync("RecordConsent", person, null, null, [.. given.Categories.Distinct().Select(category => new Happened("consent-recorded", category, $"The person agreed that {category} may be shared", given.GivenOn, new { consent = id }) { Marking = "owner" })]);
        return id;
    }
}

/// <summary>The person takes consent back. Nothing rests on it from that instant on, and whoever was told is told to stop.</summary>
internal static class WithdrawConsent
{
    private sealed class Standing
    {
        public required PersonId PersonId { get; init; }

        public required string[] Categories { get; init; }

        public required Guid[] ToAgencies { get; init; }

        public required bool IsOver { get; init; }
    }

    public static async Task DoAsync(Db db, PersonId person, Guid consent, string because)
    {
        var found = await db.FirstAsync<Standing>("select person_id, categories, to_agencies, withdrawn_at is not null as is_over from consent where id = @consent and person_id = @person and owner_agency_id = @Agency for update", new { consent, person, db.Act.Agency }) ?? throw new NotThere("The consent");
        if (found.IsOver)
            throw new ChangedByAnother("This consent has been withdrawn since you opened it.");
        new Rule("Say how the person withdrew it", "Withdrawing is as easy as giving (UK GDPR article 7(3)), and is written down", !string.IsNullOrWhiteSpace(because)).Check();
        await db.ExecuteAsync("update consent set withdrawn_at = @At, withdrawn_by = @User, withdrawn_because = @because where id = @consent", new { consent, db.Act.At, db.Act.User, because = because.Trim() });
        foreach (var to in found.ToAgencies)
        {
            await StopWhatRestedOnItAsync(db, person, new AgencyId(to), found.Categories);
            await EndDisclosure.TellAsync(db, new AgencyId(to), person, consent, "tells you that the person has withdrawn consent to share with your agency", found.Categories);
        }

        await db.ProcessAsync("WithdrawConsent", person, null, because.Trim(), [.. found.Categories.Select(category => new Happened("consent-withdrawn", category, $"The person withdrew consent to share {category}", db.Act.On, new { consent }) { Marking = "owner" })]);
    }

    /// <summary>Disclosures that rest on consent end with it, but for those that another consent still carries.</summary>
    private static async Task StopWhatRestedOnItAsync(Db db, PersonId person, AgencyId to, string[] categories)
    {
        var resting = await db.ListAsync<Guid>(
            """
            select d.id from disclosure d where d.person_id = @person and d.from_agency_id = @Agency and d.to_agency_id = @to and d.gateway = 'consent' and d.ended_at is null and d.until_at > @At
              and exists (select from disclosed_item i where i.disclosure_id = d.id and i.category = any (@categories)
                and not exists (select from consent c where c.person_id = @person and c.owner_agency_id = @Agency and c.withdrawn_at is null and i.category = any (c.categories) and @to = any (c.to_agencies) and c.given_on <= @On and c.expires_on >= @On))
            """, new { person, db.Act.Agency, to, categories, db.Act.At, db.Act.On });
        foreach (var disclosure in resting)
            await EndDisclosure.StopAsync(db, disclosure, "The person withdrew consent.");
    }
}
