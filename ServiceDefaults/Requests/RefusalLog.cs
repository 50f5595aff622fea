using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Logs refused requests, in a category that is never sampled.</summary>
internal sealed partial class RefusalLog(ILoggerFactory loggers)
{
    private static readonly string[] s_tags = ["security", "access-denied"];

    private readonly ILogger _logger = loggers.CreateLogger("Platform.Security");

    public void Write(string method, string endpoint, int status, double durationMs) => Refused(method, endpoint, status, durationMs, s_tags);

    [LoggerMessage(1, LogLevel.Information, "{Method} {Endpoint} was refused with {Status} after {DurationMs:0.0} ms ({Tags}).")]
    private partial void Refused(string method, string endpoint, int status, double durationMs, string[] tags);
}
