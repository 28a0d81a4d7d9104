using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Access.Audit.Tree;
using Throughline.Access.Audit.Verify;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Cli;

/// <summary><c>audit verify</c>, <c>audit checkpoint</c> and <c>audit prove</c>: the audit record as a tree that partners witness.</summary>
internal static class AuditTreeCommands
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static Option<string?> Partnership => new("--partnership") { Description = "Code of one partnership; every partnership when not given." };

    public static Command Verify()
    {
        var against = new Option<string[]>("--against") { Description = "A partner agency's copy of the checkpoints (JSON or text). May be given again for another." };
        var partnership = Partnership;
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        return new Command("verify", "Verify the audit record: every entry, the tree, every checkpoint, and a partner's copy of them.") { against, partnership, json }.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            var copies = (parsed.GetValue(against) ?? []).Select(ReadCopy).ToList();
            var results = await VerifyAsync(database, parsed.GetValue(partnership), copies, quiet: Console.IsErrorRedirected, cancel);
            if (copies.Count > 0 && results.Sum(result => result.Compared) == 0)
                throw new BadInput("--against: the copy holds no checkpoint of that partnership.");
            Console.Out.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(results.Select(AsObject), Indented) + "\n" : string.Concat(results.Select(AsText)));
            return results.All(result => result.IsSound) ? Commands.DoneExit : Commands.RefusedExit;
        });
    }

    public static Command Checkpoint()
    {
        var partnership = Partnership;
        var rotate = new Option<bool>("--rotate-key") { Description = "Replace the signing key first; the old one vouches for the new." };
        var json = new Option<bool>("--json") { Description = "Print every checkpoint with its keys as JSON, the form partners keep, instead of the new one as text." };
        return new Command("checkpoint", "Sign a checkpoint of the audit record now, for partners to keep.") { partnership, rotate, json }.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            await using var app = Server.Build(database, "http://127.0.0.1:0", demo: false, TimeProvider.System);
            var keys = new CheckpointKeys(app.Services.GetRequiredService<IDataProtectionProvider>());
            var first = true;
            foreach (var (_, act) in await ActsAsync(database, parsed.GetValue(partnership), "audit checkpoint", cancel))
            {
                await using var db = new Db(database.Source);
                await db.BeginAsync(act, cancel);
                var made = await MakeCheckpoint.DoAsync(db, keys, rotate: first && parsed.GetValue(rotate), cancel);
                var file = await MakeCheckpoint.FileAsync(db, cancel);
                await db.CommitAsync(cancel);
                Console.Out.Write(parsed.GetValue(json) ? file.ToJson() : (file with { Checkpoints = [made] }).ToText());
                first = false;
            }

            return Commands.DoneExit;
        });
    }

    public static Command Prove()
    {
        var partnership = new Option<string>("--partnership") { Description = "Code of the partnership.", Required = true };
        var entry = new Option<string?>("--entry") { Description = "Key of an entry: prove that it is in the tree." };
        var from = new Option<long?>("--from") { Description = "Size of an earlier checkpoint: prove that the tree begins with that one." };
        var to = new Option<long?>("--to") { Description = "Size of the tree to prove it for; as it is now when not given." };
        return new Command("prove", "Prove that an entry is in the audit record, or that the record only grew since a checkpoint (JSON).") { partnership, entry, from, to }.DoesWithDatabase(async (parsed, database, cancel) =>
        {
            if (parsed.GetValue(entry) is null == parsed.GetValue(from) is null)
                throw new BadInput("Give either --entry or --from.");
            var id = Guid.Empty;
            if (parsed.GetValue(entry) is { } text && !Guid.TryParse(text, out id))
                throw new BadInput($"--entry: found '{text}', expected the key of an entry, such as 0198c0de-0000-7000-8000-000000000000.");
            var (_, act) = (await ActsAsync(database, parsed.GetValue(partnership), "audit prove", cancel))[0];
            await using var db = new Db(database.Source);
            await db.BeginAsync(act, cancel);
            try
            {
                Console.Out.Write(TreeProofs.ToJson(parsed.GetValue(from) is { } size
                    ? TreeProofs.Shown(await TreeProofs.BetweenAsync(db, size, parsed.GetValue(to), cancel)) : TreeProofs.Shown(await TreeProofs.OfEntryAsync(db, id, parsed.GetValue(to), cancel))));
                return Commands.DoneExit;
            }
            catch (NotThere gone)
            {
                await Console.Error.WriteLineAsync(gone.Message);
                return Commands.RefusedExit;
            }
        });
    }

    internal static async Task<IReadOnlyList<AuditVerification>> VerifyAsync(DatabaseServer database, string? partnership, IReadOnlyList<PartnersCopy> copies, bool quiet, CancellationToken cancel)
    {
        var results = new List<AuditVerification>();
        foreach (var one in await PartnershipsAsync(database, partnership, cancel))
        {
            results.Add(await new VerifyAudit(database.Source).RunAsync(one.Id.Value, one.Code, copies, (done, of) =>
            {
                if (!quiet)
                    Console.Error.Write($"\r{one.Code}: {done:N0} of {of:N0}");
            }, cancel));
            if (!quiet)
                await Console.Error.WriteLineAsync();
        }

        // a partner has a copy of what is not here: to be asked about, not a mistake in the command
        if (partnership is null)
            results.AddRange(VerifyAudit.Gone(copies, [.. results.Select(result => result.Partnership)]));
        return results;
    }

    internal static string AsText(AuditVerification result)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"{result.Code}: {result.Size:N0} entries in the tree, root {Convert.ToHexStringLower(result.Root)}, {result.Checkpoints:N0} checkpoints, {result.Compared:N0} compared with partners' copies");
        if (result.Waiting > 0)
            text.WriteLine($"  {result.Waiting:N0} more wait for their place, the first since {result.WaitingSince:yyyy-MM-dd HH:mm:ss}Z");
        foreach (var finding in result.Findings)
            text.WriteLine($"  {finding.Kind,-10} {finding.Words}");
        if (result.More > 0)
            text.WriteLine($"  and {result.More:N0} more");
        text.WriteLine(result.IsSound
            ? result.Compared > 0 ? "  Sound: nothing was changed, and the copy agrees." : "  Sound by itself. Only a partner's copy shows whether the end was cut off or the whole forged: give one with --against."
            : "  NOT SOUND.");
        return text.ToString();
    }

    private static object AsObject(AuditVerification result) => new
    {
        result.Partnership, result.Code, Sound = result.IsSound, result.Size, Root = Convert.ToHexStringLower(result.Root), result.Waiting, result.WaitingSince, result.Checkpoints, result.Compared,
        Findings = result.Findings.Select(finding => new { finding.Kind, finding.Place, finding.Entry, finding.Words }), result.More,
    };

    private static PartnersCopy ReadCopy(string path)
    {
        if (!File.Exists(path))
            throw new BadInput($"--against: there is no file {path}.");
        return CheckpointFile.Read(File.ReadAllText(path), out var why) is { } file ? new PartnersCopy(Path.GetFileName(path), file) : throw new BadInput($"--against: {path} is not a copy of the checkpoints: {why}.");
    }

    private static async Task<IReadOnlyList<(PartnershipId Id, string Code)>> PartnershipsAsync(DatabaseServer database, string? code, CancellationToken cancel)
    {
        await using var db = new Db(database.Source);
        await db.BeginForNobodyAsync(cancel);
        var found = await db.ListAsync<Named>("select id, code from partnership where @code::text is null or code = @code order by code", new { code }, cancel);
        if (found.Count == 0)
            throw new BadInput(code is null ? "There is no partnership yet." : $"--partnership: found '{code}', expected the code of a partnership.");
        return [.. found.Select(one => (one.Id, one.Code))];
    }

    private static async Task<IReadOnlyList<(string Code, Act Act)>> ActsAsync(DatabaseServer database, string? code, string purpose, CancellationToken cancel)
    {
        var partnerships = await PartnershipsAsync(database, code, cancel);
        await using var db = new Db(database.Source);
        await db.BeginForNobodyAsync(cancel);
        var acts = new List<(string, Act)>();
        foreach (var (id, name) in partnerships)
            acts.Add((name, await new Partnerships(db).ServiceAsync(id, purpose, TimeProvider.System.GetUtcNow())));
        await db.CommitAsync(cancel);
        return acts;
    }

    private sealed class Named
    {
        public required PartnershipId Id { get; init; }

        public required string Code { get; init; }
    }
}
