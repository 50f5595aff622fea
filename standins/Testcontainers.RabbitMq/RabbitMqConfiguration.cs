using DotNet.Testcontainers.Configurations;

namespace Testcontainers.RabbitMq;

/// <summary>What a <see cref="RabbitMqBuilder"/> has collected.</summary>
public sealed record RabbitMqConfiguration : ContainerConfiguration
{
    /// <summary>The user.</summary>
    public string Username { get; init; } = RabbitMqBuilder.DefaultUsername;

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = RabbitMqBuilder.DefaultPassword;
}
