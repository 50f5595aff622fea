namespace Platform.JobManager.Database;

internal static partial class MigratorLog
{
    [LoggerMessage(10, LogLevel.Information, "Applied the migration {Name}", EventName = "migration_applied")]
    public static partial void Applied(ILogger logger, string name);

    [LoggerMessage(11, LogLevel.Warning, "The migration {Name} waits for a lock and is tried again", EventName = "migration_waits")]
    public static partial void Waits(ILogger logger, string name);
}
