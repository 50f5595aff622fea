using System.Data.Common;
using System.Globalization;
using DotNet.Testcontainers.Containers;
using NativeServers;

namespace Testcontainers.PostgreSql;

/// <summary>A PostgreSQL server for tests.</summary>
public sealed class PostgreSqlContainer : DockerContainer
{
    private readonly PostgreSqlConfiguration _configuration;

    /// <summary>The server of a configuration.</summary>
    public PostgreSqlContainer(PostgreSqlConfiguration configuration)
        : base(configuration, "postgresql", (folder, portOf) => PostgreSqlServer.Create(new PostgreSqlServerOptions
        {
            DataFolder = Path.Combine(folder, "postgresql"),
            Port = portOf(PostgreSqlBuilder.PostgreSqlPort),
            User = configuration.Username,
            Password = configuration.Password,
            Database = configuration.Database,
            Settings = Settings(configuration.Command),
        })) => _configuration = configuration;

    /// <summary>What a client connects with.</summary>
    public string GetConnectionString() => new DbConnectionStringBuilder
    {
        { "Host", Hostname },
        { "Port", GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort).ToString(CultureInfo.InvariantCulture) },
        { "Database", _configuration.Database },
        { "Username", _configuration.Username },
        { "Password", _configuration.Password },
    }.ConnectionString;

    private static Dictionary<string, string> Settings(IReadOnlyList<string> command)
    {
        // Test servers live side by side: small, where the platform's own is large.
        var settings = new Dictionary<string, string> { ["shared_buffers"] = "128MB", ["min_wal_size"] = "80MB" };
        for (var i = 0; i < command.Count; i += 2)
        {
            if (command[i] != "-c" || i + 1 == command.Count || command[i + 1].Split('=', 2) is not [var name, var value])
            {
                throw new NotSupportedException($"Only \"-c name=value\" is understood, not \"{command[i]}\".");
            }

            settings[name] = value;
        }

        return settings;
    }
}
