using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Ui;

namespace Throughline.Sharing.Agreements.Write;

/// <summary>What an agreement says besides its clauses.</summary>
public sealed record AgreementTerms
{
    public required string? Name { get; init; }

    public required string? Purpose { get; init; }

    public DateOnly? StartsOn { get; init; }

    public DateOnly? EndsOn { get; init; }

    public bool ReachesBelow { get; init; }

    /// <summary>The agencies it is between.</summary>
    public required IReadOnlyCollection<AgencyId> Parties { get; init; }

    /// <summary>What they say otherwise than the draft, in words; one line that says so when they say the same.</summary>
    public IReadOnlyList<string> DifferencesFrom(Agreement draft, IReadOnlyList<Agreements.Party> parties, IReadOnlyDictionary<AgencyId, string> names)
    {
        var lines = new List<string>();
        void Say(string what, string before, string after)
        {
            if (before != after)
                lines.Add($"{what}: {after}; until now {before}");
        }

        Say("Name", draft.Name, Name?.Trim() ?? "");
        Say("Purpose", draft.Purpose, Purpose?.Trim() ?? "");
        Say("First day", draft.StartsOn.ToWords("not given"), StartsOn.ToWords("not given"));
        Say("Last day", draft.EndsOn.ToWords("not given"), EndsOn.ToWords("not given"));
        Say("Where it holds", draft.Reach, ReachesBelow ? Agreement.AlsoBelow : Agreement.HereOnly);
        var joins = Parties.Except(parties.Select(party => party.AgencyId)).Select(id => names.GetValueOrDefault(id, "Another agency")).Order(StringComparer.Ordinal).ToList();
        var leaves = parties.Where(party => !Parties.Contains(party.AgencyId)).Select(party => party.Name).ToList();
        if (joins.Count > 0)
            lines.Add($"New: {ClauseWords.And(joins)}");
        if (leaves.Count > 0)
            lines.Add($"No longer: {ClauseWords.And(leaves)}");
        return lines.Count > 0 ? lines : ["It says what it said: nothing is different"];
    }
}

/// <summary>What is kept with an agreement and is no part of what is signed.</summary>
public sealed record OnFile(string? Contact, string? ResponsibleOwner, string? DpiaReference, string? EqualityReference);

