using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Registers the dependencies of a service, each with its client, health check, circuit breaker and telemetry.</summary>
public static class DependencyExtensions
{
    /// <summary>
    /// Registers an <see cref="NpgsqlDataSource"/> as dependency <c>postgres</c>. Pool size and timeouts come from the connection string, else from
    /// section <c>Postgres</c> (<see cref="PostgresOptions"/>).
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">The name of the connection string, which is also the pool's name in metrics.</param>
    /// <param name="configure">Changes further settings of the data source.</param>
    /// <param name="statusWhenUnavailable">The health of the service while PostgreSQL is unavailable.</param>
    public static IHostApplicationBuilder AddPostgres(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlDataSourceBuilder>? configure = null,
        HealthStatus statusWhenUnavailable = HealthStatus.Unhealthy)
    {
        Postgres.Add(builder, connectionName, configure);
        return builder.AddDependency("postgres", Postgres.ProbeAsync, statusWhenUnavailable);
    }

    /// <summary>
    /// Registers an <c>IConnectionMultiplexer</c> as dependency <c>redis</c>. It connects and reconnects in the background; while Redis is
    /// unavailable its calls fail and the service stays ready.
    /// </summary>
    public static IHostApplicationBuilder AddRedis(this IHostApplicationBuilder builder, string connectionName)
    {
        Redis.Add(builder, connectionName);
        return builder.AddDependency("redis", Redis.ProbeAsync, HealthStatus.Degraded, options => options.Timeout = TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    /// <summary>Registers the <see cref="RabbitMqConnection"/> as dependency <c>rabbitmq</c>.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">The name of the connection string, an <c>amqp</c> URI.</param>
    /// <param name="statusWhenUnavailable">The health of the service while RabbitMQ is unavailable.</param>
    /// <param name="queues">The queues whose message and consumer counts the health check reports.</param>
    public static IHostApplicationBuilder AddRabbitMq(
        this IHostApplicationBuilder builder,
        string connectionName,
        HealthStatus statusWhenUnavailable = HealthStatus.Degraded,
        IReadOnlyList<string>? queues = null)
    {
        RabbitMq.Add(builder, connectionName);
        return builder.AddDependency("rabbitmq", RabbitMq.ProbeOf(queues ?? []), statusWhenUnavailable);
    }

    /// <summary>
    /// Registers a typed client of another service as a dependency of that service's name. If a replica cannot be reached, the next one is tried;
    /// GET, HEAD and OPTIONS requests, and those marked with <see cref="ServiceClientRequests.MarkIdempotent"/>, are retried when they fail. The
    /// timeout applies until the response headers have arrived, so response bodies may stream without limit.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="serviceName">The name of the other service in service discovery.</param>
    /// <param name="probePath">
    /// The path that the health check requests and that must return 200; needed only for services that are not part of the platform.
    /// </param>
    /// <param name="statusWhenUnavailable">The health of this service while the other one is unavailable.</param>
    /// <param name="configure">Configures every request, including those of the health check.</param>
    public static IHttpClientBuilder AddServiceClient<TClient>(
        this IHostApplicationBuilder builder,
        string serviceName,
        string probePath = "/health/live",
        HealthStatus statusWhenUnavailable = HealthStatus.Degraded,
        Action<IServiceProvider, HttpClient>? configure = null)
        where TClient : class
    {
        builder.AddService(serviceName, probePath, statusWhenUnavailable);
        return ServiceClients.Add<TClient>(builder, serviceName, configure);
    }

    /// <summary>
    /// Registers the gRPC API of another service as a dependency of that service's name, and a keyed singleton <c>Grpc.Core.CallInvoker</c> of that
    /// name for its clients. Each call goes to one of the replicas; if it cannot be reached, the next one is tried. Methods that the .proto file
    /// marks by <c>idempotency_level</c> are retried when they fail. The timeout is that of one attempt, and is sent along as the deadline.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="serviceName">The name of the other service in service discovery, where its endpoint is named <c>grpc</c>.</param>
    /// <param name="apis">The descriptions of the gRPC services.</param>
    public static IHttpClientBuilder AddGrpcClient(
        this IHostApplicationBuilder builder, string serviceName, params IReadOnlyList<Google.Protobuf.Reflection.ServiceDescriptor> apis)
    {
        builder.AddService(serviceName, "/health/live", HealthStatus.Degraded);
        return GrpcClients.Add(builder, serviceName, apis);
    }

    /// <summary>Registers a pipeline for any other dependency, such as <c>storage</c> or <c>media-host</c>.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The dependency's name in <see cref="DependencyPipelines"/>, metrics and health checks.</param>
    /// <param name="probe">Checks whether the dependency is available; null if that cannot be checked.</param>
    /// <param name="statusWhenUnavailable">The health of the service while the dependency is unavailable.</param>
    /// <param name="defaults">Defaults for the options that section <c>Dependencies:{name}</c> does not set.</param>
    /// <param name="probeTimeout">The timeout of the probe; null for 5 seconds.</param>
    /// <param name="mayStartLater">
    /// Whether the dependency may start after this service, so that probes that fail before its first answer do not open the circuit.
    /// </param>
    public static IHostApplicationBuilder AddDependency(
        this IHostApplicationBuilder builder,
        string name,
        DependencyProbe? probe = null,
        HealthStatus statusWhenUnavailable = HealthStatus.Degraded,
        Action<DependencyOptions>? defaults = null,
        TimeSpan? probeTimeout = null,
        bool mayStartLater = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        var isNew = !builder.Services.Any(service => !service.IsKeyedService && service.ImplementationInstance is Dependency known && known.Name == name);
        var dependency = builder.AddPipelines(name, defaults);
        if (isNew)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                name,
                services => new DependencyProbeCheck(dependency, probe, mayStartLater, services.GetRequiredService<DependencyPipelines>(), services),
                statusWhenUnavailable,
                tags: null,
                timeout: probeTimeout ?? TimeSpan.FromSeconds(5)));
        }

        return builder;
    }

    private static void AddService(this IHostApplicationBuilder builder, string serviceName, string probePath, HealthStatus statusWhenUnavailable) => builder.AddDependency(
        serviceName,
        ServiceClients.ProbeOf(serviceName, probePath),
        statusWhenUnavailable,
        options => options.Timeout = TimeSpan.FromSeconds(30),
        TimeSpan.FromSeconds(10),
        mayStartLater: true);
}
