using DotNet.Testcontainers.Builders;

namespace Testcontainers.Redis;

/// <summary>Builds a Redis server for tests.</summary>
public sealed class RedisBuilder : ContainerBuilder<RedisBuilder, RedisContainer, RedisConfiguration>
{
    /// <summary>The server's port.</summary>
    public const ushort RedisPort = 6379;

    /// <summary>A builder with the defaults.</summary>
    public RedisBuilder()
        : base(new RedisConfiguration { PortBindings = new Dictionary<int, int?> { [RedisPort] = null } })
    {
    }

    private RedisBuilder(RedisConfiguration configuration)
        : base(configuration)
    {
    }

    /// <inheritdoc />
    public override RedisContainer Build() => new(DockerResourceConfiguration);

    /// <inheritdoc />
    protected override RedisBuilder Clone(RedisConfiguration resourceConfiguration) => new(resourceConfiguration);
}
