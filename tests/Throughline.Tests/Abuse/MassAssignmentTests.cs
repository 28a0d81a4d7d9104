using Dapper;
using Shouldly;
using Throughline.Platform;
using Xunit;

namespace Throughline.Tests.Abuse;

/// <summary>Fields that no form has: whose it is, who wrote it, what one may (ASVS 15.3.3).</summary>
public sealed class MassAssignmentTests : IAsyncLifetime
{
    private static readonly string[] Owner = ["Owner", "OwnerAgency", "OwnerAgencyId", "owner_agency_id", "AgencyId", "agency_id", "Agency.Id", "Act.Agency", "Viewer.Agency", "Input.OwnerAgencyId", "item.OwnerAgencyId", "Case.LeadAgencyId"];
    private static readonly string[] Partnership = ["PartnershipId", "partnership_id", "Partnership", "Act.Partnership", "Viewer.Partnership", "Input.PartnershipId", "item.PartnershipId"];
    private static readonly string[] User = ["UserId", "user_id", "RecordedBy", "recorded_by", "CreatedBy", "created_by", "AskedBy", "Act.User", "Viewer.User", "Input.RecordedBy", "DecidedBy", "GrantedBy"];
    private static readonly string[] Person = ["PersonId", "person_id", "Person.Id", "Person", "Input.PersonId", "item.PersonId", "Case.PersonId"];
    private static readonly string[] Power = ["Role", "role", "IsAdmin", "is_service", "IsService", "Viewer.Roles", "Account.Roles", "DemoKind", "demo_kind"];

    private readonly AttackedSite attacked = new();

    public Task InitializeAsync() => attacked.InitializeAsync();

    public Task DisposeAsync() => attacked.DisposeAsync();

