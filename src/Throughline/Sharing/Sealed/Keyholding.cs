using Throughline.Access;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Platform.Processes;

namespace Throughline.Sharing.Sealed;

/// <summary>Who holds the key of a compartment for an agency, and who has been asked for.</summary>
public sealed record Keyholder
{
    public required Guid Id { get; init; }

    public required UserId UserId { get; init; }

    public string FullName { get; set; } = "";

    public required string Compartment { get; init; }

    public required string Because { get; init; }

    public required UserId AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? ApprovedAt { get; init; }
}

/// <summary>Keys are asked for by one person, approved by another, held for the own agency, and given up at once.</summary>
internal static class Keyholding
{
    public static async Task<IReadOnlyList<Keyholder>> ListAsync(Db db)
    {
        var holders = await db.UnsealedAsync(() => db.ListAsync<Keyholder>("select id, user_id, compartment, because, asked_by, asked_at, approved_at from sealed.keyholder where ended_at is null order by approved_at is not null, compartment, asked_at"));
        foreach (var holder in holders)
            holder.FullName = await db.FirstAsync<string>("select full_name from app_user where id = @UserId", new { holder.UserId }) ?? "";
        return holders;
    }

    public static async Task AskAsync(Db db, UserId user, Compartment compartment, string? because)
    {
        new Rule("Say why this person needs the key", "ASVS 5.0 2.3.5: two people for what is powerful", !string.IsNullOrWhiteSpace(because)).Check();
        var own = await db.ValueAsync<bool>("select exists (select from app_user u join user_role r on r.user_id = u.id and r.partnership_id = @Partnership where u.id = @user and u.agency_id = @Agency and u.disabled_at is null)", new { user, db.Act.Partnership, db.Act.Agency });
        new Rule("Choose somebody of your own agency", "A key is held for the agency that recorded the entry", own).Check();
        var already = (await ListAsync(db)).Any(k => k.UserId == user && k.Compartment == compartment.Category);
        new Rule("This person holds the key already, or has been asked for", "One key a person", !already).Check();
        await db.UnsealedAsync(() => db.ExecuteAsync(
            "insert into sealed.keyholder (partnership_id, agency_id, user_id, compartment, because, asked_by, asked_at) values (@Partnership, @Agency, @holder, @Category, @because, @User, @At)",
            new { db.Act.Partnership, db.Act.Agency, holder = user, compartment.Category, because = because!.Trim(), db.Act.User, db.Act.At }));
        await db.AuditAsync(AuditOperation.Alteration, [], [compartment.Category], $"key asked for user {user}", because!.Trim());
    }

    public static async Task ApproveAsync(Db db, Guid id)
    {
        var asked = (await ListAsync(db)).FirstOrDefault(k => k.Id == id && k.ApprovedAt is null) ?? throw new NotThere("The request");
        new Rule("Somebody else approves: neither who asked nor who is to hold the key", "ASVS 5.0 2.3.5: two people for what is powerful", asked.AskedBy != db.Act.User && asked.UserId != db.Act.User).Check();
        await db.UnsealedAsync(() => db.ExecuteAsync("update sealed.keyholder set approved_by = @User, approved_at = @At where id = @id", new { id, db.Act.User, db.Act.At }));
        await db.AuditAsync(AuditOperation.Alteration, [], [asked.Compartment], $"key given to user {asked.UserId}", null);
    }

    public static async Task EndAsync(Db db, Guid id)
    {
        var held = (await ListAsync(db)).FirstOrDefault(k => k.Id == id) ?? throw new NotThere("The key");
        await db.UnsealedAsync(() => db.ExecuteAsync("update sealed.keyholder set ended_by = @User, ended_at = @At where id = @id", new { id, db.Act.User, db.Act.At }));
        await db.AuditAsync(AuditOperation.Alteration, [], [held.Compartment], $"key of user {held.UserId} ended", null);
    }
}
