using Microsoft.AspNetCore.Components;
using Platform.Frontend.Gateway;
using Platform.Frontend.Session;
using Platform.Frontend.Shell;

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

    private SignInAttempt _attempt = default!;
    private bool _isMailOffered;
    private string? _ticket;

    private string ReturnQuery => ReturnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(ReturnUrl);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync() => _isMailOffered = await Offer.IsAvailableAsync(Context.RequestAborted);

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Form ??= new();
        SecondStepForm ??= new();
        _attempt = new(Context.Response);
        _attempt.Refuse(Context.RefusedForm());

        // Blazor only calls the handler of a form that is rendered: the second step is rendered if its ticket was submitted.
        _ticket = Tickets.Read(SecondStepForm.Ticket) is null ? null : SecondStepForm.Ticket;
        if (_ticket is null && SecondStepForm.Ticket is not null)
        {
            _attempt.Restart();
        }

        if (HttpMethods.IsGet(Context.Request.Method) && Context.User.Identity?.IsAuthenticated == true)
        {
            Navigation.NavigateTo(ReturnAddress.Safe(ReturnUrl));
        }
    }

    private async Task SubmitAsync()
    {
        if (!_attempt.Accepts(Form!))
        {
            return;
        }

        var (email, password) = (Form!.Email!.Trim(), Form.Password!);
        try
        {
            await SignIns.SignInAsync(email, password, Context);
        }
        catch (Exception exception) when (exception is GatewayException or GatewayUnavailableException)
        {
            _ticket = _attempt.NeedsCode(exception) ? Tickets.Write(email, password) : null;
            return;
        }

        Navigation.NavigateTo(ReturnAddress.Safe(ReturnUrl));
    }

    private async Task SubmitCodeAsync()
    {
        if (Tickets.Read(_ticket) is not { } credentials || !_attempt.Accepts(SecondStepForm!))
        {
            return;
        }

        try
        {
            await SignIns.SignInAsync(credentials.Email, credentials.Password, Context, SecondStepForm!.Code!.Trim());
        }
        catch (Exception exception) when (exception is GatewayException or GatewayUnavailableException)
        {
            _ticket = _attempt.MayTryAnotherCode(exception) ? _ticket : null;
            return;
        }

        Navigation.NavigateTo(ReturnAddress.Safe(ReturnUrl));
    }
}
