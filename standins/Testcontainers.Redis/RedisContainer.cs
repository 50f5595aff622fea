using System.Globalization;
using DotNet.Testcontainers.Containers;
using NativeServers;

namespace Testcontainers.Redis;

/// <summary>A Redis server for tests.</summary>
public sealed class RedisContainer : DockerContainer
{
    /// <summary>The server of a configuration.</summary>
    public RedisContainer(RedisConfiguration configuration)
        : base(configuration, "redis", (folder, portOf) => RedisServer.Create(new RedisServerOptions
        {
            DataFolder = Path.Combine(folder, "redis"),
            Port = portOf(RedisBuilder.RedisPort),
            Password = Option(configuration.Command, "--requirepass"),
            AppendOnly = Option(configuration.Command, "--appendonly") == "yes",
        }))
    {
    }

    /// <summary>What a client connects with.</summary>
    public string GetConnectionString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Hostname}:{GetMappedPublicPort(RedisBuilder.RedisPort)}");

    private static string? Option(IReadOnlyList<string> command, string name)
    {
        var at = command.ToList().IndexOf(name);
        return at >= 0 && at + 1 < command.Count ? command[at + 1] : null;
    }
}
