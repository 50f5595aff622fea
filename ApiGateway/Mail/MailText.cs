namespace Platform.ApiGateway.Mail;

/// <summary>Holds the content of a mail.</summary>
/// <param name="Language">The tag of its language.</param>
/// <param name="Subject">The subject, one line.</param>
/// <param name="Body">The body, plain text.</param>
internal sealed record MailText(string Language, string Subject, string Body);
