using DotNet.Testcontainers.Configurations;

namespace Testcontainers.Redis;

/// <summary>What a <see cref="RedisBuilder"/> has collected.</summary>
public sealed record RedisConfiguration : ContainerConfiguration;
