namespace Platform.ServiceDefaults.Requests;

/// <summary>Tells the metrics and the log that a request was answered 503 because too many were under way, and not for a fault.</summary>
public sealed class OverloadException(string message) : Exception(message);
