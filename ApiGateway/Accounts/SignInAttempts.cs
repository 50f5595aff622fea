using System.Net;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.SecondFactor;

namespace Platform.ApiGateway.Accounts;

/// <summary>Records how attempts to sign in end, in the security events, the lockout and the metrics, and creates the refusals.</summary>
internal sealed class SignInAttempts(FailedSignIns failed, FactorStore factors, AccessMetrics metrics, IdentityDb db, TimeProvider time)
{
    /// <summary>Refuses what cannot be a correct e-mail address and password.</summary>
    public ApiProblem Refuse()
    {
        metrics.Attempt(false);
        return ApiProblem.Unauthorized("The e-mail address or the password is wrong.");
    }

    /// <summary>Refuses an address that is locked out of the account; null if it is not.</summary>
    public async Task<ApiProblem?> RefuseLockedOutAsync(User? user, string email, IPAddress? address, CancellationToken cancellationToken)
    {
        if (failed.LockedFor(email, address) is not { } wait)
        {
            return null;
        }

        db.SecurityEvents.Add(SecurityLog.Create(time, "sign_in.locked_out", user?.Id, address, null));
        await db.SaveChangesAsync(cancellationToken);
        metrics.Attempt(false);
        metrics.Suspicious(AccessMetrics.Lockout);
        return FailedSignIns.LockedOut(wait);
    }

    /// <summary>Records an unknown account or a wrong password, and refuses it.</summary>
    public async Task<ApiProblem> FailAsync(User? user, string email, IPAddress? address, CancellationToken cancellationToken)
    {
        failed.Add(email, address);
        db.SecurityEvents.Add(SecurityLog.Create(time, "sign_in.failed", user?.Id, address, null));
        await db.SaveChangesAsync(cancellationToken);
        return Refuse();
    }

    /// <summary>Verifies the second factor after a correct password; null if the code is correct.</summary>
    public async Task<ApiProblem?> RefuseCodeAsync(User user, string? code, IPAddress? address, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(code) && await factors.UseAsync(user.Id, code, cancellationToken) is { } use)
        {
            Reauthentication.NoteRecovery(db, time, use, user.Id, address);
            return null;
        }

        // A request without a code is not a failure; earlier failures remain, or the password alone would clear them.
        var isAsked = string.IsNullOrWhiteSpace(code);
        if (!isAsked)
        {
            failed.Add(user.Email ?? "", address);
            metrics.Attempt(false);
        }

        db.SecurityEvents.Add(SecurityLog.Create(time, isAsked ? "sign_in.code_needed" : "sign_in.wrong_code", user.Id, address, null));
        await db.SaveChangesAsync(cancellationToken);
        return isAsked
            ? new ApiProblem(StatusCodes.Status401Unauthorized, ApiProblem.SecondFactorNeeded, "Send the code of your authenticator app, or a recovery code, as well.") { Challenge = "Bearer" }
            : new ApiProblem(StatusCodes.Status401Unauthorized, "second_factor_wrong", Reauthentication.WrongCode) { Challenge = "Bearer" };
    }

    /// <summary>Records a success, and saves the context with the session that was started.</summary>
    public async Task SucceedAsync(User user, string email, IPAddress? address, CancellationToken cancellationToken)
    {
        failed.Clear(email, address);
        db.SecurityEvents.Add(SecurityLog.Create(time, "sign_in.succeeded", user.Id, address, null));
        await db.SaveChangesAsync(cancellationToken);
        metrics.Attempt(true);
    }
}
