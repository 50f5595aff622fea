using Platform.ServiceDefaults.Measures;

namespace Platform.Operations.Probing;

/// <summary>Registers the prober.</summary>
internal static class ProbingExtensions
{
    /// <summary>The name of the gateway in service discovery.</summary>
    public const string Gateway = "api-gateway";

    /// <summary>Adds the prober, if it is on, has a password, and service discovery knows the gateway.</summary>
    public static void AddProbing(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ProbingOptions>().BindConfiguration("Probing").ValidateDataAnnotations().ValidateOnStart();
        var settings = builder.Configuration.GetSection("Probing");
        if (!settings.GetValue("Enabled", true) || string.IsNullOrEmpty(settings["Password"]) || !builder.Configuration.GetSection($"services:{Gateway}").Exists())
        {
            return;
        }

        services.AddHttpClient<ProbeClient>(static client =>
            {
                client.BaseAddress = new Uri($"http://{Gateway}");
                client.MaxResponseContentBufferSize = 1 << 20;

                // The time limit of a round applies instead.
                client.Timeout = Timeout.InfiniteTimeSpan;
            })
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
            })
            .AddServiceDiscovery();
        services.AddInstruments<ProbeMetrics>();
        services.AddSingleton<ProbeRound>().AddHostedService<Prober>();
    }
}
