namespace Platform.ServiceDefaults.Resilience;

/// <summary>The body that was to be passed on could not be read from the caller who sends it: no fault of whom it was for.</summary>
public sealed class CallerBodyException(Exception cause) : IOException("The caller's body broke off: " + cause.Message, cause);
