using System.Globalization;
using Npgsql;

namespace Throughline.Tests.Sharing.TwoWorlds;

/// <summary>How a thing is kept from somebody.</summary>
internal enum Way
{
    OwnerMarking,
    AgenciesMarking,
    PeopleMarking,
    NoClause,
    ExistenceShownAlready,
    ExclusionList,
    RestrictionList,
    RestrictedByRight,
    SealedCompartment,
    ExpiredDisclosure,
    UnknownPerson,
    ActOfOthers,
    AnotherPartnership,
}

/// <summary>
/// Something that is in one world and not in the other: rows with fixed keys, which can be written, written otherwise and taken
/// away again. {0} in a row's values differs between the two ways of writing it.
/// </summary>
/// <param name="Kind">The kind of thing: an item's table, a person, a kind of act.</param>
/// <param name="Owner">The agency whose it is: "north-police".</param>
/// <param name="IsBlind">From whom it is hidden.</param>
/// <param name="Keys">By which addresses it would be reached: a part of the route, a route value, and what stands there.</param>
internal sealed record Hidden(string Kind, Way Way, string Owner, IReadOnlyList<HiddenRow> Rows, Func<Onlooker, bool> IsBlind, IReadOnlyList<OwnKey> Keys)
{
    public string Name => $"{Kind} of {Owner}, {Way}";

    /// <summary>Of what is told only when several things are there at once: for the report, and never written.</summary>
    public static Hidden SeveralOf(IReadOnlyList<Hidden> things) => things[0] with { Kind = $"{things.Count} things at once, {things[0].Kind} among them", Rows = [], Keys = [] };

    public override string ToString() => Name;

    public Task WriteAsync(NpgsqlConnection connection, int variant) =>
        RunAsync(connection, string.Join(";\n", Rows.Select(row => string.Format(CultureInfo.InvariantCulture, row.Insert, variant))));

    /// <summary>Takes every row of the things away as if it had never been: no trigger tells anybody of it.</summary>
    public static Task EraseAsync(NpgsqlConnection connection, IEnumerable<Hidden> things) =>
        RunAsync(connection, $"set session_replication_role = replica;\n{string.Join(";\n", things.Reverse().SelectMany(thing => thing.Rows.Reverse()).Select(row => row.Delete))};\nreset session_replication_role");

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

internal sealed record HiddenRow(string Insert, string Delete);

/// <summary>What stands for a route value when the thing is asked for by its own key, on routes that contain the part.</summary>
internal sealed record OwnKey(string Part, string Name, string Value);
