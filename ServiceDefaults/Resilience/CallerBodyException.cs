namespace Platform.ServiceDefaults.Resilience;

/// <summary>Thrown when a request body that is being forwarded cannot be read from its caller, which is not a failure of the receiver.</summary>
public sealed class CallerBodyException(Exception cause) : IOException("The caller's body broke off: " + cause.Message, cause);
