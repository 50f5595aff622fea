namespace Platform.AppHost.Servers;

/// <summary>Reads the settings of PostgreSQL in containers and processes: <c>postgres.settings</c>, which <c>postgres.sh</c> reads, too.</summary>
internal static class PostgresSettings
{
    /// <summary>The settings as arguments of the server.</summary>
    public static string[] Arguments { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Servers", "postgres.settings")).Where(line => !line.StartsWith('#')).SelectMany(setting => (string[])["-c", setting]),
    ];
}
