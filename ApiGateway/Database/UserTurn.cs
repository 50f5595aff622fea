using Microsoft.EntityFrameworkCore;

namespace Platform.ApiGateway.Database;

/// <summary>Counts and writes of one user in turn: a limit holds however many requests come at once.</summary>
internal static class UserTurn
{
    /// <summary>Runs a check and what may follow it in one transaction, while no other of the same user runs.</summary>
    /// <param name="db">The context.</param>
    /// <param name="user">Whose limit it is.</param>
    /// <param name="action">Checks, adds and saves. What it throws undoes everything.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task InTurnAsync(this IdentityDb db, Guid user, Func<Task> action, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Inserting what refers to the user takes a lock that this one lets pass, so that only those who come here wait.
        await db.Database.ExecuteSqlAsync($"SELECT FROM identity.users WHERE id = {user} FOR NO KEY UPDATE", cancellationToken);
        await action();
        await transaction.CommitAsync(cancellationToken);
    }
}
