using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Selection.Scores;
using Throughline.Testing;
using Throughline.Tests.Selection;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>What both worlds have in which somebody writes: people whom the agencies know, cases in every state, events, custody, orders, scores, a file and a possible match.</summary>
internal static class BaseWorld
{
    public static async Task<(IReadOnlyList<Guid> People, IReadOnlyList<Guid> Cases, Guid Run, Guid Match)> BuildAsync(World world)
    {
        var people = new List<PersonId>();
        foreach (var (surname, forenames) in new[] { ("Marsh", "Lee"), ("Okafor", "Danny"), ("Whitfield", "Sam"), ("Marsh", "Leigh"), ("Ahmed", "Yusuf"), ("Novak", "Petra") })
            people.Add(await world.PersonAsync(surname, forenames: forenames));
        var cases = new List<CaseId> { await world.AdoptedAsync(people[0]), await world.AdoptedAsync(people[1]), await world.ForPanelAsync(people[2]), await world.NominatedAsync(people[4]) };
        foreach (var person in people)
        {
            await world.EventAsync(person, "arrest", "2026-10-02");
            await world.EventAsync(person, "conviction", "2026-06-02");
        }

        await world.InPrisonAsync(people[1]);
        await world.OnOrderAsync(people[0]);
        await world.MatrixInUseAsync();
        var run = await world.DoAsync(world.As("coordinator"), db => ScorePeople.DoAsync(db));
        await world.DoAsync(world.As("coordinator") with { IsService = true }, db => db.ExecuteAsync(
            """
            update iom_case set status = 'red', status_since = @At, status_review_by = @On where id = @first;
            update iom_case set status = 'green', status_since = @At, status_review_by = @On where id = @second;
            insert into possible_match (id, partnership_id, person_id, other_person_id, because, found_at) values ('01a80000-0000-7000-8000-000000000001', @Partnership, least(@one, @other), greatest(@one, @other), 'Names alike', @At);
            insert into import (id, partnership_id, agency_id, profile, profile_version, file_name, sha256, bytes, mode, as_of, dry_run, state, asked_by, asked_at, finished_at)
            values ('01a80000-0000-7000-8000-000000000002', @Partnership, @Agency, 'police-nominals', 1, 'known.csv', 'x', 1, 'delta', @On, false, 'done', @User, @At, @At);
            """, new { db.Act.At, db.Act.On, db.Act.Partnership, db.Act.Agency, db.Act.User, first = cases[0], second = cases[1], one = people[0], other = people[3] }));
        return ([.. people.Select(p => p.Value)], [.. cases.Select(c => c.Value)], run, new("01a80000-0000-7000-8000-000000000001"));
    }
}
