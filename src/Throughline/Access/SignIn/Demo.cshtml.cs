using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using Throughline.Platform;

namespace Throughline.Access.SignIn;

/// <summary>One click signs in as each kind of user. Exists only in a demonstration: elsewhere the address says 404.</summary>
[OpenToAll("invented people, and only with --demo; without it the page does not exist")]
public sealed class DemoModel(DemoMode demo, NpgsqlDataSource source, Sessions sessions, AccountEvents events) : PageModel
{
    public IReadOnlyList<DemoUser> Users { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        if (!demo.On)
            return NotFound();
        Users = await FindAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid userId, Guid partnershipId)
    {
        if (!demo.On)
            return NotFound();
        var user = (await FindAsync()).FirstOrDefault(u => u.Id.Value == userId && u.PartnershipId.Value == partnershipId);
        if (user is null)
            return NotFound();
        await sessions.StartAsync(HttpContext, user.Id, user.PartnershipId, Sessions.Demonstration);
        await events.RecordAsync("signed in to the demonstration", user.Id, user.FullName, HttpContext.Connection.RemoteIpAddress?.ToString());
        return LocalRedirect("/");
    }

    private async Task<IReadOnlyList<DemoUser>> FindAsync()
    {
        await using var connection = await source.OpenConnectionAsync();
        return (await connection.QueryAsync<DemoUser>(
            """
            select distinct u.id, u.full_name, u.demo_kind, a.name as agency_name, p.id as partnership_id, p.name as partnership_name
            from app_user u join agency a on a.id = u.agency_id join user_role r on r.user_id = u.id join partnership p on p.id = r.partnership_id
            where u.demo_kind is not null and u.disabled_at is null
            order by p.name, u.demo_kind, u.full_name
            """)).AsList();
    }

    public sealed class DemoUser
    {
        public required UserId Id { get; init; }

        public required string FullName { get; init; }

        public required string DemoKind { get; init; }

        public required string AgencyName { get; init; }

        public required PartnershipId PartnershipId { get; init; }

        public required string PartnershipName { get; init; }
    }
}
