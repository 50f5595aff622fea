using System.Net;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Account;

/// <summary>Holds what the sign-in page says about a submitted form, and sets the status of the page by it.</summary>
/// <param name="response">The response that shows the page.</param>
internal sealed class SignInAttempt(HttpResponse response)
{
    /// <summary>Gets what is said above the form; null for nothing.</summary>
    public PageText? Failure { get; private set; }

    /// <summary>Gets what is wrong with the address; null if it is valid.</summary>
    public PageText? EmailError { get; private set; }

    /// <summary>Gets what is wrong with the password; null if it is valid.</summary>
    public PageText? PasswordError { get; private set; }

    /// <summary>Gets what is wrong with the code; null if it is valid.</summary>
    public PageText? CodeError { get; private set; }

    /// <summary>Shows why a form could not be read; null if it could.</summary>
    public void Refuse(string? unreadable) => Failure = unreadable;

    /// <summary>Shows that the first step has to be repeated, because its ticket is not valid any more.</summary>
    public void Restart() => (Failure, response.StatusCode) = (Words.SignInAgain, StatusCodes.Status400BadRequest);

    /// <summary>Checks address and password before they are sent.</summary>
    public bool Accepts(CredentialsForm form)
    {
        (EmailError, PasswordError) = (form.EmailError, form.PasswordError);
        return IsAccepted(EmailError is null && PasswordError is null);
    }

    /// <summary>Checks a code before it is sent.</summary>
    public bool Accepts(SecondStepForm form)
    {
        CodeError = form.Code?.Trim() is { Length: > 0 } code && TypedText.IsFit(code, SecondStepForm.MaxCodeLength) ? null : Words.CodeWrong;
        return IsAccepted(CodeError is null);
    }

    /// <summary>Shows why address and password were refused.</summary>
    /// <param name="refusal">A <see cref="GatewayException"/> or <see cref="GatewayUnavailableException"/>.</param>
    /// <returns>Whether they are right, and only a code is missing.</returns>
    public bool NeedsCode(Exception refusal)
    {
        switch (refusal)
        {
            case GatewayException { Problem.Code: "second_factor_needed" }:
                return true;
            case GatewayException { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden }:
                (Failure, response.StatusCode) = (Words.WrongCredentials, StatusCodes.Status401Unauthorized);
                return false;
            default:
                var problem = (refusal as GatewayException)?.Problem;
                (EmailError, PasswordError) = (problem?.ErrorOf("email"), problem?.ErrorOf("password"));
                Fail(refusal, EmailError is null && PasswordError is null);
                return false;
        }
    }

    /// <summary>Shows why a code was refused.</summary>
    /// <param name="refusal">A <see cref="GatewayException"/> or <see cref="GatewayUnavailableException"/>.</param>
    /// <returns>Whether another code may be tried; otherwise the password was changed in the meantime, and the first step has to be repeated.</returns>
    public bool MayTryAnotherCode(Exception refusal)
    {
        switch (refusal)
        {
            case GatewayException { Status: HttpStatusCode.Unauthorized, Problem.Code: "second_factor_wrong" }:
                (CodeError, response.StatusCode) = (Words.CodeWrong, StatusCodes.Status401Unauthorized);
                return true;
            case GatewayException { Status: HttpStatusCode.Unauthorized }:
                (Failure, response.StatusCode) = (Words.WrongCredentials, StatusCodes.Status401Unauthorized);
                return false;
            default:
                Fail(refusal, isSaid: true);
                return true;
        }
    }

    private bool IsAccepted(bool isAccepted)
    {
        if (!isAccepted)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
        }

        return isAccepted;
    }

    private void Fail(Exception refusal, bool isSaid)
    {
        response.Refuse(refusal);
        Failure = isSaid ? Explain.Line(refusal) : null;
    }
}
