using RabbitMQ.Client;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>The service's one connection to RabbitMQ, opened in the background and opened again when it breaks.</summary>
public sealed class RabbitMqConnection
{
    /// <summary>The open connection; waits for it until the token is cancelled.</summary>
    public ValueTask<IConnection> GetAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Whether the connection is open now.</summary>
    public bool IsOpen { get; private set; }
}
