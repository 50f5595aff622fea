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
    /// Adds <see cref="QueueClient"/>, set up by section <c>Platform</c> (<c>Address</c>, <c>ApiKey</c>, …), and by code where given.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Sets what configuration does not.</param>
    /// <returns>The HTTP client underneath, for handlers of one's own.</returns>
    public static IHttpClientBuilder AddPlatformQueues(this IServiceCollection services, Action<QueueClientOptions>? configure = null)
    {
        AddOptions(services, configure);
        services.TryAddTransient(static provider => new QueueClient(RequestsOf(provider, nameof(QueueClient))));
        return services.AddHttpClient(nameof(QueueClient));
    }

    /// <summary>
    /// Adds <see cref="CaptionsClient"/>, set up as <see cref="AddPlatformQueues"/> sets up queues: by section <c>Platform</c>, and by code
    /// where given.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Sets what configuration does not.</param>
    /// <returns>The HTTP client underneath, for handlers of one's own.</returns>
    public static IHttpClientBuilder AddPlatformCaptions(this IServiceCollection services, Action<QueueClientOptions>? configure = null)
    {
        AddOptions(services, configure);
        services.TryAddTransient(static provider => new CaptionsClient(RequestsOf(provider, nameof(CaptionsClient))));
        return services.AddHttpClient(nameof(CaptionsClient));
    }

    /// <summary>
    /// Consumes a queue for as long as the program runs. Set up by section <c>Platform:Consumers:{queue}</c>, and by code where given.
    /// Needs <see cref="AddPlatformQueues"/>.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="configure">Sets what configuration does not.</param>
    /// <typeparam name="THandler">Works off the messages.</typeparam>
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

        // Not AddHostedService: that registers one consumer for each type of handler only.
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
