using Microsoft.AspNetCore.Identity;
using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.SetUp;

/// <param name="Above">The code of the partnership above it: a county's, for a district.</param>
public sealed record NewPartnership(string Code, string Name, string Brand, string? Above = null);

/// <param name="WorksForProbation">A provider under an arrangement with probation (Offender Management Act 2007 s.3).</param>
/// <param name="ActsForAuthority">Commissioned by a relevant authority, and so reached by Crime and Disorder Act 1998 s.115.</param>
public sealed record NewAgency(string Code, string Name, string Type, string Contact = "", bool WorksForProbation = false, bool ActsForAuthority = false);

public sealed record NewUser(string UserName, string FullName, AgencyId Agency, Role[] Roles, string? Password = null, string? Area = null, string? DemoKind = null);

/// <summary>
/// Makes partnerships, agencies and accounts: what an installation needs before anybody can sign in. Used by
/// <c>throughline setup</c> and the demonstration.
/// </summary>
public sealed class Partnerships(Db db)
{
    /// <summary>The agencies that are competent authorities under Part 3 of the Data Protection Act 2018 (Schedule 7); the others process under the UK GDPR.</summary>
    private static readonly string[] CompetentAuthorities = ["police", "probation", "prison", "youth-offending-team", "electronic-monitoring", "system"];

    public async Task<PartnershipId> CreateAsync(NewPartnership partnership, DateTimeOffset now)
    {
        var id = new PartnershipId(Guid.CreateVersion7(now));
        Guid? above = partnership.Above is null ? null : await db.FirstAsync<Guid?>("select id from partnership where code = @Above", new { partnership.Above }) ?? throw new NotThere($"The partnership {partnership.Above}");
        await db.ExecuteAsync(
            "insert into partnership (id, parent_id, code, name, brand, created_at) values (@id, @above, @Code, @Name, @Brand, @now)", new { id, above, partnership.Code, partnership.Name, partnership.Brand, now });
        return id;
    }

    public async Task<AgencyId> AddAgencyAsync(PartnershipId partnership, NewAgency agency, DateTimeOffset now)
    {
        var id = await db.FirstAsync<AgencyId?>("select id from agency where code = @Code", agency);
        if (id is null)
        {
            id = new AgencyId(Guid.CreateVersion7(now));
            await db.ExecuteAsync(
                "insert into agency (id, code, name, type, regime, contact, created_at) values (@id, @Code, @Name, @Type, @regime, @Contact, @now)",
                new { id, agency.Code, agency.Name, agency.Type, regime = CompetentAuthorities.Contains(agency.Type) ? "part-3" : "uk-gdpr", agency.Contact, now });
        }

        await db.ExecuteAsync(
            "insert into partnership_agency (partnership_id, agency_id, joined_on, works_for_probation, acts_for_authority) values (@partnership, @id, @on, @WorksForProbation, @ActsForAuthority) on conflict do nothing",
            new { partnership, id, on = UkTime.DateOf(now), agency.WorksForProbation, agency.ActsForAuthority });
        return id.Value;
    }

    /// <summary>The agency that runs the scheme, and so answers for its cases.</summary>
    public Task LeadAsync(PartnershipId partnership, AgencyId agency) => db.ExecuteAsync("update partnership set lead_agency_id = @agency where id = @partnership", new { partnership, agency });

    public async Task<UserId> AddUserAsync(PartnershipId partnership, NewUser user, DateTimeOffset now, bool isService = false)
    {
        var id = new UserId(Guid.CreateVersion7(now));
        var account = new AppUser { Id = id.Value, UserName = user.UserName, FullName = user.FullName, AgencyId = user.Agency };
        var hash = user.Password is null ? null : new PasswordHasher<AppUser>().HashPassword(account, user.Password);
        await db.ExecuteAsync(
            """
            insert into app_user (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp, concurrency_stamp,
              phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, full_name, agency_id, is_service, demo_kind, created_at)
            values (@id, @UserName, upper(@UserName), @UserName, upper(@UserName), true, @hash, @stamp, @stamp, false, false, true, 0, @FullName, @Agency, @isService, @DemoKind, @now)
            """,
            new { id, user.UserName, hash, stamp = Guid.CreateVersion7(now).ToString("N"), user.FullName, user.Agency, isService, user.DemoKind, now });
        foreach (var role in user.Roles)
        {
            await db.ExecuteAsync(
                "insert into user_role (user_id, partnership_id, role, area, granted_at) values (@id, @partnership, @role, @area, @now)",
                new { id, partnership, role = role.Code(), area = user.Area, now });
        }

        return id;
    }

    /// <summary>The named service user that a partnership's jobs act as; made when first asked for.</summary>
    public async Task<Act> ServiceAsync(PartnershipId partnership, string purpose, DateTimeOffset now)
    {
        var code = await db.FirstAsync<string>("select code from partnership where id = @partnership", new { partnership }) ?? throw new NotThere("The partnership");
        var agency = await db.FirstAsync<AgencyId?>("select id from agency where code = 'throughline'")
            ?? await AddSystemAgencyAsync(now);
        var name = $"jobs@{code}";
        var user = await db.FirstAsync<UserId?>("select id from app_user where user_name = @name", new { name })
            ?? await AddUserAsync(partnership, new NewUser(name, "Throughline jobs", agency, []), now, isService: true);
        return new Act(user, agency, partnership, purpose, now, IsService: true);
    }

    private async Task<AgencyId> AddSystemAgencyAsync(DateTimeOffset now)
    {
        var id = new AgencyId(Guid.CreateVersion7(now));
        await db.ExecuteAsync("insert into agency (id, code, name, type, regime, contact, created_at) values (@id, 'throughline', 'Throughline', 'system', 'part-3', '', @now) on conflict (code) do nothing", new { id, now });
        return await db.ValueAsync<Guid>("select id from agency where code = 'throughline'") is var found ? new AgencyId(found) : id;
    }
}
