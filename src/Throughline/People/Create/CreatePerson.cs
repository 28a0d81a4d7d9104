using Throughline.People.Identifiers;
using Throughline.People.Items;
using Throughline.People.Search;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;
using Throughline.Sharing.Markings;

namespace Throughline.People.Create;

/// <summary>Who is to be recorded, and how they became known.</summary>
public sealed record NewPerson(string? Surname, string? Forenames, DateOnly? DateOfBirth, string? Sex, string? IdentifierType, string? Identifier, string? Source);

/// <summary>Makes a record by hand, for somebody whom no agency's extract has brought and no search has found.</summary>
internal static class CreatePerson
{
    /// <summary>Canonical values, and what is wrong with them; fields are named as the form's are.</summary>
    public static ItemReading Read(NewPerson person, DateOnly today)
    {
        var read = new ItemReading(today);
        read.Text(nameof(NewPerson.Forenames), "forenames", person.Forenames, "Enter the given names", 100);
        read.Text(nameof(NewPerson.Surname), "surname", person.Surname, "Enter the family name", 100);
        read.Values["date_of_birth"] = ItemKind.Born(person.DateOfBirth, read, required: false);
        read.Code(nameof(NewPerson.Sex), "sex", person.Sex, PersonVocabularies.Sex);
        read.Text(nameof(NewPerson.Source), "source", person.Source, "Say how you know of this person", 500);
        var type = IdentifierTypes.Find(person.IdentifierType);
        if (!string.IsNullOrWhiteSpace(person.Identifier) && type is null)
            read.Wrong(nameof(NewPerson.IdentifierType), "Choose the kind of identifier");
        if (!string.IsNullOrWhiteSpace(person.IdentifierType) && type is null)
            read.Wrong(nameof(NewPerson.IdentifierType), "Choose one of the kinds of identifier");
        read.Values["type"] = string.IsNullOrWhiteSpace(person.Identifier) ? null : type?.Code;
        read.Checked(nameof(NewPerson.Identifier), "value", type is null ? null : person.Identifier, text => type!.Parse(text, today.Year), type?.Name ?? "Identifier");
        return read;
    }

    /// <summary>Whoever holds the identifier already, in this partnership.</summary>
    public static Task<PersonId?> HolderAsync(Db db, string type, string value) => db.FirstAsync<PersonId?>(
        """
        select coalesce(p.merged_into_id, p.id) from person_identifier i join person p on p.id = i.person_id
        where i.partnership_id = @Partnership and i.type = @type and i.value = @value and i.superseded_at is null and i.withdrawn_at is null order by i.received_at limit 1
        """, new { db.Act.Partnership, type, value });

    public static Rule TheIdentifierIsNobodyElses(string? type, string? value, PersonId? holder) => new(
        $"{(type is null ? "Identifier" : IdentifierTypes.NameOf(type))} {value} belongs to somebody who is recorded already", "One record for one person (seed 004, 2)", holder is null)
    {
        TellsOfSomebody = true,
    };

    public static Rule SearchedBefore(bool noneOfThem, int near) => new(
        "Look at the people who are like this one, and say that the new person is none of them", "Search before create: one record for one person (seed 004, 2)", noneOfThem || near == 0)
    {
        TellsOfSomebody = true,
    };

    public static async Task<PersonId> DoAsync(Db db, NewPerson typed, bool noneOfThem, MarkingChoice? who = null)
    {
        who ??= MarkingChoice.Usual;
        var read = Read(typed, db.Act.On);
        if (read.Problems.FirstOrDefault() is { } problem)
            new Rule(problem.Sentence, problem.Field, Holds: false).Check();
        string? Text(string column) => (string?)read.Values[column];
        // one record at a time in a partnership: the same form sent twice, or two people at once, make one record
        await db.ExecuteAsync("select pg_advisory_xact_lock(hashtext('create-person' || @Partnership::text))", new { db.Act.Partnership });
        if (Text("value") is { } value)
            TheIdentifierIsNobodyElses(Text("type"), value, await HolderAsync(db, Text("type")!, value)).Check();
        var born = (DateOnly?)read.Values["date_of_birth"];
        SearchedBefore(noneOfThem, (await PersonSearch.NearAsync(db, $"{Text("forenames")} {Text("surname")}", born)).Count).Check();

        var id = new PersonId(Guid.CreateVersion7(db.Act.At));
        await db.ExecuteAsync(
            "insert into person_record (id, partnership_id, created_at, created_by) values (@id, @Partnership, @At, @User)", new { id, db.Act.Partnership, db.Act.At, db.Act.User });
        await PersonItems.InsertAsync(db, id, ItemKind.PersonName, new() { ["kind"] = "name", ["surname"] = Text("surname"), ["forenames"] = Text("forenames") }, who);
        if (born is not null)
            await PersonItems.InsertAsync(db, id, ItemKind.BirthDate, new() { ["date_of_birth"] = born }, who);
        if (Text("sex") is { } sex)
            await PersonItems.InsertAsync(db, id, ItemKind.Description, new() { ["sex"] = sex, ["ethnicity_self"] = null, ["ethnicity_observed"] = null, ["beat"] = null }, who);
        if (Text("value") is { } number)
            await PersonItems.InsertAsync(db, id, ItemKind.PersonIdentifier, new() { ["type"] = Text("type"), ["value"] = number }, who);
        if (Text("value") is { } held) // somebody whom the recorder may not see may hold it
            await PersonItems.MarkSameIdentifierAsync(db, id, Text("type")!, held);
        await db.ProcessAsync("CreatePerson", id, null, Text("source"), [new Happened("person-created", "identity", $"Recorded by hand: {Text("forenames")} {Text("surname")}", db.Act.On) { Marking = who.Marking.Code(), MarkedFor = who.For }], new Recorded(AuditOperation.Collection), new { noneOfThem });
        return id;
    }
}
