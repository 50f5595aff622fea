using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.SecondFactor;

/// <summary>Second factors in the database. What two requests could do at the same time, one of them does.</summary>
internal sealed class FactorStore(IdentityDb db, IDataProtectionProvider protection, TimeProvider time)
{
    // Longer than anybody types a secret into an app.
    private static readonly TimeSpan s_toConfirm = TimeSpan.FromHours(1);

    // Nothing that is a code is as long, however it is grouped.
    private const int MaxCode = 64;

    /// <summary>Since when it is on, null while it is off; and how many recovery codes are left.</summary>
    public async Task<(DateTimeOffset? Since, int Codes)> StateAsync(Guid user, CancellationToken cancellationToken)
    {
        var since = await db.Authenticators.Where(a => a.UserId == user).Select(a => a.ConfirmedAt).FirstOrDefaultAsync(cancellationToken);
        return (since, since is null ? 0 : await db.RecoveryCodes.CountAsync(c => c.UserId == user, cancellationToken));
    }

    /// <summary>Makes a secret, in place of one that was never confirmed; null when the factor is on already.</summary>
    public async Task<byte[]?> BeginAsync(Guid user, CancellationToken cancellationToken)
    {
        byte[]? made = null;
        await db.InTurnAsync(
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

    /// <summary>Turns it on if the code is one of the secret that was begun with. Runs in the user's turn, and the caller saves the context.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="code">Of the app.</param>
    /// <param name="stamp">The security stamp from now on: a session that somebody begins with the password alone at this moment does not hold.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The recovery codes; null when the code is wrong.</returns>
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

    /// <summary>Wrong codes in a row after which the app's count no more, until a recovery code is used.</summary>
    public const int MaxFailures = 100;

    /// <summary>Takes a code of the app or a recovery code; from then on it does not count any more.</summary>
    /// <returns>How it was right; null when it was not.</returns>
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

        // A try is taken before it is compared: six digits bear only so many, from however many addresses (NIST SP 800-63B, 5.2.2).
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

    /// <summary>New recovery codes in place of all there are. Runs in the user's turn, and the caller saves the context.</summary>
    public async Task<IReadOnlyList<string>> NewCodesAsync(Guid user, CancellationToken cancellationToken)
    {
        await db.RecoveryCodes.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
        string[] codes = [.. Enumerable.Range(0, RecoveryCodes.Count).Select(_ => RecoveryCodes.New())];
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode { UserId = user, CodeHash = RecoveryCodes.HashOf(user, code)! }));
        return codes;
    }

    /// <summary>Turns it off and forgets all of it.</summary>
    /// <returns>Whether it was on.</returns>
    public async Task<bool> RemoveAsync(Guid user, string @event, System.Net.IPAddress? address, CancellationToken cancellationToken)
    {
        var wasOn = false;
        await db.InTurnAsync(
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

    // As apps and people group it.
    private static string Plain(string code) => code.Length > MaxCode ? "" : string.Concat(code.Where(c => !char.IsWhiteSpace(c)));

    private long? StepOf(Authenticator authenticator, string code, DateTimeOffset now) =>
        OneTimeCodes.IsOne(code) ? OneTimeCodes.StepOf(ProtectorOf(authenticator.UserId).Unprotect(authenticator.Secret), code, now) : null;

    // A secret that was put into somebody else's row is none.
    private IDataProtector ProtectorOf(Guid user) => protection.CreateProtector("Platform.SecondFactor", user.ToString("N"));

    private async Task SetAsync(Guid user, bool isOn, string? stamp, CancellationToken cancellationToken)
    {
        // Whoever has read the account before must not write over this.
        var concurrency = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        await db.Users.Where(u => u.Id == user).ExecuteUpdateAsync(
            s => s.SetProperty(u => u.TwoFactorEnabled, isOn)
                .SetProperty(u => u.SecurityStamp, u => stamp ?? u.SecurityStamp)
                .SetProperty(u => u.ConcurrencyStamp, concurrency),
            cancellationToken);
    }
}

/// <summary>By what somebody has shown that it is them.</summary>
internal enum FactorUse
{
    /// <summary>A code of the authenticator app.</summary>
    App = 0,

    /// <summary>A recovery code.</summary>
    RecoveryCode = 1,
}
