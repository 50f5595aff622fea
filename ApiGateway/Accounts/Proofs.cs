using Microsoft.AspNetCore.Identity;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.SecondFactor;

namespace Platform.ApiGateway.Accounts;

/// <summary>
/// Has whoever is signed in show again that it is them. Wrong passwords and codes count with those of signing in: a stolen session is
/// no way to guess on.
/// </summary>
internal sealed class Proofs(UserManager<User> users, SignInLimits limits, FailedSignIns failed, FactorStore factors, IdentityDb db, TimeProvider time)
{
    /// <summary>Asks for the password and, where the second factor is on, for a code.</summary>
    /// <exception cref="ApiProblemException">422 for what is wrong, 429 for too many tries.</exception>
    public Task<User> AskAsync(HttpContext context, string password, string? code, string field = "password") => TryAsync(
        context,
        async user => password.Length > AccountEndpoints.MaxPassword || !await users.CheckPasswordAsync(user, password)
            ? (field, "This is not the password.")
            : user.TwoFactorEnabled ? await CheckCodeAsync(context, user, code) : null);

    /// <summary>Asks for a code.</summary>
    /// <exception cref="ApiProblemException">409 when the second factor is off, 422 for a wrong code, 429 for too many tries.</exception>
    public Task<User> AskAsync(HttpContext context, string code) => TryAsync(
        context,
        async user => user.TwoFactorEnabled
            ? await CheckCodeAsync(context, user, code)
            : throw new ApiProblemException(ApiProblem.Conflict("The second factor is off.")));

    /// <summary>Counts an attempt, and whether it fails.</summary>
    /// <param name="context">The request.</param>
    /// <param name="check">Says which field is wrong, and how; null for none.</param>
    /// <exception cref="ApiProblemException">422 for what is wrong, 429 for too many tries.</exception>
    public async Task<User> TryAsync(HttpContext context, Func<User, Task<(string Field, string Message)?>> check)
    {
        var cancellationToken = context.RequestAborted;
        var caller = context.Caller();
        var address = context.Connection.RemoteIpAddress;
        using var turn = await limits.EnterAsync(address, caller.Email, static () => Task.FromResult(true), cancellationToken);
        if (failed.LockedFor(caller.Email, address) is { } wait)
        {
            throw new ApiProblemException(FailedSignIns.LockedOut(wait));
        }

        var user = await users.FindByIdAsync(caller.UserId.ToString()) ?? throw new ApiProblemException(ApiProblem.Unauthorized("There is no such account any more."));
        if (await check(user) is not { } wrong)
        {
            failed.Clear(caller.Email, address);
            return user;
        }

        failed.Add(caller.Email, address);
        db.SecurityEvents.Add(SecurityLog.Create(time, "proof.failed", user.Id, address, wrong.Field));
        await db.SaveChangesAsync(cancellationToken);
        throw new ApiProblemException(ApiProblem.Invalid(wrong.Field, wrong.Message));
    }

    private async Task<(string Field, string Message)?> CheckCodeAsync(HttpContext context, User user, string? code)
    {
        if (string.IsNullOrWhiteSpace(code))
        {
            // Not tried, so not failed.
            throw new ApiProblemException(new ApiProblem(StatusCodes.Status422UnprocessableEntity, ApiProblem.SecondFactorNeeded, "A code is needed, too.")
            {
                Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["code"] = ["A code is needed."] },
            });
        }

        if (await factors.UseAsync(user.Id, code, context.RequestAborted) is not { } use)
        {
            return ("code", WrongCode);
        }

        NoteRecovery(db, time, use, user.Id, context.Connection.RemoteIpAddress);
        return null;
    }

    /// <summary>What is said of a wrong code.</summary>
    public const string WrongCode = "The code is wrong, was used already, or its time is over.";

    /// <summary>Adds the event of a recovery code's use; the caller saves the context.</summary>
    public static void NoteRecovery(IdentityDb db, TimeProvider time, FactorUse use, Guid user, System.Net.IPAddress? address)
    {
        if (use == FactorUse.RecoveryCode)
        {
            db.SecurityEvents.Add(SecurityLog.Create(time, "second_factor.recovery_code_used", user, address, null));
        }
    }
}
