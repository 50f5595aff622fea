namespace Aspire.RabbitMQ.Client;

/// <summary>Settings of the RabbitMQ client integration, section <c>Aspire:RabbitMQ:Client</c>.</summary>
public sealed class RabbitMQClientSettings
{
    /// <summary>The connection string, an <c>amqp</c> URI; <c>ConnectionStrings:{name}</c> wins over it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether no health check is registered.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether no traces are recorded.</summary>
    public bool DisableTracing { get; set; }
}
