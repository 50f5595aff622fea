using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Database;

/// <summary>Serialises checks and writes of one user, so that a limit is enforced for any number of concurrent requests.</summary>
internal static class UserLock
{
    private const int MaxWaiting = 1000;

    // One request of a user at a time waits for the row with a connection, because all users share the pool.
    private static readonly PartitionedRateLimiter<Guid> s_locks = PartitionedRateLimiter.Create<Guid, Guid>(
        static user => RateLimitPartition.GetConcurrencyLimiter(user, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = MaxWaiting }));

    /// <summary>Runs a check and the following writes in one transaction, exclusively for the user.</summary>
    /// <param name="db">The context.</param>
    /// <param name="user">The user.</param>
    /// <param name="action">Checks, adds and saves. An exception rolls everything back.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ApiProblemException">429: too many requests of the user are waiting.</exception>
    public static async Task RunLockedAsync(this IdentityDb db, Guid user, Func<Task> action, CancellationToken cancellationToken)
    {
        using var lease = await s_locks.AcquireAsync(user, 1, cancellationToken);
        if (!lease.IsAcquired)
        {
            throw new ApiProblemException(ApiProblem.RateLimited(1));
        }

        await using var transaction = await db.BeginLiveTransactionAsync(cancellationToken);

        // Inserting a row that refers to the user takes a lock that is compatible with this one, so only callers of this method wait.
        await db.Database.ExecuteSqlAsync($"SELECT FROM identity.users WHERE id = {user} FOR NO KEY UPDATE", cancellationToken);
        await action();
        await transaction.CommitAsync(cancellationToken);
    }
}
