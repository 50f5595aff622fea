namespace Platform.ApiGateway.Mail;

/// <summary>Lists the outcomes of an attempt to send a mail.</summary>
internal static class MailOutcome
{
    /// <summary>The server has accepted it.</summary>
    public const string Sent = "sent";

    /// <summary>The attempt failed, and will be repeated.</summary>
    public const string Failed = "failed";

    /// <summary>The server refused it for good: abandoned.</summary>
    public const string Refused = "refused";

    /// <summary>The mail was abandoned, because it has become useless.</summary>
    public const string Expired = "expired";
}
