using Microsoft.AspNetCore.Identity;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.SecondFactor;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>
/// Requires a signed-in user to authenticate again. Wrong passwords and codes count as failed sign-ins, so that a stolen session cannot be used for
/// guessing.
/// </summary>
internal sealed class Reauthentication(UserManager<User> users, SignInLimits limits, FailedSignIns failed, FactorStore factors, IdentityDb db, TimeProvider time)
{
    /// <summary>Requires the password and, if the second factor is on, a code.</summary>
    /// <exception cref="ApiProblemException">422 if one is wrong, 429 for too many attempts.</exception>
    public Task<User> RequireAsync(HttpContext context, string password, string? code, string field = "password") => TryAsync(
        context,
        async user => password.Length > AccountEndpoints.MaxPassword || !await users.CheckPasswordAsync(user, password)
            ? (field, FieldError.Of(FieldRules.PasswordWrong, "This is not the password."))
            : user.TwoFactorEnabled ? await CheckCodeAsync(context, user, code) : null);

    /// <summary>Requires a code.</summary>
    /// <exception cref="ApiProblemException">409 if the second factor is off, 422 for a wrong code, 429 for too many attempts.</exception>
    public Task<User> RequireAsync(HttpContext context, string code) => TryAsync(
        context,
        async user => user.TwoFactorEnabled
            ? await CheckCodeAsync(context, user, code)
            : throw new ApiProblemException(ApiProblem.Conflict("The second factor is off.")));

    /// <summary>Counts an attempt and whether it fails.</summary>
    /// <param name="context">The request.</param>
    /// <param name="check">Returns the wrong field and its fault; null if all is correct.</param>
    /// <exception cref="ApiProblemException">422 if a field is wrong, 429 for too many attempts.</exception>
    public async Task<User> TryAsync(HttpContext context, Func<User, Task<(string Field, FieldError Fault)?>> check)
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
        throw new ApiProblemException(ApiProblem.Invalid(wrong.Field, wrong.Fault));
    }

    private async Task<(string Field, FieldError Fault)?> CheckCodeAsync(HttpContext context, User user, string? code)
    {
        if (string.IsNullOrWhiteSpace(code))
        {
            // There was no attempt, so it is not a failure.
            throw new ApiProblemException(new ApiProblem(StatusCodes.Status422UnprocessableEntity, ApiProblem.SecondFactorNeeded, "A code is needed, too.")
            {
                Errors = ApiProblem.Only("code", FieldError.Of(FieldRules.Needed, "A code is needed.")),
            });
        }

        if (await factors.UseAsync(user.Id, code, context.RequestAborted) is not { } use)
        {
            return ("code", WrongCodeFault);
        }

        NoteRecovery(db, time, use, user.Id, context.Connection.RemoteIpAddress);
        return null;
    }

    /// <summary>The message for a wrong code.</summary>
    public const string WrongCode = "The code is wrong, was used already, or its time is over.";

    /// <summary>Gets the fault of a field with a wrong code.</summary>
    public static FieldError WrongCodeFault { get; } = FieldError.Of(FieldRules.CodeWrong, WrongCode);

    /// <summary>Adds the event for the use of a recovery code; the caller saves the context.</summary>
    public static void NoteRecovery(IdentityDb db, TimeProvider time, FactorUse use, Guid user, System.Net.IPAddress? address)
    {
        if (use == FactorUse.RecoveryCode)
        {
            db.SecurityEvents.Add(SecurityLog.Create(time, "second_factor.recovery_code_used", user, address, null));
        }
    }
}
