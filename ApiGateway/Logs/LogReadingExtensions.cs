namespace Platform.ApiGateway.Logs;

internal static class LogReadingExtensions
{
    /// <summary>Adds access to the logs of all services, for operators.</summary>
    public static IHostApplicationBuilder AddLogReading(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LogReadingOptions>().BindConfiguration("LogReading").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<LogSources>().AddSingleton<LogClient>().AddSingleton<LogReader>();
        builder.Services.AddHttpClient(LogClient.Name, static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(2),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
            });
        return builder;
    }
}
