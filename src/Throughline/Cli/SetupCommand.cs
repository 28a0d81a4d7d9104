using System.CommandLine;
using System.Security.Cryptography;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform.Database;

namespace Throughline.Cli;

/// <summary>The first steps of a real installation: a partnership, its first agency, and somebody who can administer it.</summary>
internal static class SetupCommand
{
    public static Command Build()
    {
        var partnership = new Option<string>("--partnership") { Description = "Name of the partnership.", Required = true };
        var code = new Option<string>("--code") { Description = "Short code of the partnership, such as 'north'.", Required = true };
        var agency = new Option<string>("--agency") { Description = "Name of the first agency.", Required = true };
        var agencyCode = new Option<string>("--agency-code") { Description = "Short code of that agency.", Required = true };
        var agencyType = new Option<string>("--agency-type") { Description = "police, probation, council ...", DefaultValueFactory = _ => "police" };
        var admin = new Option<string>("--admin") { Description = "Email address of the first administrator and coordinator.", Required = true };
        var name = new Option<string>("--admin-name") { Description = "Their name.", Required = true };
        var above = new Option<string?>("--above") { Description = "Code of the partnership above it, such as the county's for a district; none unless given." };
        var command = new Command("setup", "Make the first partnership, agency and administrator of a real installation.") { partnership, code, above, agency, agencyCode, agencyType, admin, name };
        return command.DoesWithDatabase(async (parsed, database, _) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            await using var db = new Db(database.Source);
            await db.BeginForNobodyAsync();
            if (parsed.GetValue(above) is { } up && !await db.ValueAsync<bool>("select exists (select from partnership where code = @up)", new { up }))
                throw new BadInput($"--above: there is no partnership with the code '{up}'");
            var setUp = new Partnerships(db);
            var id = await setUp.CreateAsync(new NewPartnership(parsed.GetValue(code)!, parsed.GetValue(partnership)!, parsed.GetValue(partnership)!, parsed.GetValue(above)), now);
            var first = await setUp.AddAgencyAsync(id, new NewAgency(parsed.GetValue(agencyCode)!, parsed.GetValue(agency)!, parsed.GetValue(agencyType)!), now);
            var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
            await setUp.AddUserAsync(id, new NewUser(parsed.GetValue(admin)!, parsed.GetValue(name)!, first, [Role.Administrator, Role.Coordinator], password), now);
            await db.CommitAsync();
            Console.Error.WriteLine("Nothing passes between agencies before they have signed an agreement: begin at /sharing (docs/how-to/agreements.md).");
            Console.WriteLine($"Made. Sign in as {parsed.GetValue(admin)} with this password, and change it: {password}");
            return Commands.DoneExit;
        });
    }
}
