using Throughline.Platform;
using Throughline.Platform.Database;

namespace Throughline.Access.SingleSignOn;

/// <summary>What an administrator enters about their agency's provider.</summary>
internal sealed record NewSignOn(string Issuer, Endpoints Endpoints, string ClientId, string? ClientSecret, string NameClaim, bool IsOn);

/// <summary>An administrator sets how their own agency signs in.</summary>
internal static class SetSignOn
{
    public static Task<AgencySignOn?> FindAsync(Db db) =>
        db.FirstAsync<AgencySignOn>($"select {SignOn.Columns} from agency_sign_on o join agency a on a.id = o.agency_id where o.agency_id = @agency", new { agency = db.Act.Agency });

    public static async Task DoAsync(Db db, NewSignOn wanted, SignOn signOn)
    {
        var before = await FindAsync(db);
        new Rule("Enter the client secret that the provider gave you", "OAuth 2.0 (RFC 6749), 2.3", before is not null || !string.IsNullOrWhiteSpace(wanted.ClientSecret)).Check();
        // somebody of one issuer is nobody of another
        if (before is not null && before.Issuer != wanted.Issuer)
            await db.ExecuteAsync("delete from app_user_login where login_provider = @provider; delete from sign_on_invitation where agency_id = @agency and used_at is null", new { provider = db.Act.Agency.ToString(), agency = db.Act.Agency });
        await db.ExecuteAsync(
            """
            insert into agency_sign_on (agency_id, issuer, authorisation_endpoint, token_endpoint, userinfo_endpoint, keys_address, says_issuer, client_id, client_secret, name_claim, is_on, changed_at, changed_by)
            values (@agency, @Issuer, @Authorisation, @Token, @Userinfo, @Keys, @SaysIssuer, @ClientId, @secret, @NameClaim, @IsOn, @at, @by)
            on conflict (agency_id) do update set issuer = excluded.issuer, authorisation_endpoint = excluded.authorisation_endpoint, token_endpoint = excluded.token_endpoint,
              userinfo_endpoint = excluded.userinfo_endpoint, keys_address = excluded.keys_address, says_issuer = excluded.says_issuer, client_id = excluded.client_id, client_secret = excluded.client_secret,
              name_claim = excluded.name_claim, is_on = excluded.is_on, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """,
            new
            {
                agency = db.Act.Agency, wanted.Issuer, wanted.Endpoints.Authorisation, wanted.Endpoints.Token, wanted.Endpoints.Userinfo, wanted.Endpoints.Keys, wanted.Endpoints.SaysIssuer, wanted.ClientId,
                secret = string.IsNullOrWhiteSpace(wanted.ClientSecret) ? before!.ClientSecret : signOn.Protect(wanted.ClientSecret.Trim()), wanted.NameClaim, wanted.IsOn, at = db.Act.At, by = db.Act.User,
            });
        await db.ExecuteAsync(
            "insert into account_event (at, user_id, user_name, kind, detail) select @at, u.id, u.user_name, 'single sign-on set', @detail from app_user u where u.id = @by",
            new { at = db.Act.At, by = db.Act.User, detail = $"{wanted.Issuer}, {(wanted.IsOn ? "on" : "off")}" });
    }
}
