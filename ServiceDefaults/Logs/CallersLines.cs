using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Lines that the web server writes as errors of the program although a caller's bytes are the reason: nobody has to act on them.</summary>
internal static class CallersLines
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel";

    // "Automatic draining of the request body failed": trailers with what no header may hold, after a body that nobody had asked for.
    private const int BodyNotDrained = 67;

    /// <summary>How important a line is here.</summary>
    /// <param name="category">Of its logger.</param>
    /// <param name="id">Of its event.</param>
    /// <param name="level">As it was written.</param>
    public static LogLevel LevelOf(string category, EventId id, LogLevel level) =>
        level == LogLevel.Error && id.Id == BodyNotDrained && category == Server ? LogLevel.Warning : level;
}
