using Throughline.Access;
using Throughline.People.Items;

namespace Throughline.People.Record;

[AboutPerson("id", "contact details")]
public sealed class ContactModel : RecordPage
{
    protected override string Tab => "/contact";

    public override async Task LoadAsync() => Tables =
    [
        ItemTable(ItemKind.Address, "Addresses", ["Address", "From", "To"],
            await RowsAsync("person_address", "i.to_on is not null, i.from_on desc nulls last", "concat_ws(', ', nullif(i.address, ''), i.town, i.postcode)", "date_in_words(i.from_on)", "date_in_words(i.to_on)"),
            "No address is recorded. Add one, or record that the person has nowhere to live under needs."),
        ItemTable(ItemKind.Phone, "Telephone numbers", ["Number"], await RowsAsync("person_phone", "i.received_at desc", "i.number"), "No telephone number is recorded. Add one."),
        ItemTable(ItemKind.Vehicle, "Vehicles", ["Registration", "Description"], await RowsAsync("person_vehicle", "i.received_at desc", "i.registration", "i.description"), "No vehicle is recorded. Add one if the person uses one."),
        ItemTable(ItemKind.Associate, "Associates", ["Name", "How they know each other"], await RowsAsync("person_associate", "i.name", "i.name", "i.relationship"), "No associate is recorded. Add one when it helps to support the person or to protect others."),
    ];
}
