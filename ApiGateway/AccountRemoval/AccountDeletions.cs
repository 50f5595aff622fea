using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.AccountRemoval;

/// <summary>Deletes accounts: at once, nobody can sign in any more, and the personal data are removed.</summary>
internal sealed class AccountDeletions(IdentityDb db, Revocations revocations, TimeProvider time)
{
    /// <summary>Deletes an account; its other data are removed in the background.</summary>
    /// <exception cref="ApiProblemException">409: the user is the last operator.</exception>
    public async Task BeginAsync(Guid user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.RunLockedAsync(
            user,
            async () =>
            {
                await RefuseLastOperatorAsync(user, cancellationToken);
                await ForgetAsync(user, now, cancellationToken);
                db.AccountDeletions.Add(new PendingAccountDeletion { UserId = user, Id = Guid.CreateVersion7(now), RequestedAt = now, DueAt = now });
                db.SecurityEvents.Add(SecurityLog.Create(time, "account.deleted", user, null, null));
                await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
        revocations.Revoke(user);
    }

    private async Task RefuseLastOperatorAsync(Guid user, CancellationToken cancellationToken)
    {
        var role = await db.UserRoles.Where(r => r.UserId == user).Join(db.Roles, r => r.RoleId, r => r.Id, (_, r) => r)
            .Where(r => r.Name == Role.Operator).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellationToken);
        if (role is null)
        {
            return;
        }

        // The last two operators must not be deleted at the same time.
        await db.Database.ExecuteSqlAsync($"SELECT FROM identity.roles WHERE id = {role} FOR NO KEY UPDATE", cancellationToken);
        if (!await db.UserRoles.AnyAsync(r => r.RoleId == role && r.UserId != user, cancellationToken))
        {
            throw new ApiProblemException(new ApiProblem(
                StatusCodes.Status409Conflict, "last_operator", "This is the last operator's account: make somebody else an operator first."));
        }
    }

    private async Task ForgetAsync(Guid user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.Sessions.Where(s => s.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.ApiKeys.Where(k => k.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.UserRoles.Where(r => r.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.UserClaims.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.UserLogins.Where(l => l.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.UserTokens.Where(t => t.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.RecoveryCodes.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.Authenticators.Where(a => a.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.CaptionLinks.Where(l => l.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.CaptionComments.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.JobEditors.Where(e => e.OwnerId == user).ExecuteDeleteAsync(cancellationToken);
        await db.AccountCaptions.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.DeleteMailsAsync(user, cancellationToken);

        // A new stamp, so that a session that starts at this moment is invalid.
        var stamp = Guid.CreateVersion7(now).ToString("N");
        await db.Users.Where(u => u.Id == user).ExecuteUpdateAsync(
            s => s.SetProperty(u => u.UserName, (string?)null)
                .SetProperty(u => u.NormalizedUserName, (string?)null)
                .SetProperty(u => u.Email, (string?)null)
                .SetProperty(u => u.NormalizedEmail, (string?)null)
                .SetProperty(u => u.EmailConfirmed, false)
                .SetProperty(u => u.PasswordHash, (string?)null)
                .SetProperty(u => u.PhoneNumber, (string?)null)
                .SetProperty(u => u.Language, (string?)null)
                .SetProperty(u => u.TwoFactorEnabled, false)
                .SetProperty(u => u.SecurityStamp, stamp)
                .SetProperty(u => u.ConcurrencyStamp, stamp),
            cancellationToken);
        await db.RemoveAddressesAsync(user, cancellationToken);
    }
}

internal static class DeletedUsers
{
    /// <summary>Deletes the mails on behalf of a user, including waiting ones, and the user's codes.</summary>
    public static async Task DeleteMailsAsync(this IdentityDb db, Guid user, CancellationToken cancellationToken)
    {
        await db.MailedCodes.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await db.Mails.Where(m => m.UserId == user).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Removes the addresses and other personal data from the security events of a user, which are kept.</summary>
    public static Task<int> RemoveAddressesAsync(this IdentityDb db, Guid user, CancellationToken cancellationToken) =>
        db.SecurityEvents.Where(e => e.UserId == user && (e.Address != null || e.Detail != null)).ExecuteUpdateAsync(
            s => s.SetProperty(e => e.Address, (System.Net.IPAddress?)null).SetProperty(e => e.Detail, (string?)null), cancellationToken);
}
