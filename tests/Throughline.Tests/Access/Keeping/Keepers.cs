using Dapper;
using Throughline.Access;
using Throughline.Access.SetUp;
using Throughline.Platform;
using Throughline.Platform.Database;
using Throughline.Testing;

namespace Throughline.Tests.Access.Keeping;

/// <summary>More users than the world has, and what happened to accounts.</summary>
internal static class Keepers
{
    /// <summary>Makes a user as an installation begins: by nobody in particular.</summary>
    public static async Task<Act> HireAsync(this World world, string kind, string name, string agency, Role[] roles, string? area = null)
    {
        await using var db = new Db(world.Database.Source);
        await db.BeginForNobodyAsync();
        var user = await new Partnerships(db).AddUserAsync(world.North, new NewUser($"{kind}@north.example", name, world.Agencies[agency], roles, World.Password, area), world.Clock.GetUtcNow());
        await db.CommitAsync();
        return new Act(user, world.Agencies[agency], world.North, "test", world.Clock.GetUtcNow());
    }

    public static async Task<T> AskDatabaseAsync<T>(this World world, string sql, object? values = null)
    {
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, values))!;
    }

    public static async Task<string[]> RolesOfAsync(this World world, UserId user)
    {
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>("select role from user_role where user_id = @user order by role", new { user = user.Value })];
    }

    public static async Task<List<string>> EventsOfAsync(this World world, UserId user)
    {
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select kind || ': ' || detail from account_event where user_id = @user order by at, id", new { user = user.Value })).AsList();
    }

    public static async Task ChangeAsync(this World world, string sql, object? values = null)
    {
        await using var connection = await world.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, values);
    }
}
