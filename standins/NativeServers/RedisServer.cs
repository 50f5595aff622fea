using System.Globalization;

namespace NativeServers;

/// <summary>What a Redis server is started with.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Folder for its configuration and data; created when absent.</summary>
    public required string DataFolder { get; init; }

    /// <summary>TCP port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>The password of the default user; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether what is written survives a restart (append-only file, synced every second).</summary>
    public bool AppendOnly { get; init; }

    /// <summary>Lines added to the configuration, such as <c>maxmemory 256mb</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>Redis of Debian's packages.</summary>
public static class RedisServer
{
    /// <summary>The server, not started.</summary>
    /// <exception cref="MissingProgramException">Redis is not installed.</exception>
    public static NativeServer Create(RedisServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = Path.GetFullPath(options.DataFolder);
        var configuration = Path.Combine(folder, "redis.conf");
        return new NativeServer
        {
            Name = "Redis",
            Executable = Programs.Find("redis-server", "redis-server"),
            Arguments = [configuration],
            DataFolder = folder,
            Ports = [options.Port],
            PrepareAsync = cancellationToken => PrivateFile.WriteAsync(configuration, Configuration(options, folder), cancellationToken),
            IsReadyAsync = cancellationToken => ProtocolCheck.RedisAsync(options.Port, options.Password, cancellationToken),
        };
    }

    private static string Configuration(RedisServerOptions options, string folder) => string.Join('\n', (string[])
    [
        "bind 127.0.0.1",
        string.Create(CultureInfo.InvariantCulture, $"port {options.Port}"),
        "daemonize no",
        $"dir {Quote(folder)}",
        // Old files would be read at the next start and bring back what was meant to be forgotten.
        options.AppendOnly ? "appendonly yes" : "save \"\"",
        .. options.Password is { Length: > 0 } password ? (string[])[$"requirepass {Quote(password)}"] : [],
        .. options.Settings,
        "",
    ]);

    private static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
