using Microsoft.Extensions.Options;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Mail;

/// <summary>Decides whether mails are sent: through a server, or into the log of a development environment.</summary>
internal sealed class MailSwitch(IOptions<MailOptions> options, IHostEnvironment environment)
{
    public bool HasServer => options.Value.Host is { Length: > 0 };

    public bool IsOn => HasServer || environment.IsDevelopment();

    /// <summary>Refuses a request that would send a mail, if mails are not sent.</summary>
    /// <exception cref="ApiProblemException">503, for all accounts alike.</exception>
    public void ThrowIfOff()
    {
        if (!IsOn)
        {
            throw new ApiProblemException(new ApiProblem(StatusCodes.Status503ServiceUnavailable, "mail_not_set_up", "This platform sends no mail: who runs it has not set a mail server."));
        }
    }
}