    [Fact]
    public async Task Fields_ThatNoFormHas_ChangeNothing()
    {
        var (south, agency, user, person) = (attacked.Site.World.South.Value, attacked.Site.World.Agencies["south-police"].Value, attacked.Site.World.As("administrator", "south").User.Value,
            await attacked.AskAsync<Guid>("select id from person where partnership_id = @south limit 1", new { south = attacked.Site.World.South.Value }));
        List<KeyValuePair<string, string>> more =
        [
            .. Owner.Select(name => KeyValuePair.Create(name, agency.ToString())), .. Partnership.Select(name => KeyValuePair.Create(name, south.ToString())), .. User.Select(name => KeyValuePair.Create(name, user.ToString())),
            .. Person.Select(name => KeyValuePair.Create(name, person.ToString())), .. Power.Select(name => KeyValuePair.Create(name, "administrator")),
        ];
        Guid[] keys = [south, agency, user, person];
        var before = await NamingAsync(keys);
        var powers = await PowersAsync();
        var (sent, taken) = (0, 0);
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.IsPage && endpoint.Gets && endpoint.Posts.Count > 0 && !endpoint.IsOpen && !endpoint.Route.StartsWith("/users", StringComparison.Ordinal)))
        {
            var address = await attacked.AddressAsync(endpoint);
            var page = await (await attacked.WhoMayAsync(endpoint)).GetAsync(address);
            foreach (var number in Enumerable.Range(0, Form.Of(page, Form.Plausible).Count))
            {
                var caller = await attacked.WhoMayAsync(endpoint);
                if (Form.Of(await caller.GetAsync(address), Form.Plausible).ElementAtOrDefault(number) is not { } form)
                    continue;
                // what the form has itself stays as it is; in the address the fields come a second time
                var extra = more.Where(field => form.Fields.All(own => !own.Key.Equals(field.Key, StringComparison.OrdinalIgnoreCase))).ToList();
                using var content = form.And(extra).Content();
                var query = string.Join('&', extra.Where(field => !field.Key.Contains('.', StringComparison.Ordinal)).Select(field => $"{field.Key}={field.Value}"));
                var reply = await caller.SendAsync(HttpMethod.Post, form.Action + (form.Action.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query, content);
                reply.Status.ShouldBeLessThan(500, reply.ToString());
                (sent, taken) = (sent + 1, taken + (reply.Status == 302 ? 1 : 0));
            }

            await attacked.HealAsync();
        }

        taken.ShouldBeGreaterThan(8, $"of {sent} forms only these were taken: a form that is refused proves nothing");
        (await NamingAsync(keys)).ShouldBe(before);
        (await PowersAsync()).ShouldBe(powers);
    }

    [Fact]
    public async Task Api_FieldsThatNoRequestHas_ChangeNothing()
    {
        Guid[] keys = [attacked.Site.World.South.Value, attacked.Site.World.Agencies["south-police"].Value, attacked.Site.World.As("administrator", "south").User.Value];
        var before = await NamingAsync(keys);
        var extra = string.Join(", ", ((string[])[.. Owner, .. Partnership, .. User]).Select(name => $"\"{name}\": \"{(Owner.Contains(name) ? keys[1] : Partnership.Contains(name) ? keys[0] : keys[2])}\""));
        foreach (var endpoint in attacked.Endpoints.Where(endpoint => endpoint.IsApi && endpoint.Methods.Contains("POST")))
        {
            var caller = await attacked.WhoMayAsync(endpoint);
            var reply = await caller.JsonAsync(await attacked.AddressAsync(endpoint),
                $$"""{ "surname": "Extra", "forenames": "Field", "dateOfBirth": "1991-02-03", "identifierType": "crn", "identifier": "X123450", "source": "Seen today", "reasons": "Because of what was seen.", "kind": "offending", {{extra}} }""");
            reply.Status.ShouldBeLessThan(500, reply.ToString());
        }

        (await attacked.AskAsync<int>("select count(*)::int from person where surname = 'Extra'")).ShouldBe(1, "the request itself was taken");
        (await NamingAsync(keys)).ShouldBe(before);
    }

    /// <summary>A page takes words, keys and dates one by one. It takes nothing that has an owner, and nothing by the dozen.</summary>
    [Fact]
    public void Pages_TakeNothingThatSaysWhoseItIs()
    {
        string[] never = ["owner", "owneragency", "owneragencyid", "partnershipid", "recordedby", "createdby", "isservice", "act", "viewer", "disabledat"];
        var takes = attacked.Endpoints.SelectMany(endpoint => endpoint.Takes.Select(input => (endpoint.Route, input.Name, input.Type))).ToList();
        takes.Count.ShouldBeGreaterThan(60);
        // the demonstration's sign-in page chooses among invented users, who are looked up with their partnership
        takes.Where(input => never.Contains(input.Name.ToLowerInvariant()) && input.Route != "/demo").ShouldBeEmpty();
        takes.SelectMany(input => Members(input.Type).Select(member => (input.Route, Name: input.Name + "." + member, Member: member))).Where(input => never.Contains(input.Member.ToLowerInvariant())).ShouldBeEmpty();
    }

    private static IEnumerable<string> Members(Type type) => type.Namespace?.StartsWith("Throughline", StringComparison.Ordinal) == true && type.IsClass ? type.GetProperties().Where(property => property.SetMethod is not null).Select(property => property.Name) : [];

    /// <summary>How many rows of each table name one of the keys.</summary>
    private async Task<Dictionary<string, int>> NamingAsync(Guid[] keys)
    {
        await using var connection = await attacked.AdminAsync();
        var tables = (await connection.QueryAsync<string>("select c.oid::regclass::text from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1")).Where(table => table is not "session" && !table.StartsWith("audit", StringComparison.Ordinal));
        var naming = new Dictionary<string, int>();
        foreach (var table in tables)
            naming[table] = await connection.QueryFirstAsync<int>($"select count(*)::int from {table} t where t::text ~ @any", new { any = string.Join('|', keys) });
        return naming;
    }

    private Task<string> PowersAsync() => attacked.AskAsync<string>(
        "select string_agg(u.user_name || ' ' || u.is_service || ' ' || coalesce(u.demo_kind, '') || ' ' || u.agency_id || ' ' || coalesce((select string_agg(r.role, ',' order by r.role) from user_role r where r.user_id = u.id), ''), ';' order by u.user_name) from app_user u");
}
