using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NativeServers;

/// <summary>What a PostgreSQL server is started with.</summary>
public sealed record PostgreSqlServerOptions
{
    /// <summary>Folder for the cluster; created when absent.</summary>
    public required string DataFolder { get; init; }

    /// <summary>TCP port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>The superuser that the first start creates.</summary>
    public string User { get; init; } = "postgres";

    /// <summary>The superuser's password (SCRAM-SHA-256).</summary>
    public required string Password { get; init; }

    /// <summary>A database that the first start creates besides <c>postgres</c>; null for none.</summary>
    public string? Database { get; init; }

    /// <summary>Server settings over <see cref="PostgreSqlServer.DefaultSettings"/>, by the names of postgresql.conf.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

/// <summary>PostgreSQL of Debian's packages.</summary>
public static class PostgreSqlServer
{
    // Room for "/.s.PGSQL.65535" below the kernel's limit of 107 characters for the path of a socket.
    private const int LongestSocketFolder = 90;

    private const string InitialiseScript = """
        set -e
        umask 077
        bin=$1 data=$2 user=$3 database=$4
        rm -rf "$data.new"
        trap 'rm -f "$data.password"' EXIT
        cat > "$data.password"
        "$bin/initdb" -D "$data.new" -U "$user" --pwfile="$data.password" --auth=scram-sha-256 \
            --encoding=UTF8 --locale=C.UTF-8 --no-instructions > /dev/null
        if [ -n "$database" ] && [ "$database" != postgres ]; then
            printf 'CREATE DATABASE "%s"\n' "$database" | "$bin/postgres" --single -D "$data.new" postgres > /dev/null
        fi
        mv "$data.new" "$data"
        """;

    /// <summary>Durable, and sized for two cores and many short transactions.</summary>
    public static IReadOnlyDictionary<string, string> DefaultSettings { get; } = new Dictionary<string, string>
    {
        ["shared_buffers"] = "512MB",
        ["max_connections"] = "200",
        ["max_wal_size"] = "4GB",
        ["min_wal_size"] = "512MB",
        ["checkpoint_timeout"] = "15min",
        ["checkpoint_completion_target"] = "0.9",
        ["wal_buffers"] = "16MB",
        ["wal_compression"] = "lz4",
        ["effective_cache_size"] = "2GB",
        ["random_page_cost"] = "1.1",
        ["jit"] = "off",
        ["max_parallel_workers_per_gather"] = "0",
        ["autovacuum_naptime"] = "10s",
        ["autovacuum_vacuum_cost_limit"] = "2000",
        ["track_io_timing"] = "on",
        ["logging_collector"] = "off",
        ["log_line_prefix"] = "%q[%d] ",
        ["log_checkpoints"] = "off",
        ["timezone"] = "UTC",
        ["log_timezone"] = "UTC",
    };

    /// <summary>The server, not started.</summary>
    /// <exception cref="MissingProgramException">PostgreSQL is not installed.</exception>
    public static NativeServer Create(PostgreSqlServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (programs, version) = Programs.FindPostgreSql();
        var folder = ReachableFolder(options.DataFolder, out var notice);
        var cluster = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"cluster-{version}"));
        var sockets = folder.Length <= LongestSocketFolder ? folder : "";
        var settings = new Dictionary<string, string>(DefaultSettings)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = options.Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = sockets,
            ["unix_socket_permissions"] = "0700",
        };
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return new NativeServer
        {
            Name = "PostgreSQL",
            Executable = Path.Combine(programs, "postgres"),
            Arguments = ["-D", cluster, .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })],
            DataFolder = folder,
            RunAsUser = RunAsUser,
            StopSignal = UnixSignal.Interrupt,
            AbandonSignal = UnixSignal.Quit,
            Ports = [options.Port],
            Notice = notice,
            PrepareAsync = cancellationToken => PrepareAsync(options, programs, folder, cluster, cancellationToken),
            IsReadyAsync = cancellationToken => ProtocolCheck.PostgreSqlAsync(options.Port, options.User, cancellationToken),
        };
    }

    // PostgreSQL refuses to run as root; Debian's package makes this user for it.
    private const string RunAsUser = "postgres";

    private static async Task PrepareAsync(
        PostgreSqlServerOptions options, string programs, string folder, string cluster, CancellationToken cancellationToken)
    {
        await CreateFolderAsync(folder, cancellationToken);
        if (!File.Exists(Path.Combine(cluster, "PG_VERSION")))
        {
            await Command.RunAsync(
                [.. SystemUser.Prefix(RunAsUser), "/bin/sh", "-c", InitialiseScript, "initialise", programs, cluster, options.User, options.Database ?? ""],
                folder,
                options.Password,
                cancellationToken);
        }
    }

    private static async Task CreateFolderAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }

        if (Path.GetDirectoryName(folder) is { } above)
        {
            Directory.CreateDirectory(above);
        }

        await Command.RunAsync(
            [Programs.Find("install", "coreutils"), "-d", "-m", "700", "-o", RunAsUser, "-g", RunAsUser, folder], "/", null, cancellationToken);
    }

    private static string ReachableFolder(string wanted, out string? notice)
    {
        var folder = Path.GetFullPath(wanted);
        notice = null;
        if (!Environment.IsPrivilegedProcess || SystemUser.CanBeReachedByOthers(folder))
        {
            return folder;
        }

        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12];
        var elsewhere = $"/var/lib/postgresql/{Path.GetFileName(folder)}-{mark}";
        notice = $"PostgreSQL runs as user {RunAsUser}, who may not enter {folder}: its data is kept in {elsewhere}";
        return elsewhere;
    }
}
