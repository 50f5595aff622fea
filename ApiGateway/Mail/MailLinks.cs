using Microsoft.Extensions.Options;

namespace Platform.ApiGateway.Mail;

/// <summary>Builds links to the web page for mails. Secrets are in the fragment, which browsers do not send.</summary>
internal sealed class MailLinks(IOptions<MailOptions> options)
{
    /// <summary>Builds the link that verifies an address.</summary>
    public string Verify(string email, string code) => With("verify-email", email, code);

    /// <summary>Builds the link that sets a new password.</summary>
    public string ResetPassword(string email, string code) => With("reset-password", email, code);

    /// <summary>Builds the link that confirms a change of the address.</summary>
    public string ConfirmChange(string code) => $"{Page("account/email")}#code={code}";

    /// <summary>Gets the link for a forgotten password.</summary>
    public string ForgottenPassword => Page("forgotten-password");

    private string With(string path, string email, string code) => $"{Page(path)}#code={code}&email={Uri.EscapeDataString(email)}";

    private string Page(string path) => options.Value.PageAddress.AbsoluteUri.TrimEnd('/') + "/" + path;
}
