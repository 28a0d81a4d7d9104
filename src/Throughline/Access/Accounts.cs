using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Throughline.Platform;

namespace Throughline.Access;

/// <summary>A user's account. Belongs to one agency; holds roles in partnerships.</summary>
public sealed class AppUser : IdentityUser<Guid>
{
    public required string FullName { get; set; }

    public required AgencyId AgencyId { get; set; }

    public bool IsService { get; set; }

    public string? DemoKind { get; set; }

    public DateTimeOffset? DisabledAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Accounts as ASP.NET Core Identity keeps them. The schema is ours (0001-house.sql); this maps to it.</summary>
public sealed class AccountsContext(DbContextOptions<AccountsContext> options) : IdentityUserContext<AppUser, Guid>(options)
{
    /// <summary>The version of Identity's stores that has passkeys.</summary>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<AppUser>().ToTable("app_user").Property(u => u.AgencyId).HasConversion(id => id.Value, value => new AgencyId(value));
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("app_user_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("app_user_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("app_user_token");
        builder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("app_user_passkey").HasKey(key => key.CredentialId);
            passkey.OwnsOne(key => key.Data).ToJson("data");
        });
        foreach (var property in builder.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson()).SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(Snake(property.Name));
    }

    private static string Snake(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }
}
