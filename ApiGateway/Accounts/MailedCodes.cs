using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Accounts;

/// <summary>The codes that are on their way: one for each purpose, for a hundred tries and one use.</summary>
internal sealed class MailedCodes(IdentityDb db, TimeProvider time)
{
    /// <summary>How often one may be tried. Of 50 bits, so that nobody guesses one, and nobody ends another's with a few wrong tries.</summary>
    public const int Tries = 100;

    /// <summary>Makes a new code in place of the one before; for an account that there is not it takes the same steps.</summary>
    /// <param name="userId">Whose it is.</param>
    /// <param name="email">The account's address: if it has another by now, none is made. Null for whatever it has.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="newEmail">The address that the account is to have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The code, as it is shown, and whether it was made.</returns>
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

    /// <summary>Takes a try, and then compares; null for a wrong code, and where there is none or no try left.</summary>
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

    /// <summary>Uses a code up, in the transaction of what it is used for; false when somebody else was faster.</summary>
    public async Task<bool> UseAsync(MailedCode code, CancellationToken cancellationToken) =>
        await db.MailedCodes.Where(c => c.UserId == code.UserId && c.Purpose == code.Purpose && c.CodeHash == code.CodeHash).ExecuteDeleteAsync(cancellationToken) == 1;

    /// <summary>Ends all codes of an account.</summary>
    public Task EndAsync(Guid userId, CancellationToken cancellationToken) => db.MailedCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync(cancellationToken);
}
