namespace Platform.JobManager.Database;

internal static partial class MigratorLog
{
    [LoggerMessage(10, LogLevel.Information, "Applied the migration {Name}", EventName = "migration_applied")]
    public static partial void Applied(ILogger logger, string name);
}
