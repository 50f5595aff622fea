using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Platform.ApiGateway.Database;

/// <summary>Transactions on connections that are known to live: nothing in one can be tried again by itself.</summary>
internal static class LiveTransaction
{
    private const int MaxAttempts = 4;

    /// <summary>Begins one. After the server was away, whoever comes first would be given a connection that ended with it.</summary>
    /// <exception cref="NpgsqlException">The server is away.</exception>
    public static async Task<IDbContextTransaction> BeginLiveTransactionAsync(this IdentityDb db, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            IDbContextTransaction? transaction = null;
            try
            {
                transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                await db.Database.ExecuteSqlAsync($"SELECT 1", cancellationToken);
                return transaction;
            }
            catch (Exception exception)
            {
                if (transaction is not null)
                {
                    await transaction.DisposeAsync();
                }

                if (tries >= MaxAttempts || exception is not NpgsqlException { IsTransient: true })
                {
                    throw;
                }
            }
        }
    }
}
