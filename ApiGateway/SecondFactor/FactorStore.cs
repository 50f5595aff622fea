using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.SecondFactor;

/// <summary>Stores second factors in the database, safely for concurrent requests.</summary>
internal sealed class FactorStore(IdentityDb db, IDataProtectionProvider protection, TimeProvider time)
{
    // Longer than anyone needs to type a secret into an app.
    private static readonly TimeSpan s_toConfirm = TimeSpan.FromHours(1);

    // Longer than any code, however it is grouped.
    private const int MaxCode = 64;

    /// <summary>Gets the time since which the second factor is on, null if it is off, and the number of remaining recovery codes.</summary>
    public async Task<(DateTimeOffset? Since, int Codes)> StateAsync(Guid user, CancellationToken cancellationToken)
    {
        var since = await db.Authenticators.Where(a => a.UserId == user).Select(a => a.ConfirmedAt).FirstOrDefaultAsync(cancellationToken);
        return (since, since is null ? 0 : await db.RecoveryCodes.CountAsync(c => c.UserId == user, cancellationToken));
    }

    /// <summary>Creates a secret, replacing one that was never confirmed; null if the second factor is on already.</summary>
    public async Task<byte[]?> BeginAsync(Guid user, CancellationToken cancellationToken)
    {
        byte[]? made = null;
        await db.RunLockedAsync(
            user,
            async () =>
            {
                if (await db.Authenticators.AnyAsync(a => a.UserId == user && a.ConfirmedAt != null, cancellationToken))
                {
                    return;
                }

                made = OneTimeCodes.NewSecret();
                await db.Authenticators.Where(a => a.UserId == user).ExecuteDeleteAsync(cancellationToken);
                db.Authenticators.Add(new Authenticator { UserId = user, Secret = ProtectorOf(user).Protect(made), CreatedAt = time.GetUtcNow() });
                await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
        return made;
    }

    /// <summary>Turns the second factor on if the code belongs to the new secret. Runs under the user's lock; the caller saves the context.</summary>
    /// <param name="user">The user.</param>
    /// <param name="code">The code of the app.</param>
    /// <param name="stamp">The new security stamp, which invalidates a session that is being started with the password alone.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The recovery codes; null if the code is wrong.</returns>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(Guid user, string code, string stamp, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var begun = await db.Authenticators.AsNoTracking().FirstOrDefaultAsync(a => a.UserId == user && a.ConfirmedAt == null && a.CreatedAt > now - s_toConfirm, cancellationToken);
        if (begun is null || StepOf(begun, Plain(code), now) is not { } step)
        {
            return null;
        }

        await db.Authenticators.Where(a => a.UserId == user).ExecuteUpdateAsync(s => s.SetProperty(a => a.ConfirmedAt, now).SetProperty(a => a.LastStep, step), cancellationToken);
        await SetAsync(user, true, stamp, cancellationToken);
        return await NewCodesAsync(user, cancellationToken);
    }

    /// <summary>The number of consecutive wrong codes after which codes of the app are refused until a recovery code is used.</summary>
    public const int MaxFailures = 100;

    /// <summary>Consumes a code of the app or a recovery code, which cannot be used again.</summary>
    /// <returns>The kind of the code; null if it is wrong.</returns>
    public async Task<FactorUse?> UseAsync(Guid user, string code, CancellationToken cancellationToken)
    {
        var plain = Plain(code);
        if (!OneTimeCodes.IsOne(plain))
        {
            if (RecoveryCodes.HashOf(user, plain) is not { } hash
                || await db.RecoveryCodes.Where(c => c.UserId == user && c.CodeHash == hash).ExecuteDeleteAsync(cancellationToken) != 1)
            {
                return null;
            }

            await db.Authenticators.Where(a => a.UserId == user).ExecuteUpdateAsync(s => s.SetProperty(a => a.Failures, 0), cancellationToken);
            return FactorUse.RecoveryCode;
        }

        // The attempt is counted before the comparison: six digits permit a limited number of attempts from all addresses (NIST SP 800-63B, 5.2.2).
        if (await db.Authenticators.Where(a => a.UserId == user && a.ConfirmedAt != null && a.Failures < MaxFailures)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Failures, a => a.Failures + 1), cancellationToken) != 1)
        {
            return null;
        }

