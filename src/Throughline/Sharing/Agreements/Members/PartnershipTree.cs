using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Sharing.Agreements.Members;

/// <summary>One partnership of the tree, with those below it.</summary>
public sealed record TreeNode(PartnershipId Id, string Code, string Name, bool IsHere, IReadOnlyList<TreeNode> Below);

/// <summary>The tree that a partnership is in: from the one above all others down. Names of partnerships only.</summary>
public static class PartnershipTree
{
    public static async Task<TreeNode> OfAsync(Db db, PartnershipId partnership, CancellationToken cancel = default)
    {
        var rows = await db.ListAsync<Row>(
            """
            with top as (select a.id from (select partnerships_above(@partnership) as id union select @partnership) a join partnership p on p.id = a.id where p.parent_id is null)
            select p.id, p.parent_id, p.code, p.name from top cross join lateral partnerships_from(top.id) f (id) join partnership p on p.id = f.id order by p.name, p.id
            """, new { partnership }, cancel);
        var below = rows.ToLookup(row => row.ParentId);
        TreeNode Node(Row row) => new(row.Id, row.Code, row.Name, row.Id == partnership, [.. below[row.Id].Select(Node)]);
        var ids = rows.Select(row => row.Id).ToHashSet();
        return Node(rows.Single(row => row.ParentId is not { } parent || !ids.Contains(parent)));
    }

    private sealed class Row
    {
        public required PartnershipId Id { get; init; }

        public PartnershipId? ParentId { get; init; }

        public required string Code { get; init; }

        public required string Name { get; init; }
    }
}
