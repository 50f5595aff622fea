using Microsoft.AspNetCore.Authorization;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Access;

/// <summary>Requires a verified e-mail address for submitting and publishing, if <c>Accounts:RequireVerifiedEmail</c> is set.</summary>
internal sealed class VerifiedEmail(bool isRequired) : IAuthorizationRequirement, IAuthorizationHandler
{
    private static readonly object s_missing = new();

    public static ApiProblem Missing { get; } = new(
        StatusCodes.Status403Forbidden, "email_not_verified", "Verify the account's e-mail address first: POST /api/v1/auth/email/verification mails a code.");

    /// <summary>Checks whether the request was refused because the address is not verified.</summary>
    public static bool IsMissing(HttpContext context) => context.Items.ContainsKey(s_missing);

    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (!isRequired || context.User is Caller { IsEmailVerified: true })
        {
            context.Succeed(this);
        }
        else if (context is { User: Caller, Resource: HttpContext request })
        {
            request.Items[s_missing] = true;
        }

        return Task.CompletedTask;
    }
}
