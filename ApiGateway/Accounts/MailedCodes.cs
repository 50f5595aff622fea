using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Accounts;

/// <summary>Stores the valid codes: one for each purpose, for a hundred attempts and one use.</summary>
internal sealed class MailedCodes(IdentityDb db, TimeProvider time)
{
    /// <summary>
    /// The number of attempts for a code. With 50 bits a code cannot be guessed, and a few wrong attempts of others do not invalidate it.
    /// </summary>
    public const int Tries = 100;

    /// <summary>Replaces the code of a purpose by a new one. It takes the same steps if there is no such account.</summary>
    /// <param name="userId">The account.</param>
    /// <param name="email">The account's address: no code is created if it has another one by now. Null for any address.</param>
    /// <param name="purpose">The purpose.</param>
    /// <param name="newEmail">The new address of the account.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The code in the form that is shown, and whether it was created.</returns>
    public async Task<(string Code, bool IsMade)> ReplaceAsync(Guid userId, string? email, string purpose, string? newEmail, CancellationToken cancellationToken)
    {
        var key = email is null ? null : EmailAddress.Key(email);
        var code = CodeText.New();
        var hash = CodeText.Hash(code);
        var now = time.GetUtcNow();
        var made = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO identity.mailed_codes (user_id, purpose, code_hash, new_email, created_at, expires_at, tries_left)
            SELECT id, {purpose}, {hash}, {newEmail}::varchar, {now}, {now + CodePurpose.LifetimeOf(purpose)}, {Tries} FROM identity.users
            WHERE id = {userId} AND ({key}::varchar IS NULL OR normalized_email = {key}::varchar)
            ON CONFLICT (user_id, purpose) DO UPDATE SET code_hash = excluded.code_hash, new_email = excluded.new_email,
                created_at = excluded.created_at, expires_at = excluded.expires_at, tries_left = excluded.tries_left
            """,
            cancellationToken);
        return (code, made == 1);
    }

    /// <summary>Counts an attempt and then compares; null for a wrong code, and if there is none or no attempt left.</summary>
    public async Task<MailedCode?> TryAsync(Guid userId, string purpose, string typed, CancellationToken cancellationToken)
    {
        var hash = CodeText.Hash(typed);
        var now = time.GetUtcNow();
        var found = await db.MailedCodes.FromSql($"""
            UPDATE identity.mailed_codes SET tries_left = tries_left - 1
            WHERE user_id = {userId} AND purpose = {purpose} AND tries_left > 0 AND expires_at > {now}
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return found is [var code] && CryptographicOperations.FixedTimeEquals(code.CodeHash, hash) ? code : null;
    }

    /// <summary>Consumes a code, in the transaction of the change that it permits; false if another request has consumed it.</summary>
    public async Task<bool> UseAsync(MailedCode code, CancellationToken cancellationToken) =>
        await db.MailedCodes.Where(c => c.UserId == code.UserId && c.Purpose == code.Purpose && c.CodeHash == code.CodeHash).ExecuteDeleteAsync(cancellationToken) == 1;

    /// <summary>Deletes all codes of an account.</summary>
    public Task EndAsync(Guid userId, CancellationToken cancellationToken) => db.MailedCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync(cancellationToken);
}
