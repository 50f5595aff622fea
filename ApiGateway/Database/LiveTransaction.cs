using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Platform.ApiGateway.Database;

/// <summary>Starts transactions on connections that have been tested, because a statement inside a transaction cannot be retried.</summary>
internal static class LiveTransaction
{
    private const int MaxAttempts = 4;

    /// <summary>Starts a transaction. After an outage of the server, a pooled connection may be dead.</summary>
    /// <exception cref="NpgsqlException">The server is unavailable.</exception>
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
