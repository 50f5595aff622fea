using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Client.Captions;
using Platform.Client.Consuming;
using Platform.Client.Queues;

namespace Platform.Client.Setup;

/// <summary>Registers the clients of the platform's queues and captions.</summary>
public static class ClientExtensions
{
    private const string Section = "Platform";

    /// <summary>
    /// Adds <see cref="QueueClient"/>, configured by section <c>Platform</c> (<c>Address</c>, <c>ApiKey</c>, …), and by code if specified.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Changes options after the configuration.</param>
    /// <returns>The underlying HTTP client, to add message handlers.</returns>
    public static IHttpClientBuilder AddPlatformQueues(this IServiceCollection services, Action<QueueClientOptions>? configure = null)
    {
        AddOptions(services, configure);
        services.TryAddTransient(static provider => new QueueClient(RequestsOf(provider, nameof(QueueClient))));
        return services.AddHttpClient(nameof(QueueClient));
    }

    /// <summary>
    /// Adds <see cref="CaptionsClient"/>, configured like <see cref="AddPlatformQueues"/>: by section <c>Platform</c>, and by code if specified.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Changes options after the configuration.</param>
    /// <returns>The underlying HTTP client, to add message handlers.</returns>
    public static IHttpClientBuilder AddPlatformCaptions(this IServiceCollection services, Action<QueueClientOptions>? configure = null)
    {
        AddOptions(services, configure);
        services.TryAddTransient(static provider => new CaptionsClient(RequestsOf(provider, nameof(CaptionsClient))));
        return services.AddHttpClient(nameof(CaptionsClient));
    }

    /// <summary>
    /// Consumes a queue for as long as the program runs. Configured by section <c>Platform:Consumers:{queue}</c>, and by code if specified. Requires
    /// <see cref="AddPlatformQueues"/>.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="configure">Changes options after the configuration.</param>
    /// <typeparam name="THandler">The type of the handler.</typeparam>
    public static IServiceCollection AddQueueConsumer<THandler>(this IServiceCollection services, string queue, Action<ConsumerOptions>? configure = null)
        where THandler : class, IMessageHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(queue);
        services.TryAddScoped<THandler>();
        services.AddOptions<ConsumerOptions>(queue).BindConfiguration($"{Section}:Consumers:{queue}").Configure(options =>
        {
            options.Queue = queue;
            configure?.Invoke(options);
        }).ValidateDataAnnotations().ValidateOnStart();

        // Not AddHostedService, which registers only one consumer for each handler type.
        return services.AddSingleton<IHostedService>(provider => new QueueConsumer<THandler>(
            provider.GetRequiredService<QueueClient>(),
            provider.GetRequiredService<IOptionsMonitor<ConsumerOptions>>().Get(queue),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<QueueConsumer<THandler>>>()));
    }

    private static void AddOptions(IServiceCollection services, Action<QueueClientOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<QueueClientOptions>().BindConfiguration(Section).Configure(configure ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
    }

    private static ApiRequests RequestsOf(IServiceProvider provider, string client) => new(
        provider.GetRequiredService<IHttpClientFactory>().CreateClient(client),
        provider.GetRequiredService<IOptions<QueueClientOptions>>(),
        provider.GetRequiredService<TimeProvider>());
}
