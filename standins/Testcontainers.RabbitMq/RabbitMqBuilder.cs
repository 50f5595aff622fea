using DotNet.Testcontainers.Builders;

namespace Testcontainers.RabbitMq;

/// <summary>Builds a RabbitMQ server for tests.</summary>
public sealed class RabbitMqBuilder : ContainerBuilder<RabbitMqBuilder, RabbitMqContainer, RabbitMqConfiguration>
{
    /// <summary>The server's AMQP port.</summary>
    public const ushort RabbitMqPort = 5672;

    /// <summary>The user if none is set.</summary>
    public const string DefaultUsername = "rabbitmq";

    /// <summary>The password if none is set.</summary>
    public const string DefaultPassword = "rabbitmq";

    /// <summary>A builder with the defaults.</summary>
    public RabbitMqBuilder()
        : base(new RabbitMqConfiguration { PortBindings = new Dictionary<int, int?> { [RabbitMqPort] = null } })
    {
    }

    private RabbitMqBuilder(RabbitMqConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>Sets the user.</summary>
    public RabbitMqBuilder WithUsername(string username) => Clone(DockerResourceConfiguration with { Username = username });

    /// <summary>Sets the user's password.</summary>
    public RabbitMqBuilder WithPassword(string password) => Clone(DockerResourceConfiguration with { Password = password });

    /// <inheritdoc />
    public override RabbitMqContainer Build() => new(DockerResourceConfiguration);

    /// <inheritdoc />
    protected override RabbitMqBuilder Clone(RabbitMqConfiguration resourceConfiguration) => new(resourceConfiguration);
}
