using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Database;

/// <summary>Counts and writes of one user in turn: a limit holds however many requests come at once.</summary>
internal static class UserTurn
{
    private const int MaxWaiting = 1000;

    // Of a user one at a time takes a connection to wait for the row with: those of the pool are everybody's.
    private static readonly PartitionedRateLimiter<Guid> s_turns = PartitionedRateLimiter.Create<Guid, Guid>(
        static user => RateLimitPartition.GetConcurrencyLimiter(user, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = MaxWaiting }));

    /// <summary>Runs a check and what may follow it in one transaction, while no other of the same user runs.</summary>
    /// <param name="db">The context.</param>
    /// <param name="user">Whose limit it is.</param>
    /// <param name="action">Checks, adds and saves. What it throws undoes everything.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiProblemException">429: too many of the user's wait.</exception>
    public static async Task InTurnAsync(this IdentityDb db, Guid user, Func<Task> action, CancellationToken cancellationToken)
    {
        using var turn = await s_turns.AcquireAsync(user, 1, cancellationToken);
        if (!turn.IsAcquired)
        {
            throw new ApiProblemException(ApiProblem.RateLimited(1));
        }

        await using var transaction = await db.BeginLiveTransactionAsync(cancellationToken);

        // Inserting what refers to the user takes a lock that this one lets pass, so that only those who come here wait.
        await db.Database.ExecuteSqlAsync($"SELECT FROM identity.users WHERE id = {user} FOR NO KEY UPDATE", cancellationToken);
        await action();
        await transaction.CommitAsync(cancellationToken);
    }
}
