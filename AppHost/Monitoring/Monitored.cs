namespace Platform.AppHost.Monitoring;

/// <summary>Names the resources that the monitoring observes.</summary>
internal sealed record Monitored
{
    public required IResourceBuilder<PostgresServerResource> Postgres { get; init; }

    /// <summary>The name of the database that the exporter of PostgreSQL queries.</summary>
    public required string Database { get; init; }

    public required IResourceBuilder<RedisResource> Redis { get; init; }

    /// <summary>Gets RabbitMQ, which has an endpoint <c>metrics</c>.</summary>
    public required IResourceBuilder<RabbitMQServerResource> Messaging { get; init; }

    public required IReadOnlyList<IResourceBuilder<ProjectResource>> ApiGateways { get; init; }

    public required IReadOnlyList<IResourceBuilder<ProjectResource>> JobManagers { get; init; }

    public required IReadOnlyList<IResourceBuilder<ProjectResource>> Brokers { get; init; }

    public required IReadOnlyList<IResourceBuilder<ProjectResource>> Operations { get; init; }

    /// <summary>Gets the key with which Alertmanager sends alerts to Operations.</summary>
    public required IResourceBuilder<ParameterResource> AlertsKey { get; init; }

    public required IReadOnlyList<IResourceBuilder<ProjectResource>> Workers { get; init; }

    public required IResourceBuilder<ProjectResource> Frontend { get; init; }
}
