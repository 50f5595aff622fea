using System.Net;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>Verifies mailed codes. Attempts are limited together with attempts at passwords.</summary>
internal sealed class CodeAttempts(SignInLimits limits, MailedCodes codes, FailedSignIns failed, AccessMetrics metrics, IdentityDb db, TimeProvider time)
{
    /// <summary>Gets the single response to any invalid code.</summary>
    public static ApiProblem NotValid { get; } = new(
        StatusCodes.Status422UnprocessableEntity, "code_not_valid", "The code is wrong, was used, was replaced by a newer one, or is too old; or it was tried too often.")
    {
        Errors = ApiProblem.Only("code", FieldError.Of(FieldRules.CodeWrong, "This code is not valid.")),
    };

    /// <summary>Counts an attempt and waits for a turn. The lease must be disposed after the change that the code permits.</summary>
    /// <param name="address">The address of the client.</param>
    /// <param name="email">The account.</param>
    /// <param name="isKnown">Whether the account's owner has signed in from this address before.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ApiProblemException">429: too many attempts.</exception>
    public Task<IDisposable> EnterAsync(IPAddress? address, string email, Func<Task<bool>> isKnown, CancellationToken cancellationToken) =>
        limits.EnterAsync(address, email, isKnown, cancellationToken);

    /// <summary>Verifies a code of an account, with the same steps if there is no such account.</summary>
    /// <exception cref="ApiProblemException">422 for an invalid code, 429 for too many attempts.</exception>
    public async Task<MailedCode> TryAsync(string email, Guid? userId, string purpose, string typed, IPAddress? address, CancellationToken cancellationToken)
    {
        if (failed.LockedFor(email, address) is { } wait)
        {
            db.SecurityEvents.Add(SecurityLog.Create(time, "code.locked_out", userId, address, purpose));
            await db.SaveChangesAsync(cancellationToken);
            metrics.Suspicious(AccessMetrics.Lockout);
            throw new ApiProblemException(FailedSignIns.LockedOut(wait));
        }

        // One commit, whether or not there was a code to count an attempt for.
        await using (var transaction = await db.BeginLiveTransactionAsync(cancellationToken))
        {
            var code = await codes.TryAsync(userId ?? Guid.CreateVersion7(time.GetUtcNow()), purpose, typed, cancellationToken);
            if (code is null)
            {
                failed.Add(email, address);
                db.SecurityEvents.Add(SecurityLog.Create(time, "code.refused", userId, address, purpose));
                await db.SaveChangesAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            if (code is not null)
            {
                return code;
            }
        }

        throw new ApiProblemException(NotValid);
    }

    /// <summary>Clears the failures, once the change that the code permits is committed.</summary>
    public void Succeed(string email, IPAddress? address) => failed.Clear(email, address);

    /// <summary>Ends all codes of a user, in the transaction of a change after which they are no longer valid.</summary>
    public Task EndAllAsync(Guid userId, CancellationToken cancellationToken) => codes.EndAsync(userId, cancellationToken);

    /// <summary>Consumes a code, in the transaction of the change that it permits.</summary>
    /// <exception cref="ApiProblemException">422: another request has consumed it.</exception>
    public async Task UseAsync(MailedCode code, CancellationToken cancellationToken)
    {
        if (!await codes.UseAsync(code, cancellationToken))
        {
            throw new ApiProblemException(NotValid);
        }
    }
}
