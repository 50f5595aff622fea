namespace Platform.ServiceDefaults.Requests;

/// <summary>The cause of a 503 that is answered because too many requests are under way. Metrics and logs distinguish it from a fault.</summary>
public sealed class OverloadException(string message) : Exception(message);
