using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Agreements.Write;

/// <summary>What a form or the API says about clauses: each category from each giver to each recipient.</summary>
public sealed record ClauseOrder(IReadOnlyList<string> Categories, IReadOnlyList<Side> From, IReadOnlyList<Side> To, Level Level, string Gateway, Condition Condition)
{
    /// <summary>An agency is no recipient of what it gives; a type may be, for there may be two of it.</summary>
    public IEnumerable<ClauseTerms> Terms() =>
        from category in Categories.Distinct() from @from in From.Distinct() from to in To.Distinct() where @from.Agency is null || @from != to select new ClauseTerms(category, @from, to, Level, Gateway, Condition);
}

/// <summary>The acts that add, change and remove clauses of a draft. An impossible clause is refused with the reason, and nothing of the rest is written.</summary>
public static class WriteClauses
{
    public static async Task AddAsync(Db db, Guid agreement, ClauseOrder order, int? revision, CancellationToken cancel = default)
    {
        await DraftAsync(db, agreement, revision, cancel);
        await InsertAsync(db, agreement, order, cancel);
        await ChangedAsync(db, agreement, cancel);
    }

    /// <summary>Puts the order in the place of the clauses of a sentence.</summary>
    public static async Task ChangeAsync(Db db, Guid agreement, Guid clause, ClauseOrder order, int? revision, CancellationToken cancel = default)
    {
        await DraftAsync(db, agreement, revision, cancel);
        await db.ExecuteAsync("delete from clause where agreement_id = @agreement and id = any (@clauses)", new { agreement, clauses = (await SentenceAsync(db, agreement, clause, cancel)).Clauses.ToArray() }, cancel);
        await InsertAsync(db, agreement, order, cancel);
        await ChangedAsync(db, agreement, cancel);
    }

    public static async Task RemoveAsync(Db db, Guid agreement, Guid clause, int? revision, CancellationToken cancel = default)
    {
        await DraftAsync(db, agreement, revision, cancel);
        await db.ExecuteAsync("delete from clause where agreement_id = @agreement and id = any (@clauses)", new { agreement, clauses = (await SentenceAsync(db, agreement, clause, cancel)).Clauses.ToArray() }, cancel);
        await ChangedAsync(db, agreement, cancel);
    }

    /// <summary>The sentence that holds a clause.</summary>
    public static async Task<ClauseSentence> SentenceAsync(Db db, Guid agreement, Guid clause, CancellationToken cancel = default) =>
        ClauseSentence.Gather(await Clause.OfAsync(db, agreement, cancel)).FirstOrDefault(sentence => sentence.Clauses.Contains(clause)) ?? throw new NotThere("The clause");

    /// <summary>Every rule that the order breaks, each sentence once.</summary>
    public static async Task<IReadOnlyList<Rule>> BrokenAsync(Db db, Guid agreement, ClauseOrder order, CancellationToken cancel = default)
    {
        var parties = await Party.OfAsync(db, agreement, cancel);
        var gateway = await Gateway.FindAsync(db, order.Gateway);
        var broken = order.Terms().SelectMany(terms => ClauseRules.Of(terms, gateway, parties, db.Act.On)).Where(rule => !rule.Holds).DistinctBy(rule => rule.Sentence).ToList();
        if (!order.Terms().Any())
            broken.Add(new("Choose at least one category, somebody who gives and somebody else who gets", "A clause is about a category, from somebody, to somebody", false));
        return broken;
    }

    private static async Task DraftAsync(Db db, Guid id, int? revision, CancellationToken cancel) =>
        AgreementRules.MustBe(await Agreement.ForActAsync(db, id, revision, cancel), db.Act.On, "Clauses are written", AgreementState.Draft).Check();

    private static async Task InsertAsync(Db db, Guid agreement, ClauseOrder order, CancellationToken cancel)
    {
        foreach (var rule in await BrokenAsync(db, agreement, order, cancel))
            rule.Check();
        var terms = order.Terms().ToList();
        await db.ExecuteAsync(
            """
            insert into clause (agreement_id, partnership_id, place, category, from_agency_id, from_type, to_agency_id, to_type, level, gateway, condition)
            select @agreement, @Partnership, (select coalesce(max(place), 0) from clause where agreement_id = @agreement) + w.n, w.category, w.from_agency, w.from_type, w.to_agency, w.to_type, @level, @Gateway, @condition
            from unnest(@categories, @fromAgencies, @fromTypes, @toAgencies, @toTypes) with ordinality w (category, from_agency, from_type, to_agency, to_type, n)
            where not exists (select from clause c where c.agreement_id = @agreement and c.category = w.category and c.from_agency_id is not distinct from w.from_agency and c.from_type is not distinct from w.from_type
              and c.to_agency_id is not distinct from w.to_agency and c.to_type is not distinct from w.to_type and c.level = @level and c.gateway = @Gateway and c.condition = @condition)
            """,
            new
            {
                agreement, db.Act.Partnership, order.Gateway, level = order.Level.Code(), condition = order.Condition.Code(), categories = terms.Select(t => t.Category).ToArray(),
                fromAgencies = terms.Select(t => t.From.Agency).ToArray(), fromTypes = terms.Select(t => t.From.Type).ToArray(), toAgencies = terms.Select(t => t.To.Agency).ToArray(), toTypes = terms.Select(t => t.To.Type).ToArray(),
            }, cancel);
    }

    private static async Task ChangedAsync(Db db, Guid agreement, CancellationToken cancel)
    {
        await db.ExecuteAsync("update agreement set revision = revision + 1, writers = case when @User = any (writers) then writers else writers || @User end where id = @agreement", new { agreement, db.Act.User }, cancel);
        await AgreementRecords.WriteAsync(db, "write-clauses", agreement, cancel: cancel);
    }
}
