using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>One line for each dependency: client, health check, circuit breaker and telemetry together.</summary>
public static class DependencyExtensions
{
    /// <summary>Registers <c>NpgsqlDataSource</c>; dependency <c>postgres</c>.</summary>
    public static IHostApplicationBuilder AddPostgres(this IHostApplicationBuilder builder, string connectionName) => builder;

    /// <summary>Registers <c>IConnectionMultiplexer</c>, which connects in the background; dependency <c>redis</c>.</summary>
    public static IHostApplicationBuilder AddRedis(this IHostApplicationBuilder builder, string connectionName) => builder;

    /// <summary>Registers <see cref="RabbitMqConnection"/>; dependency <c>rabbitmq</c>.</summary>
    public static IHostApplicationBuilder AddRabbitMq(this IHostApplicationBuilder builder, string connectionName) => builder;

    /// <summary>Registers a typed client of another service, found by its name; dependency of that name.</summary>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string serviceName)
        where TClient : class => builder.Services.AddHttpClient<TClient>(c => c.BaseAddress = new Uri($"http://{serviceName}"));

    /// <summary>Registers a pipeline for any other dependency, such as <c>storage</c> or <c>media-host</c>.</summary>
    public static IHostApplicationBuilder AddDependency(this IHostApplicationBuilder builder, string name) => builder;
}
