namespace Platform.AppHost;

/// <summary>Signals that the platform cannot start on this machine; the message gives the reason in one line.</summary>
internal sealed class StartException(string message) : Exception(message);
