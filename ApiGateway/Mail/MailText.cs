namespace Platform.ApiGateway.Mail;

/// <summary>What a mail says.</summary>
/// <param name="Language">The tag of the language that it is written in.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
internal sealed record MailText(string Language, string Subject, string Body);
