namespace Platform.ApiGateway.Mail;

/// <summary>The mail server is away or says that it is not well: what opens the circuit of the dependency <c>smtp</c>.</summary>
internal sealed class MailServerException(string message) : IOException(message);
