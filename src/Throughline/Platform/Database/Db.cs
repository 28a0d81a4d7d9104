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
    private bool failed;

    public Act Act => act ?? throw new InvalidOperationException("No act has begun: begin a transaction before reading or writing.");

    public bool HasBegun => transaction is not null;

    /// <summary>Done in the transaction just before it is committed, whoever commits it: what must be written for the answer to leave. Rolling back forgets it.</summary>
    public Func<Db, Task>? BeforeCommit { get; set; }

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

    /// <summary>
    /// Does something with the partnership's own sight, within what somebody does: joining a row to whoever it is about. What
    /// comes of it must tell that somebody nothing of what they may not see.
    /// </summary>
    public async Task<T> WithPartnershipSightAsync<T>(Func<Task<T>> what)
    {
        if (Act.IsService)
            return await what();
        await ExecuteAsync("select set_config('throughline.service', 'on', true)");
        var result = await what();
        // not in a finally: a failure ends the transaction, and the setting with it
        await ExecuteAsync("select set_config('throughline.service', 'off', true)");
        return result;
    }

    /// <summary>Does something with the rights to what is sealed, and no others, within what somebody does.</summary>
    public async Task<T> UnsealedAsync<T>(Func<Task<T>> what)
    {
        await ExecuteAsync("set local role throughline_sealed");
        var result = await what();
        await ExecuteAsync("set local role throughline_app");
        return result;
    }

    /// <summary>For measuring what the rule costs: says who acts and works out nothing else. Under row-level security such a transaction sees nobody.</summary>
    internal async Task BeginWithoutContextAsync(Act who)
    {
        await OpenAsync(CancellationToken.None);
        act = who;
        await ExecuteAsync("select set_config('throughline.user', @user, true), set_config('throughline.partnership', @partnership, true)", new { user = who.User.ToString(), partnership = who.Partnership.ToString() });
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

    private Task SetActorAsync(Act who, CancellationToken cancel) =>
        ExecuteAsync("select begin_act(@User, @Agency, @Partnership, @At, @IsService)", new { who.User, who.Agency, who.Partnership, who.At, who.IsService }, cancel);

    /// <summary>
    /// Acts with the partnership's own sight while <paramref name="what"/> runs, in this transaction and as the same user: for governance, when
    /// the law asks for a search of everything. Whoever calls it writes the look into the audit.
    /// </summary>
    public async Task<T> WithPartnershipSightAsync<T>(Func<Task<T>> what, CancellationToken cancel = default)
    {
        var before = Act;
        act = before with { IsService = true };
        await SetActorAsync(act, cancel);
        try
        {
            var result = await what();
            act = before;
            await SetActorAsync(before, cancel);
            return result;
        }
        catch
        {
            act = before;
            try
            {
                await SetActorAsync(before, cancel);
            }
            catch (PostgresException)
            {
                // the transaction has failed already: it will be rolled back, and its sight with it
            }

            throw;
        }
    }

    public Task<int> ExecuteAsync(string sql, object? values = null, CancellationToken cancel = default) =>
        TriedAsync(Connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: cancel)));

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? values = null, CancellationToken cancel = default) =>
        (await TriedAsync(Connection.QueryAsync<T>(new CommandDefinition(sql, values, transaction, cancellationToken: cancel)))).AsList();

    public Task<T?> FirstAsync<T>(string sql, object? values = null, CancellationToken cancel = default) =>
        TriedAsync(Connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, values, transaction, cancellationToken: cancel)));

    public async Task<T> ValueAsync<T>(string sql, object? values = null, CancellationToken cancel = default) =>
        (await TriedAsync(Connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, values, transaction, cancellationToken: cancel))))!;

    public Task<DbDataReader> ReadAsync(string sql, object? values = null, CancellationToken cancel = default) =>
        TriedAsync(Connection.ExecuteReaderAsync(new CommandDefinition(sql, values, transaction, cancellationToken: cancel)));

    /// <summary>Remembers that a statement failed, or was broken off.</summary>
    private async Task<T> TriedAsync<T>(Task<T> statement)
    {
        try
        {
            return await statement;
        }
        catch
        {
            failed = true;
            throw;
        }
    }

    public async Task CommitAsync(CancellationToken cancel = default)
    {
        if (transaction is null)
            return;
        if (BeforeCommit is { } write)
            await write(this);
        BeforeCommit = null;
        await transaction.CommitAsync(cancel);
        await CloseAsync();
    }

    public async Task RollbackAsync()
    {
        BeforeCommit = null;
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
        {
            // Npgsql takes a statement that failed while it was being prepared for prepared, and its next use breaks the connection
            // (npgsql issue 6391): the connection forgets what it has prepared before somebody else gets it
            if (failed && connection.FullState == ConnectionState.Open)
                connection.UnprepareAll();
            await connection.DisposeAsync();
        }

        failed = false;
        transaction = null;
        connection = null;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
