namespace Platform.AppHost;

/// <summary>The platform cannot start here, for a reason that one line tells whoever starts it.</summary>
internal sealed class StartException(string message) : Exception(message);
