using Throughline.Access;
using Throughline.People.Identifiers;
using Throughline.People.Items;

namespace Throughline.People.Record;

[AboutPerson("id", "identity")]
public sealed class IdentityModel : RecordPage
{
    protected override string Tab => "/identity";

    public override async Task LoadAsync()
    {
        var names = await RowsAsync("person_name", "i.kind desc, i.received_at desc", "nullif(trim(i.forenames || ' ' || i.surname), '')", "in_words(i.kind)");
        var births = await RowsAsync("person_birth_date", "i.received_at desc", "date_in_words(i.date_of_birth)");
        var identifiers = await RowsAsync("person_identifier", "i.type, i.value", "i.value", "i.type");
        var descriptions = await RowsAsync("person_description", "i.received_at desc", "i.sex", "i.ethnicity_self", "i.ethnicity_observed", "i.beat");
        foreach (var row in identifiers)
            row.Shown = [row.Cells[0], IdentifierTypes.NameOf(row.Cells[1])];
        foreach (var row in descriptions)
            row.Shown = [Term(PersonVocabularies.Sex, row.Cells[0], withCode: false), Term(PersonVocabularies.EthnicitySelf, row.Cells[1]), Term(PersonVocabularies.EthnicityObserved, row.Cells[2]), row.Cells[3]];
        Tables =
        [
            ItemTable(ItemKind.PersonName, "Names", ["Name", "Kind"], names, "No name is recorded. Add one, or ask the agency that knows the person to send its extract."),
            ItemTable(ItemKind.BirthDate, "Dates of birth", ["Date of birth"], births, "No date of birth is recorded. Without one the person is hard to tell from others: add it."),
            ItemTable(ItemKind.PersonIdentifier, "Identifiers", ["Identifier", "Kind"], identifiers, "No identifier is recorded. A PNCID, CRN or prison number lets agencies' files find this record: add one."),
            ItemTable(ItemKind.Description, "Sex, ethnicity and neighbourhood", ["Sex", "Ethnicity, self-defined", "Ethnicity, officer-observed", "Neighbourhood"], descriptions, "Nothing is recorded. Add what the person has said, so that fairness can be measured."),
        ];
    }

    private static string Term(Vocabulary vocabulary, string code, bool withCode = true) =>
        vocabulary.NameOf(code.Length == 0 ? null : code) is { } name ? withCode ? $"{name} ({code})" : name : code;
}
