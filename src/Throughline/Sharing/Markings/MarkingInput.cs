using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Sharing.Disclose;
using Throughline.Sharing.Why;

namespace Throughline.Sharing.Markings;

/// <summary>Who may see an item, as it is kept: a marking, and the agencies or people that it names.</summary>
public sealed record MarkingChoice(Marking Marking, IReadOnlyCollection<Guid> For)
{
    public static readonly MarkingChoice Usual = new(Marking.Partnership, []);

    private sealed class Kept
    {
        public required string Marking { get; init; }

        public required Guid[] MarkedFor { get; init; }
    }

    /// <summary>Whoever may see by both, of an item of the acting agency.</summary>
    public static async Task<MarkingChoice> NarrowerAsync(Db db, MarkingChoice one, MarkingChoice other)
    {
        var kept = await db.FirstAsync<Kept>("select marking, marked_for from narrower(@Agency, @one, @oneFor, @other, @otherFor)",
            new { db.Act.Agency, one = one.Marking.Code(), oneFor = one.For.ToArray(), other = other.Marking.Code(), otherFor = other.For.ToArray() });
        return new(MarkingWords.Parse(kept!.Marking), kept.MarkedFor);
    }
}

/// <summary>What an author answered to "Who may see this?".</summary>
public sealed class MarkingInput
{
    [Display(Name = "Who may see this?")]
    public string Marking { get; set; } = "partnership";

    [Display(Name = "Which agencies?")]
    public string[] Agencies { get; set; } = [];

    [Display(Name = "Which people?")]
    public string[] People { get; set; } = [];

    public static MarkingInput Of(MarkingChoice choice)
    {
        string[] named = [.. choice.For.Select(id => id.ToString())];
        return new() { Marking = choice.Marking.Code(), Agencies = choice.Marking == Sharing.Marking.Agencies ? named : [], People = choice.Marking == Sharing.Marking.People ? named : [] };
    }
}

/// <summary>A page that asks who may see an item, and says who will before it is saved.</summary>
public interface IAsksWhoMaySee
{
    MarkingInput Who { get; }

    MarkingQuestion Question { get; }
}

/// <summary>What an author can choose from, and the sentence that says who would see the item as chosen.</summary>
public sealed record MarkingQuestion(IReadOnlyList<Party> Agencies, IReadOnlyList<(Guid Id, string Words)> People, string Sentence, IReadOnlyList<AgencySight> Sights)
{
    private sealed class Worker
    {
        public required Guid Id { get; init; }

        public required string Words { get; init; }
    }

    public static Task<MarkingQuestion> LoadAsync(Db db, PersonId person, string category, MarkingInput input, UserId author, Guid? item = null) => LoadAsync(db, person, [category], input, author, isOfCase: false, item);

    /// <summary>For rows of a case, which tell of themselves in events of other categories: whoever sees one of them is counted.</summary>
    public static Task<MarkingQuestion> OfCaseRowAsync(Db db, PersonId person, MarkingInput input, params string[] categories) => LoadAsync(db, person, categories, input, db.Act.User, isOfCase: true, item: null);

    private static async Task<MarkingQuestion> LoadAsync(Db db, PersonId person, string[] categories, MarkingInput input, UserId author, bool isOfCase, Guid? item)
    {
        var parties = (await Party.ListAsync(db)).Where(party => party.Id != db.Act.Agency).ToList();
        var people = await db.ListAsync<Worker>(
            """
            select distinct u.id, u.full_name || ', ' || a.name as words from user_role r join app_user u on u.id = r.user_id and u.disabled_at is null and not u.is_service join agency a on a.id = u.agency_id
            where r.partnership_id = @Partnership and r.role = any (@roles) and u.id <> @author order by 2
            """, new { db.Act.Partnership, author, roles = Roles.WithPeople.Select(role => role.Code()).ToArray() });
        var question = new MarkingQuestion(parties, [.. people.Select(worker => (worker.Id, worker.Words))], "", []);
        if (question.Read(input, out var choice).Count > 0)
            return question;
        var sights = await WhoWillSee.AllAsync(db, person, categories, choice, author, isOfCase, item);
        return question with { Sentence = WhoSees.Sentence(sights), Sights = WhoSees.ByAgency(sights), SeenBy = [.. sights.Where(sight => sight.Level == "full").Select(sight => sight.UserId)] };
    }

    /// <summary>The users who would see all of it as chosen.</summary>
    public IReadOnlyList<UserId> SeenBy { get; private init; } = [];

    /// <summary>For pages: the choice, with what is wrong shown in the form.</summary>
    public MarkingChoice Check(ModelStateDictionary form, MarkingInput input)
    {
        var problems = Read(input, out var choice);
        foreach (var (field, sentence) in problems)
            form.AddModelError($"Who.{field}", sentence);
        return choice;
    }

    /// <summary>The choice, and what is wrong with it by field.</summary>
    public IReadOnlyList<(string Field, string Sentence)> Read(MarkingInput input, out MarkingChoice choice)
    {
        choice = MarkingChoice.Usual;
        if (MarkingWords.TryParse(input.Marking) is not { } marking)
            return [(nameof(MarkingInput.Marking), "Choose who may see this")];
        var known = marking switch
        {
            Marking.Agencies => Agencies.Select(party => party.Id.Value).ToHashSet(),
            Marking.People => [.. People.Select(worker => worker.Id)],
            _ => [],
        };
        var named = (marking switch { Marking.Agencies => input.Agencies, Marking.People => input.People, _ => [] }).Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Distinct().ToList();
        if (marking == Marking.Agencies && named.Count == 0)
            return [(nameof(MarkingInput.Agencies), "Choose the agencies that may see this")];
        if (marking == Marking.People && named.Count == 0)
            return [(nameof(MarkingInput.People), "Choose the people who may see this")];
        if (!named.TrueForAll(known.Contains))
            return [(marking == Marking.Agencies ? nameof(MarkingInput.Agencies) : nameof(MarkingInput.People), "Choose from the list")];
        choice = new(marking, named);
        return [];
    }
}