/// <summary>The acts that make and change a draft.</summary>
public static class WriteAgreement
{
    /// <summary>An empty draft between every agency of the partnership.</summary>
    public static async Task<Guid> BeginAsync(Db db, string? name, string? purpose, CancellationToken cancel = default)
    {
        NameMustBeGiven(name).Check();
        PurposeMustBeGiven(purpose).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into agreement (id, partnership_id, series_id, version, name, purpose, state, written_at, written_by, writers) values (@id, @Partnership, @id, 1, @name, @purpose, 'draft', @At, @User, array[@User]);
            insert into agreement_party (agreement_id, partnership_id, agency_id, added_by)
            select @id, @Partnership, m.agency_id, @User from partnership_agency m join agency a on a.id = m.agency_id
            where m.partnership_id = @Partnership and (m.left_on is null or m.left_on >= @On) and a.type <> all (@never)
            """, new { id, name = name!.Trim(), purpose = purpose!.Trim(), db.Act.Partnership, db.Act.At, db.Act.User, db.Act.On, never = AgencyTypes.NeverParties.ToArray() }, cancel);
        await AgreementRecords.WriteAsync(db, "begin-agreement", id, cancel: cancel);
        return id;
    }

    /// <summary>The default agreement as a draft, without the clauses that no agency here could be reached by.</summary>
    public static async Task<Guid> AdoptDefaultAsync(Db db, CancellationToken cancel = default)
    {
        var id = await DefaultAgreement.DraftAsync(db, db.Act.Partnership, db.Act.User, db.Act.At);
        var parties = await Party.OfAsync(db, id, cancel);
        var gateways = (await Gateway.AllAsync(db)).ToDictionary(gateway => gateway.Code);
        var impossible = (await Clause.OfAsync(db, id, cancel)).Where(clause => !ClauseRules.Of(clause.Terms, gateways.GetValueOrDefault(clause.Gateway), parties, db.Act.On).All(rule => rule.Holds)).Select(clause => clause.Id).ToArray();
        await db.ExecuteAsync("delete from clause where agreement_id = @id and id = any (@impossible)", new { id, impossible }, cancel);
        await AgreementRecords.WriteAsync(db, "adopt-default-agreement", id, evidence: new { leftOut = impossible.Length }, cancel: cancel);
        return id;
    }

    /// <summary>A draft that will replace a version when it comes into force; that one stays as it is until then.</summary>
    public static async Task<Guid> NewVersionAsync(Db db, Guid of, CancellationToken cancel = default)
    {
        var before = await Agreement.ForActAsync(db, of, cancel: cancel);
        AgreementRules.MustBe(before, db.Act.On, "A new version is begun of an agreement", AgreementState.InForce, AgreementState.Ended).Check();
        var versions = await Agreement.VersionsAsync(db, before.SeriesId, cancel);
        new Rule("A new version of this agreement has been begun already", "One next version at a time", versions.All(v => v.StateOn(db.Act.On) is AgreementState.InForce or AgreementState.Ended)).Check();
        var id = Guid.CreateVersion7(db.Act.At);
        await db.ExecuteAsync(
            """
            insert into agreement (id, partnership_id, series_id, version, name, purpose, state, contact, responsible_owner, reaches_below, written_at, written_by, writers)
            select @id, partnership_id, series_id, @version, name, purpose, 'draft', contact, responsible_owner, reaches_below, @At, @User, array[@User] from agreement where id = @of;
            insert into agreement_party (agreement_id, partnership_id, agency_id, added_by) select @id, partnership_id, agency_id, @User from agreement_party where agreement_id = @of and withdrew_at is null;
            insert into clause (agreement_id, partnership_id, place, category, from_agency_id, from_type, to_agency_id, to_type, level, gateway, condition)
            select @id, partnership_id, place, category, from_agency_id, from_type, to_agency_id, to_type, level, gateway, condition from clause c where agreement_id = @of
              and (c.from_agency_id is null or exists (select from agreement_party p where p.agreement_id = @id and p.agency_id = c.from_agency_id))
              and (c.to_agency_id is null or exists (select from agreement_party p where p.agreement_id = @id and p.agency_id = c.to_agency_id));
            """, new { id, of, version = versions.Max(v => v.Version) + 1, db.Act.At, db.Act.User }, cancel);
        await AgreementRecords.WriteAsync(db, "begin-version", id, evidence: new { replaces = of }, cancel: cancel);
        return id;
    }

    public static async Task ChangeAsync(Db db, Guid id, AgreementTerms terms, int? revision, CancellationToken cancel = default)
    {
        var agreement = await Agreement.ForActAsync(db, id, revision, cancel);
        AgreementRules.MustBe(agreement, db.Act.On, "An agreement is written", AgreementState.Draft).Check();
        NameMustBeGiven(terms.Name).Check();
        PurposeMustBeGiven(terms.Purpose).Check();
        AgreementRules.EndsAfterItStarts(terms.StartsOn, terms.EndsOn).Check();
        AgreementRules.EndsInTime(terms.StartsOn, terms.EndsOn, await db.NumberAsync(AgreementNumbers.LongestMonths, cancel)).Check();
        await SetPartiesAsync(db, agreement, terms, cancel);
        await db.ExecuteAsync(
            """
            update agreement set name = @name, purpose = @purpose, starts_on = @StartsOn, ends_on = @EndsOn, reaches_below = @ReachesBelow, revision = revision + 1,
              writers = case when @User = any (writers) then writers else writers || @User end where id = @id
            """, new { id, name = terms.Name!.Trim(), purpose = terms.Purpose!.Trim(), terms.StartsOn, terms.EndsOn, terms.ReachesBelow, db.Act.User }, cancel);
        await AgreementRecords.WriteAsync(db, "write-agreement", id, cancel: cancel);
    }

    /// <summary>References, contact and owner are filed until the agreement is in force; they are no part of what is signed.</summary>
    public static async Task FileAsync(Db db, Guid id, OnFile file, int? revision, CancellationToken cancel = default)
    {
        var agreement = await Agreement.ForActAsync(db, id, revision, cancel);
        AgreementRules.MustBe(agreement, db.Act.On, "What is on file is changed", AgreementState.Draft, AgreementState.Signing).Check();
        await db.ExecuteAsync(
            "update agreement set contact = @contact, responsible_owner = @owner, dpia_reference = @dpia, equality_reference = @equality, revision = revision + 1 where id = @id",
            new { id, contact = file.Contact?.Trim() ?? "", owner = Blank(file.ResponsibleOwner), dpia = Blank(file.DpiaReference), equality = Blank(file.EqualityReference) }, cancel);
        await AgreementRecords.WriteAsync(db, "file-agreement-papers", id, cancel: cancel);
    }

    /// <summary>The agencies that may be party: members of the partnership, and of those below it when the agreement holds there too.</summary>
    public static Task<IReadOnlyList<PossibleParty>> PossiblePartiesAsync(Db db, bool reachesBelow, CancellationToken cancel = default) => db.ListAsync<PossibleParty>(
        """
        select distinct a.id, a.name, a.type, not exists (select from partnership_agency own where own.partnership_id = @Partnership and own.agency_id = a.id) as is_below
        from partnership_agency m join agency a on a.id = m.agency_id
        where (m.left_on is null or m.left_on >= @On) and a.type <> all (@never) and (m.partnership_id = @Partnership or @reachesBelow and m.partnership_id in (select partnerships_from(@Partnership)))
        order by a.name, a.id
        """, new { db.Act.Partnership, db.Act.On, reachesBelow, never = AgencyTypes.NeverParties.ToArray() }, cancel);

    private static async Task SetPartiesAsync(Db db, Agreement agreement, AgreementTerms terms, CancellationToken cancel)
    {
        var possible = (await PossiblePartiesAsync(db, terms.ReachesBelow, cancel)).Select(party => party.Id).ToHashSet();
        new Rule("Only agencies of the partnership can be party to its agreement", "An agreement is between agencies of a partnership", terms.Parties.All(possible.Contains)).Check();
        new Rule("An agreement is between at least two agencies: choose them", "An agreement is between agencies", terms.Parties.Distinct().Count() >= 2).Check();
        var wanted = terms.Parties.Select(party => party.Value).Distinct().ToArray();
        var named = await db.FirstAsync<string?>(
            "select a.name from clause c join agency a on a.id in (c.from_agency_id, c.to_agency_id) where c.agreement_id = @Id and a.id <> all (@wanted) order by a.name limit 1", new { agreement.Id, wanted }, cancel);
        new Rule($"A clause names {named}: remove the clause first", "A clause names agencies that are party to the agreement", named is null).Check();
        await db.ExecuteAsync(
            """
            delete from agreement_party where agreement_id = @Id and agency_id <> all (@wanted);
            insert into agreement_party (agreement_id, partnership_id, agency_id, added_by) select @Id, @Partnership, w, @User from unnest(@wanted) w on conflict do nothing;
            """, new { agreement.Id, wanted, db.Act.Partnership, db.Act.User }, cancel);
    }

    public static Rule NameMustBeGiven(string? name) => new("Give the agreement a name", "Agreements of other areas", !string.IsNullOrWhiteSpace(name));

    public static Rule PurposeMustBeGiven(string? purpose) => new("Say what the agreement is for", "Data Protection Act 2018 s.36; UK GDPR article 5(1)(b)", !string.IsNullOrWhiteSpace(purpose));

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public sealed class PossibleParty
    {
        public required AgencyId Id { get; init; }

        public required string Name { get; init; }

        public required string Type { get; init; }

        /// <summary>A member of a partnership below only.</summary>
        public required bool IsBelow { get; init; }
    }
}
