using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace Platform.ApiGateway.Mail;

/// <summary>Lists how the connection to the mail server is secured.</summary>
internal enum MailSecurity
{
    /// <summary>TLS if the server offers it.</summary>
    Auto = 0,

    /// <summary>No encryption.</summary>
    None = 1,

    /// <summary>STARTTLS, without which no mail is sent.</summary>
    StartTls = 2,

    /// <summary>TLS from the start.</summary>
    Tls = 3,
}

/// <summary>Configures the mail server; section <c>Mail</c>. Without a host no mail is sent.</summary>
internal sealed class MailOptions : IValidatableObject
{
    /// <summary>Gets or sets the host of the mail server; null for none.</summary>
    public string? Host { get; set; }

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    [EnumDataType(typeof(MailSecurity))]
    public MailSecurity Security { get; set; }

    /// <summary>Gets or sets the user name; null if the server needs no authentication.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>Gets or sets the sender: an address, or a name and an address in angle brackets.</summary>
    public string From { get; set; } = "Platform <platform@localhost>";

    /// <summary>Gets or sets the public address of the web page, with which links in mails start.</summary>
    [Required]
    public Uri PageAddress { get; set; } = new("http://localhost:8080/");

    /// <summary>Gets or sets the timeout for sending one mail; 1 s to 2 minutes, which is less than the lease of <see cref="DueMails"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the interval at which due mails are searched for; mails created by this replica are sent at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the delay before the second attempt, which doubles with each further one up to five minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!MailboxAddress.TryParse(From, out var from) || from.Domain is not { Length: > 0 })
        {
            yield return new ValidationResult("Mail:From is no address.", [nameof(From)]);
        }

        if (!PageAddress.IsAbsoluteUri || PageAddress.Scheme is not ("http" or "https") || PageAddress.Query.Length > 0 || PageAddress.Fragment.Length > 0)
        {
            yield return new ValidationResult("Mail:PageAddress is no http or https address of a page.", [nameof(PageAddress)]);
        }

        if (User is { Length: > 0 } && Security is not (MailSecurity.StartTls or MailSecurity.Tls))
        {
            yield return new ValidationResult("Mail:User needs Mail:Security starttls or tls: the password must not travel unencrypted.", [nameof(Security)]);
        }
    }
}
