namespace Platform.AppHost.Monitoring;

/// <summary>What there is to be watched.</summary>
internal sealed record Monitored
{
    public required IResourceBuilder<PostgresServerResource> Postgres { get; init; }

    /// <summary>The name of the database that is looked into.</summary>
    public required string Database { get; init; }

    public required IResourceBuilder<RedisResource> Redis { get; init; }

    /// <summary>It has an endpoint <c>metrics</c>.</summary>
    public required IResourceBuilder<RabbitMQServerResource> Messaging { get; init; }

    public required IResourceBuilder<ProjectResource> ApiGateway { get; init; }

    public required IResourceBuilder<ProjectResource> JobManager { get; init; }

    public required IResourceBuilder<ProjectResource> Broker { get; init; }

    public required IReadOnlyList<IResourceBuilder<ProjectResource>> Workers { get; init; }

    public required IResourceBuilder<ProjectResource> Frontend { get; init; }
}
