namespace Platform.ApiGateway.Mail;

/// <summary>Thrown when the mail server is unavailable or reports a temporary failure; opens the circuit of the dependency <c>smtp</c>.</summary>
internal sealed class MailServerException(string message) : IOException(message);
