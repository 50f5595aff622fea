using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace Platform.ApiGateway.Mail;

/// <summary>How the connection to the mail server is secured.</summary>
internal enum MailSecurity
{
    /// <summary>TLS where the server offers it.</summary>
    Auto = 0,

    /// <summary>Not at all.</summary>
    None = 1,

    /// <summary>TLS after a plain beginning, or no mail.</summary>
    StartTls = 2,

    /// <summary>TLS from the beginning.</summary>
    Tls = 3,
}

/// <summary>By which server mails are sent; section <c>Mail</c>. Without a host none is.</summary>
internal sealed class MailOptions : IValidatableObject
{
    /// <summary>The mail server; null for none.</summary>
    public string? Host { get; set; }

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    [EnumDataType(typeof(MailSecurity))]
    public MailSecurity Security { get; set; }

    /// <summary>Whom to be at the server; null where it asks for no name.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>Who the mails are from: an address, or a name and an address in angle brackets.</summary>
    public string From { get; set; } = "Platform <platform@localhost>";

    /// <summary>Where people find the page: links in mails begin with it.</summary>
    [Required]
    public Uri PageAddress { get; set; } = new("http://localhost:8080/");

    /// <summary>How long sending one mail may take; 1 s to 2 minutes, less than <see cref="MailSender"/> has a mail for itself.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often mails that are due are looked for; what this replica is asked for is sent at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait before a second attempt, doubled for each further one up to five minutes.</summary>
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