        var authenticator = await db.Authenticators.AsNoTracking().FirstOrDefaultAsync(a => a.UserId == user && a.ConfirmedAt != null, cancellationToken);
        return authenticator is not null && StepOf(authenticator, plain, time.GetUtcNow()) is { } step
            && await db.Authenticators.Where(a => a.UserId == user && a.Secret == authenticator.Secret && a.LastStep < step)
                .ExecuteUpdateAsync(s => s.SetProperty(a => a.LastStep, step).SetProperty(a => a.Failures, 0), cancellationToken) == 1
            ? FactorUse.App
            : null;
    }

    /// <summary>Replaces all recovery codes by new ones. Runs under the user's lock; the caller saves the context.</summary>
    public async Task<IReadOnlyList<string>> NewCodesAsync(Guid user, CancellationToken cancellationToken)
    {
        await db.RecoveryCodes.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
        string[] codes = [.. Enumerable.Range(0, RecoveryCodes.Count).Select(_ => RecoveryCodes.New())];
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode { UserId = user, CodeHash = RecoveryCodes.HashOf(user, code)! }));
        return codes;
    }

    /// <summary>Turns the second factor off and deletes its data.</summary>
    /// <returns>Whether it was on.</returns>
    public async Task<bool> RemoveAsync(Guid user, string @event, System.Net.IPAddress? address, CancellationToken cancellationToken)
    {
        var wasOn = false;
        await db.RunLockedAsync(
            user,
            async () =>
            {
                wasOn = await db.Authenticators.AnyAsync(a => a.UserId == user && a.ConfirmedAt != null, cancellationToken);
                await db.RecoveryCodes.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
                await db.Authenticators.Where(a => a.UserId == user).ExecuteDeleteAsync(cancellationToken);
                await SetAsync(user, false, null, cancellationToken);
                if (wasOn)
                {
                    db.SecurityEvents.Add(SecurityLog.Create(time, @event, user, address, null));
                    await db.SaveChangesAsync(cancellationToken);
                }
            },
            cancellationToken);
        return wasOn;
    }

    // In the form without the grouping of apps and people.
    private static string Plain(string code) => code.Length > MaxCode ? "" : string.Concat(code.Where(c => !char.IsWhiteSpace(c)));

    private long? StepOf(Authenticator authenticator, string code, DateTimeOffset now) =>
        OneTimeCodes.IsOne(code) ? OneTimeCodes.StepOf(ProtectorOf(authenticator.UserId).Unprotect(authenticator.Secret), code, now) : null;

    // A secret that was copied into another user's row is invalid.
    private IDataProtector ProtectorOf(Guid user) => protection.CreateProtector("Platform.SecondFactor", user.ToString("N"));

    private async Task SetAsync(Guid user, bool isOn, string? stamp, CancellationToken cancellationToken)
    {
        // A request that has read the account before must not overwrite this change.
        var concurrency = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        await db.Users.Where(u => u.Id == user).ExecuteUpdateAsync(
            s => s.SetProperty(u => u.TwoFactorEnabled, isOn)
                .SetProperty(u => u.SecurityStamp, u => stamp ?? u.SecurityStamp)
                .SetProperty(u => u.ConcurrencyStamp, concurrency),
            cancellationToken);
    }
}

/// <summary>Lists the kinds of codes that a user may authenticate with.</summary>
internal enum FactorUse
{
    /// <summary>A code of the authenticator app.</summary>
    App = 0,

    /// <summary>A recovery code.</summary>
    RecoveryCode = 1,
}
