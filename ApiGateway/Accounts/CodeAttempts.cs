using System.Net;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Accounts;

/// <summary>Tries of mailed codes. They are bounded as tries of passwords are, and together with them.</summary>
internal sealed class CodeAttempts(MailedCodes codes, FailedSignIns failed, AccessMetrics metrics, IdentityDb db, TimeProvider time)
{
    /// <summary>The one answer to all that is wrong with a code.</summary>
    public static ApiProblem NotValid { get; } = new(
        StatusCodes.Status422UnprocessableEntity, "code_not_valid", "The code is wrong, was used, was replaced by a newer one, or is too old; or it was tried too often.")
    {
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["code"] = ["This code is not valid."] },
    };

    /// <summary>Tries a code for an account; the same steps where there is no such account.</summary>
    /// <exception cref="ApiProblemException">422 for a wrong one, 429 for who tried too many.</exception>
    public async Task<MailedCode> TryAsync(string email, Guid? userId, string purpose, string typed, IPAddress? address, CancellationToken cancellationToken)
    {
        if (failed.LockedFor(email, address) is { } wait)
        {
            db.SecurityEvents.Add(SecurityLog.Create(time, "code.locked_out", userId, address, purpose));
            await db.SaveChangesAsync(cancellationToken);
            metrics.Suspicious(AccessMetrics.Lockout);
            throw new ApiProblemException(FailedSignIns.LockedOut(wait));
        }

        // One commit, whether there was a code to take a try of or not.
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

    /// <summary>Uses a code up; in the transaction of what it is used for.</summary>
    /// <exception cref="ApiProblemException">422: somebody was faster.</exception>
    public async Task UseAsync(MailedCode code, CancellationToken cancellationToken)
    {
        if (!await codes.UseAsync(code, cancellationToken))
        {
            throw new ApiProblemException(NotValid);
        }
    }
}
