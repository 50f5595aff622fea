using Microsoft.Extensions.Options;

namespace Platform.ApiGateway.Mail;

/// <summary>Addresses of the page that stand in mails. What is secret stands behind the #: a browser sends that to nobody.</summary>
internal sealed class MailLinks(IOptions<MailOptions> options)
{
    /// <summary>Where an address is shown to be one's own.</summary>
    public string Verify(string email, string code) => With("verify-email", email, code);

    /// <summary>Where a new password is set.</summary>
    public string ResetPassword(string email, string code) => With("reset-password", email, code);

    /// <summary>Where the change of the address is confirmed.</summary>
    public string ConfirmChange(string code) => $"{Page("account/email")}#code={code}";

    /// <summary>Where a forgotten password is told of.</summary>
    public string ForgottenPassword => Page("forgotten-password");

    private string With(string path, string email, string code) => $"{Page(path)}#code={code}&email={Uri.EscapeDataString(email)}";

    private string Page(string path) => options.Value.PageAddress.AbsoluteUri.TrimEnd('/') + "/" + path;
}
