using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;

namespace Throughline.Platform.Database;

/// <summary>
/// One transaction, acting as somebody. Row-level security asks the transaction who acts: without an act nothing about
/// any person can be seen. A request has one of these; a job makes its own.
/// </summary>
public sealed class Db(NpgsqlDataSource source) : IAsyncDisposable
{
    private NpgsqlConnection? connection;
    private NpgsqlTransaction? transaction;
    private Act? act;

    public Act Act => act ?? throw new InvalidOperationException("No act has begun: begin a transaction before reading or writing.");

    public bool HasBegun => transaction is not null;

    public NpgsqlConnection Connection => connection ?? throw new InvalidOperationException("No act has begun.");

    /// <summary>Opens the transaction in which <paramref name="who"/> acts. The role is the one that row-level security binds.</summary>
    public async Task BeginAsync(Act who, CancellationToken cancel = default)
    {
        if (transaction is not null)
            throw new InvalidOperationException("The transaction has begun already.");
        await OpenAsync(cancel);
        act = who;
        await SetActorAsync(who, cancel);
    }

    /// <summary>Opens a transaction that acts for nobody: accounts, sessions and reference data only.</summary>
    public async Task BeginForNobodyAsync(CancellationToken cancel = default)
    {
        if (transaction is null)
            await OpenAsync(cancel);
    }

    private async Task OpenAsync(CancellationToken cancel)
    {
        connection = await source.OpenConnectionAsync(cancel);
        transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
        await connection.ExecuteAsync("set local role throughline_app");
    }

    private Task SetActorAsync(Act who, CancellationToken cancel) => Connection.ExecuteAsync(new CommandDefinition(
        "select set_config('throughline.user', @user, true), set_config('throughline.agency', @agency, true), set_config('throughline.partnership', @partnership, true)",
        new { user = who.User.ToString(), agency = who.Agency.ToString(), partnership = who.Partnership.ToString() }, transaction, cancellationToken: cancel));

    public Task<int> ExecuteAsync(string sql, object? values = null, CancellationToken cancel = default) =>
        Connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: cancel));

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? values = null, CancellationToken cancel = default) =>
        (await Connection.QueryAsync<T>(new CommandDefinition(sql, values, transaction, cancellationToken: cancel))).AsList();

    public Task<T?> FirstAsync<T>(string sql, object? values = null, CancellationToken cancel = default) =>
        Connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, values, transaction, cancellationToken: cancel));

    public async Task<T> ValueAsync<T>(string sql, object? values = null, CancellationToken cancel = default) =>
        (await Connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, values, transaction, cancellationToken: cancel)))!;

    public Task<DbDataReader> ReadAsync(string sql, object? values = null, CancellationToken cancel = default) =>
        Connection.ExecuteReaderAsync(new CommandDefinition(sql, values, transaction, cancellationToken: cancel));

    public async Task CommitAsync(CancellationToken cancel = default)
    {
        if (transaction is null)
            return;
        await transaction.CommitAsync(cancel);
        await CloseAsync();
    }

    public async Task RollbackAsync()
    {
        if (transaction is null)
            return;
        await transaction.RollbackAsync();
        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        if (transaction is not null)
            await transaction.DisposeAsync();
        if (connection is not null)
            await connection.DisposeAsync();
        transaction = null;
        connection = null;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
