using Microsoft.Extensions.Options;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Mail;

/// <summary>Whether mails are sent: by a server, or, where developers work, into the log.</summary>
internal sealed class MailSwitch(IOptions<MailOptions> options, IHostEnvironment environment)
{
    public bool HasServer => options.Value.Host is { Length: > 0 };

    public bool IsOn => HasServer || environment.IsDevelopment();

    /// <exception cref="ApiProblemException">503, to everybody alike.</exception>
    public void ThrowIfOff()
    {
        if (!IsOn)
        {
            throw new ApiProblemException(new ApiProblem(StatusCodes.Status503ServiceUnavailable, "mail_not_set_up", "This platform sends no mail: who runs it has not set a mail server."));
        }
    }
}
