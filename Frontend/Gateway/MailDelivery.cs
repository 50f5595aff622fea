namespace Platform.Frontend.Gateway;

/// <summary>Lists the ways in which the platform delivers mails.</summary>
internal enum MailDelivery
{
    /// <summary>There are none: features that need them are hidden.</summary>
    None = 0,

    /// <summary>Mails are written to the log of the API, as without a mail server in development.</summary>
    Log = 1,

    /// <summary>A mail server gets them.</summary>
    Server = 2,
}
