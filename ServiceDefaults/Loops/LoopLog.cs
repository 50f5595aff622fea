using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Loops;

internal static partial class LoopLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Loop} failed and continues in {PauseSeconds} s", EventName = "loop_failed")]
    public static partial void Failed(ILogger logger, Exception exception, string loop, double pauseSeconds);
}
