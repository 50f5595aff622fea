using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Logs;

/// <summary>
/// Lowers the level of log entries of the web server and of gRPC that are errors in name only: a client causes them, and nobody has to act on them.
/// </summary>
internal static class ClientCausedEntries
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel";

    // "Automatic draining of the request body failed": an unread body is followed by trailers that are not valid headers.
    private const int BodyNotDrained = 67;

    private const string GrpcServer = "Grpc.AspNetCore.Server.ServerCallHandler";

    // "Error when executing service method". Exceptions of the methods themselves are translated before (RefusalInterceptor), so this one is thrown
    // by reading the request, and an IOException says that the client went away.
    private const int GrpcMethodFailed = 6;

    /// <summary>Gets the level at which an entry is written.</summary>
    /// <param name="category">The category of its logger.</param>
    /// <param name="id">The id of its event.</param>
    /// <param name="level">The original level.</param>
    /// <param name="exception">The exception of the entry, if it has one.</param>
    public static LogLevel LevelOf(string category, EventId id, LogLevel level, Exception? exception) => (level, id.Id) switch
    {
        (LogLevel.Error, BodyNotDrained) when category == Server => LogLevel.Warning,
        (LogLevel.Error, GrpcMethodFailed) when category == GrpcServer && exception is IOException => LogLevel.Information,
        _ => level,
    };
}
