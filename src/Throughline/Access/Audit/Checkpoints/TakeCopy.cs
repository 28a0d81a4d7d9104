using Throughline.Access.Audit.Tree;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.Audit.Checkpoints;

/// <summary>A user takes their agency's copy of the checkpoints; that they did is recorded, so that everybody knows who the witnesses are.</summary>
internal static class TakeCopy
{
    public static async Task<CheckpointFile> DoAsync(Db db, string form, CancellationToken cancel = default)
    {
        var file = await MakeCheckpoint.FileAsync(db, cancel);
        if (file.Checkpoints.Count > 0)
        {
            await db.ExecuteAsync(
                "insert into audit_handover (partnership_id, agency_id, user_id, at, up_to, tree_size, checkpoints, form) values (@partnership, @agency, @user, @at, @upTo, @size, @count, @form)",
                new
                {
                    partnership = db.Act.Partnership, agency = db.Act.Agency, user = db.Act.User, at = db.Act.At, upTo = file.Checkpoints[^1].At, size = file.Checkpoints[^1].Size, count = file.Checkpoints.Count, form,
                }, cancel);
        }

        return file;
    }
}

/// <summary>How far an agency's newest copy reaches.</summary>
internal sealed class Witness
{
    public required Guid AgencyId { get; init; }

    public required string Agency { get; init; }

    public DateTimeOffset? TakenAt { get; init; }

    public DateTimeOffset? UpTo { get; init; }

    public string? Form { get; init; }

    public string? TakenBy { get; init; }

    /// <summary>How long an agency may be without a copy of a checkpoint before it is reminded: what is newer than the newest copy is protected by the database alone.</summary>
    public static readonly PolicyNumber CopyWithin = new("audit.copy-days", "An agency takes its copy of the audit's checkpoints within", 7, "days", "The partnership's choice; a record is witnessed as far as a copy reaches", 1, 60);

    /// <summary>Agencies that have no copy of a checkpoint that is older than that; of one agency when it is named.</summary>
    public static async Task<int> LateAsync(Db db, AgencyId? agency = null, CancellationToken cancel = default) => await db.ValueAsync<int>(
        """
        select count(*)::int from partnership_agency pa join agency a on a.id = pa.agency_id
        where pa.partnership_id = @partnership and (pa.left_on is null or pa.left_on > @on) and a.type <> 'system' and (@agency::uuid is null or a.id = @agency)
          and exists (select from audit_checkpoint c where c.partnership_id = pa.partnership_id and c.at < @before
            and c.at > coalesce((select max(h.up_to) from audit_handover h where h.partnership_id = pa.partnership_id and h.agency_id = a.id), '-infinity'))
        """, new { partnership = db.Act.Partnership, on = db.Act.On, agency, before = db.Act.At.AddDays(-await db.NumberAsync(CopyWithin, cancel)) }, cancel);

    /// <summary>Every agency of the partnership, those that never took a copy as well.</summary>
    public static Task<IReadOnlyList<Witness>> ListAsync(Db db, CancellationToken cancel = default) => db.ListAsync<Witness>(
        """
        select a.id as agency_id, a.name as agency, h.at as taken_at, h.up_to, h.form, u.full_name as taken_by
        from partnership_agency pa join agency a on a.id = pa.agency_id
        left join lateral (select * from audit_handover h where h.partnership_id = pa.partnership_id and h.agency_id = a.id order by h.at desc limit 1) h on true
        left join app_user u on u.id = h.user_id
        where pa.partnership_id = @partnership and (pa.left_on is null or pa.left_on >= @on) and a.type <> 'system' order by a.name
        """, new { partnership = db.Act.Partnership, on = db.Act.On }, cancel);
}
