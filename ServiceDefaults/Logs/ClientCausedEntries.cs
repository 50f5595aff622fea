using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Logs;

/// <summary>
/// Lowers the level of web server log entries that are errors in name only: they are caused by the bytes of a client, and nobody has to act on them.
/// </summary>
internal static class ClientCausedEntries
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel";

    // "Automatic draining of the request body failed": an unread body is followed by trailers that are not valid headers.
    private const int BodyNotDrained = 67;

    /// <summary>Gets the level at which an entry is written.</summary>
    /// <param name="category">The category of its logger.</param>
    /// <param name="id">The id of its event.</param>
    /// <param name="level">The original level.</param>
    public static LogLevel LevelOf(string category, EventId id, LogLevel level) =>
        level == LogLevel.Error && id.Id == BodyNotDrained && category == Server ? LogLevel.Warning : level;
}
