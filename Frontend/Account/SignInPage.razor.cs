using System.Net;
using Microsoft.AspNetCore.Components;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Session;
using Platform.Frontend.Shell;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Account;

/// <summary>Signs in with an address and a password, and with a code if the account has a second factor.</summary>
public partial class SignInPage
{
    [SupplyParameterFromForm(FormName = "sign-in")] private CredentialsForm? Form { get; set; }
    [SupplyParameterFromForm(FormName = "sign-in-code")] private SecondStepForm? SecondStepForm { get; set; }
    [SupplyParameterFromQuery(Name = "left")] private string? Left { get; set; }
    [SupplyParameterFromQuery(Name = "returnUrl")] private string? ReturnUrl { get; set; }
    [SupplyParameterFromQuery(Name = "ended")] private string? Ended { get; set; }
    [CascadingParameter] private HttpContext Context { get; set; } = default!;

    private bool _isMailOffered;
    private PageText? _failure;
    private PageText? _emailError;
    private PageText? _passwordError;
    private string? _ticket;
    private PageText? _codeError;

    private string ReturnQuery => ReturnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(ReturnUrl);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync() => _isMailOffered = await Offer.IsAvailableAsync(Context.RequestAborted);

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Form ??= new();
        SecondStepForm ??= new();
        _failure = Context.RefusedForm();

        // Blazor only calls the handler of a form that is rendered: the second step is rendered if its ticket was submitted.
        _ticket = Tickets.Read(SecondStepForm.Ticket) is null ? null : SecondStepForm.Ticket;
        if (_ticket is null && SecondStepForm.Ticket is not null)
        {
            Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            _failure = Words.SignInAgain;
        }

        if (HttpMethods.IsGet(Context.Request.Method) && Context.User.Identity?.IsAuthenticated == true)
        {
            Navigation.NavigateTo(ReturnAddress.Safe(ReturnUrl));
        }
    }

    private async Task SubmitAsync()
    {
        (_emailError, _passwordError) = (Form!.EmailError, Form.PasswordError);
        if (_emailError is not null || _passwordError is not null)
        {
            Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        try
        {
            await SignIns.SignInAsync(Form.Email!.Trim(), Form.Password!, Context);
        }
        catch (GatewayException exception) when (exception.Problem.Code == "second_factor_needed")
        {
            _ticket = Tickets.Write(Form.Email!.Trim(), Form.Password!);
            return;
        }
        catch (GatewayException exception) when (exception.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            Context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            _failure = Words.WrongCredentials;
            return;
        }
        catch (Exception exception) when (exception is GatewayException or GatewayUnavailableException)
        {
            Context.Response.Refuse(exception);
            _emailError = (exception as GatewayException)?.Problem.ErrorOf("email");
            _passwordError = (exception as GatewayException)?.Problem.ErrorOf("password");
            _failure = _emailError is null && _passwordError is null ? Explain.Line(exception) : null;
            return;
        }

        Navigation.NavigateTo(ReturnAddress.Safe(ReturnUrl));
    }

    private async Task SubmitCodeAsync()
    {
        if (Tickets.Read(_ticket) is not { } credentials)
        {
            return;
        }

        if (SecondStepForm!.Code?.Trim() is not { Length: > 0 } code || !TypedText.IsFit(code, SecondStepForm.MaxCodeLength))
        {
            Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            _codeError = Words.CodeWrong;
            return;
        }

        try
        {
            await SignIns.SignInAsync(credentials.Email, credentials.Password, Context, code);
        }
        catch (GatewayException exception) when (exception.Status is HttpStatusCode.Unauthorized)
        {
            Context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            _codeError = exception.Problem.Code == "second_factor_wrong" ? Words.CodeWrong : null;
            if (_codeError is null)
            {
                // The password was changed in the meantime.
                (_ticket, _failure) = (null, Words.WrongCredentials);
            }

            return;
        }
        catch (Exception exception) when (exception is GatewayException or GatewayUnavailableException)
        {
            Context.Response.Refuse(exception);
            _failure = Explain.Line(exception);
            return;
        }

        Navigation.NavigateTo(ReturnAddress.Safe(ReturnUrl));
    }
}
