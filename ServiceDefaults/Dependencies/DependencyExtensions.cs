using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>One line for each dependency: client, health check, circuit breaker and telemetry together.</summary>
public static class DependencyExtensions
{
    /// <summary>
    /// Registers <see cref="NpgsqlDataSource"/>; dependency <c>postgres</c>. Pool size and timeouts come from the connection
    /// string, else from section <c>Postgres</c> (<see cref="PostgresOptions"/>).
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">Name of the connection string; also the pool's name in metrics.</param>
    /// <param name="configure">Further settings of the data source.</param>
    /// <param name="whenAway">What the service's health is while PostgreSQL is away.</param>
    public static IHostApplicationBuilder AddPostgres(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlDataSourceBuilder>? configure = null,
        HealthStatus whenAway = HealthStatus.Unhealthy)
    {
        Postgres.Add(builder, connectionName, configure);
        return builder.AddDependency("postgres", Postgres.ProbeAsync, whenAway);
    }

    /// <summary>
    /// Registers <c>IConnectionMultiplexer</c>; dependency <c>redis</c>. It is usable at once and connects, and connects
    /// again, in the background; while Redis is away its calls fail and the service stays ready.
    /// </summary>
    public static IHostApplicationBuilder AddRedis(this IHostApplicationBuilder builder, string connectionName)
    {
        Redis.Add(builder, connectionName);
        return builder.AddDependency("redis", Redis.ProbeAsync, HealthStatus.Degraded, options => options.Timeout = TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    /// <summary>Registers <see cref="RabbitMqConnection"/>; dependency <c>rabbitmq</c>.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">Name of the connection string, an <c>amqp</c> URI.</param>
    /// <param name="whenAway">What the service's health is while RabbitMQ is away.</param>
    /// <param name="queues">Queues whose messages and consumers health tells.</param>
    public static IHostApplicationBuilder AddRabbitMq(
        this IHostApplicationBuilder builder,
        string connectionName,
        HealthStatus whenAway = HealthStatus.Degraded,
        IReadOnlyList<string>? queues = null)
    {
        RabbitMq.Add(builder, connectionName);
        return builder.AddDependency("rabbitmq", RabbitMq.ProbeOf(queues ?? []), whenAway);
    }

    /// <summary>
    /// Registers a typed client of another service, found by its name; dependency of that name. Failing to connect moves on
    /// to the service's next replica; GET, HEAD and OPTIONS, and requests marked with
    /// <see cref="ServiceClientRequests.MarkIdempotent"/>, are tried again when they fail. The pipeline's timeout counts
    /// until the response's headers are there, so bodies may stream for as long as they like.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="serviceName">The other service's name in service discovery.</param>
    /// <param name="probePath">What it answers with 200 when it is alive; services of the platform need not say.</param>
    /// <param name="whenAway">What the service's health is while the other is away.</param>
    /// <param name="configure">Sets what every request has, the probe's too.</param>
    public static IHttpClientBuilder AddServiceClient<TClient>(
        this IHostApplicationBuilder builder,
        string serviceName,
        string probePath = "/health/live",
        HealthStatus whenAway = HealthStatus.Degraded,
        Action<IServiceProvider, HttpClient>? configure = null)
        where TClient : class
    {
        builder.AddDependency(
            serviceName,
            ServiceClients.ProbeOf(serviceName, probePath),
            whenAway,
            options => options.Timeout = TimeSpan.FromSeconds(30),
            TimeSpan.FromSeconds(10),
            startsBeside: true);
        return ServiceClients.Add<TClient>(builder, serviceName, configure);
    }

    /// <summary>Registers a pipeline for any other dependency, such as <c>storage</c> or <c>media-host</c>.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The dependency's name: in <see cref="DependencyPipelines"/>, metrics and health checks.</param>
    /// <param name="probe">Asks the dependency whether it answers; null when there is no way to ask.</param>
    /// <param name="whenAway">What the service's health is while the dependency is away.</param>
    /// <param name="defaults">Options that hold where section <c>Dependencies:{name}</c> says nothing.</param>
    /// <param name="probeTimeout">How long the probe may take; null for 5 seconds.</param>
    /// <param name="startsBeside">Whether it may well start after this service, so that probes before its first answer open no circuit.</param>
    public static IHostApplicationBuilder AddDependency(
        this IHostApplicationBuilder builder,
        string name,
        DependencyProbe? probe = null,
        HealthStatus whenAway = HealthStatus.Degraded,
        Action<DependencyOptions>? defaults = null,
        TimeSpan? probeTimeout = null,
        bool startsBeside = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        var isNew = !builder.Services.Any(service => !service.IsKeyedService && service.ImplementationInstance is Dependency known && known.Name == name);
        var dependency = builder.AddPipelines(name, defaults);
        if (isNew)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                name,
                services => new DependencyProbeCheck(dependency, probe, startsBeside, services.GetRequiredService<DependencyPipelines>(), services),
                whenAway,
                tags: null,
                timeout: probeTimeout ?? TimeSpan.FromSeconds(5)));
        }

        return builder;
    }
}
