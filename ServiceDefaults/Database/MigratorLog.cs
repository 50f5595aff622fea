using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Database;

internal static partial class MigratorLog
{
    [LoggerMessage(10, LogLevel.Information, "Applied the migration {Name}", EventName = "migration_applied")]
    public static partial void Applied(ILogger logger, string name);

    [LoggerMessage(11, LogLevel.Warning, "The migration {Name} has to wait and is tried again: {Reason}", EventName = "migration_waits")]
    public static partial void Waits(ILogger logger, string name, string reason);
}
