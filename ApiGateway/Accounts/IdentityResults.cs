using Microsoft.AspNetCore.Identity;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

internal static class IdentityResults
{
    /// <summary>Throws if Identity refused an operation.</summary>
    /// <exception cref="ApiProblemException">409 for an address that is taken, else 422.</exception>
    public static void ThrowIfFailed(this IdentityResult result, string passwordField = "password")
    {
        if (result.Succeeded)
        {
            return;
        }

        var errors = new FieldErrors();
        foreach (var error in result.Errors)
        {
            if (error.Code is "DuplicateUserName" or "DuplicateEmail")
            {
                throw new ApiProblemException(new ApiProblem(StatusCodes.Status409Conflict, "conflict", "There is an account with this address already.")
                {
                    Errors = ApiProblem.Only("email", FieldError.Of(FieldRules.Taken, "There is an account with this address already.")),
                });
            }

            if (error.Code is "ConcurrencyFailure")
            {
                throw new ApiProblemException(ApiProblem.Conflict("The account was changed by another request; try again."));
            }

            var field = error.Code switch
            {
                "PasswordMismatch" => "current_password",
                _ when error.Code.StartsWith("Password", StringComparison.Ordinal) => passwordField,
                _ => "email",
            };
            errors.Add(field, error.Code == "PasswordMismatch" ? FieldError.Of(FieldRules.PasswordWrong, error.Description) : FieldError.Other(error.Description));
        }

        errors.ThrowIfAny();
    }
}
