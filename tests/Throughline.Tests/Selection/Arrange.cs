using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Selection.Decide;
using Throughline.Selection.Matrices;
using Throughline.Selection.Nominate;
using Throughline.Selection.Screen;
using Throughline.Testing;

namespace Throughline.Tests.Selection;

/// <summary>What a partnership does before the step under test: people known to agencies, a matrix in use, a name before the panel.</summary>
internal static class Arrange
{
    public const string Reasons = "Arrested four times since June for burglary, no contact with any service.";

    /// <summary>Somebody whom the agencies of the panel know by name, each for itself.</summary>
    public static Task<PersonId> PersonAsync(this World world, string surname = "Marsh", string partnership = "north", string forenames = "Lee") => world.DoAsync(world.As("coordinator", partnership) with { IsService = true }, async db =>
    {
        var id = PersonId.New();
        await db.ExecuteAsync(
            """
            insert into person_record (id, partnership_id, created_at, created_by) values (@id, @Partnership, @At, @User);
            insert into person_name (partnership_id, person_id, category, owner_agency_id, kind, surname, forenames) select @Partnership, @id, 'identity', a, 'name', @surname, @forenames from unnest(@knowing) a;
            insert into person_birth_date (partnership_id, person_id, category, owner_agency_id, date_of_birth) select @Partnership, @id, 'identity', a, '1989-12-01' from unnest(@knowing) a;
            insert into person_description (partnership_id, person_id, category, beat) values (@Partnership, @id, 'identity', 'Aspley')
            """,
            new { id, db.Act.Partnership, surname, forenames, db.Act.At, db.Act.User, knowing = new[] { "police", "probation", "council", "drug-service", "charity", "prison" }.Select(type => world.Agencies[$"{partnership}-{type}"].Value).ToArray() });
        return id;
    });

    /// <summary>An item as an import would write it.</summary>
    public static Task ItemAsync(this World world, PersonId person, string table, string columns, string values, string owner = "police-manager") => world.DoAsync(world.As(owner), db => db.ExecuteAsync(
        $"insert into {table} (id, partnership_id, person_id, owner_agency_id, category, received_at, recorded_by, {columns}) values (uuid7(), @Partnership, @person, @Agency, @category, @At, @User, {values})",
        new { person, category = CategoryOf(table, values), db.Act.Partnership, db.Act.Agency, db.Act.At, db.Act.User }));

    private static string CategoryOf(string table, string values) => table switch
    {
        "drug_record" => values.StartsWith("'test'", StringComparison.Ordinal) ? "drug test" : "treatment",
        "predictor_score" or "risk_level" => "risk",
        "person_designation" or "order_spell" => "supervision",
        "custody_spell" => "custody and dates",
        "need" or "need_score" => "needs",
        _ => "offending",
    };

    public static Task EventAsync(this World world, PersonId person, string kind, string on, string group = "burglary-residential") =>
        world.ItemAsync(person, "offence_event", "kind, occurred_on, offence_group", $"'{kind}', '{on}', '{group}'");

    public static Task InPrisonAsync(this World world, PersonId person) =>
        world.ItemAsync(person, "custody_spell", "reference, establishment, status, received_on", "'1', 'HMP Northshire', 'sentenced', '2026-10-01'");

    public static Task OnOrderAsync(this World world, PersonId person) =>
        world.ItemAsync(person, "order_spell", "reference, order_type, started_on, ends_on", "'1', 'community-order', '2026-06-01', '2027-06-01'", "manager");

    /// <summary>By probation, or by the police where only they know the person.</summary>
    public static async Task<CaseId> NominatedAsync(this World world, PersonId person, string? by = null, string kind = "offending")
    {
        by ??= await world.DoAsync(world.As("manager"), db => db.ValueAsync<bool>("select exists (select from person where id = @person)", new { person })) ? "manager" : "coordinator";
        return await world.DoAsync(world.As(by), db => NominatePerson.DoAsync(db, person, kind, Reasons));
    }

    public static async Task<CaseId> ForPanelAsync(this World world, PersonId person)
    {
        var id = await world.NominatedAsync(person);
        return await world.DoAsync(world.As("coordinator"), db => ScreenNomination.DoAsync(db, id, ScreenNomination.ToPanel, "Two agencies know him and no plan covers the burglaries."));
    }

    public static Task VoteAsync(this World world, CaseId id, string by, string vote, string reasons = "We could offer him a place and a worker this month.") =>
        world.DoAsync(world.As(by), db => CastVote.DoAsync(db, id, vote, reasons));

    public static async Task<CaseId> VotedAsync(this World world, PersonId person)
    {
        var id = await world.ForPanelAsync(person);
        await world.VoteAsync(id, "coordinator", "adopt");
        await world.VoteAsync(id, "manager", "adopt");
        return id;
    }

    public static Decision Adoption(this World world) => new()
    {
        Outcome = "adopt",
        Reasons = "Burglaries began when his tenancy ended; housing and police can both act.",
        LeadAgency = world.Agencies["north-probation"],
        LeadProfessional = world.As("manager").User,
        CohortType = "Free",
        FirstStep = FirstSteps.Letter,
        Why = "Several agencies are worried about burglaries near your old home and want to help you stop.",
    };

    public static Task DecideAsync(this World world, CaseId id, Decision decision, string by = "chair") => world.DoAsync(world.As(by), db => DecideCase.DoAsync(db, id, decision));

    public static async Task<CaseId> AdoptedAsync(this World world, PersonId person, Decision? decision = null)
    {
        var id = await world.VotedAsync(person);
        await world.DecideAsync(id, decision ?? world.Adoption());
        return id;
    }

    public static Task<Guid> MatrixInUseAsync(this World world, string key = "matrix-burglary-weighted") => world.DoAsync(world.As("coordinator"), async db =>
    {
        var id = await StartDraft.DoAsync(db, ShippedMatrices.Read(key), "the example");
        await PutMatrixInUse.DoAsync(db, id, "Agreed by the board on 12 November as a start.");
        return id;
    });

    public static Task<T> ReadAsync<T>(this World world, string sql, object? values = null, string by = "coordinator", string partnership = "north") =>
        world.DoAsync(world.As(by, partnership), db => db.ValueAsync<T>(sql, values));

    /// <summary>The sentence of the rule that stops the act; null when nothing does.</summary>
    public static async Task<string?> BrokenRuleAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (RuleBroken broken)
        {
            return broken.Rule.Sentence;
        }
    }
}
