namespace Platform.AppHost.Servers;

/// <summary>What PostgreSQL is set to, wherever it runs: <c>postgres.settings</c>, which <c>postgres.sh</c> reads by itself.</summary>
internal static class PostgresSettings
{
    /// <summary>As arguments of the server.</summary>
    public static string[] Arguments { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Servers", "postgres.settings")).Where(line => !line.StartsWith('#')).SelectMany(setting => (string[])["-c", setting]),
    ];
}
