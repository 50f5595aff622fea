namespace Platform.ApiGateway.Mail;

/// <summary>How an attempt to send a mail ended, or a mail that was not sent.</summary>
internal static class MailOutcome
{
    /// <summary>The server has it.</summary>
    public const string Sent = "sent";

    /// <summary>It is tried again.</summary>
    public const string Failed = "failed";

    /// <summary>The server will never take it: given up.</summary>
    public const string Refused = "refused";

    /// <summary>It was of no use any more: given up.</summary>
    public const string Expired = "expired";
}
