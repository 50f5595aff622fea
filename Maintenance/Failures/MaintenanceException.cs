namespace Platform.Maintenance.Failures;

/// <summary>Signals that a command was refused or failed; the message tells a person why, and what to do.</summary>
/// <param name="message">The reason.</param>
/// <param name="cause">What led to it, if it was an exception.</param>
internal sealed class MaintenanceException(string message, Exception? cause = null) : Exception(message, cause);
