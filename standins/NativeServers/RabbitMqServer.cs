using System.Globalization;

namespace NativeServers;

/// <summary>What a RabbitMQ server is started with.</summary>
public sealed record RabbitMqServerOptions
{
    /// <summary>Folder for its configuration, data and Erlang cookie; created when absent.</summary>
    public required string DataFolder { get; init; }

    /// <summary>AMQP port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Port of the management API and page on 127.0.0.1.</summary>
    public required int ManagementPort { get; init; }

    /// <summary>Port of <c>/metrics</c> on 127.0.0.1.</summary>
    public required int PrometheusPort { get; init; }

    /// <summary>Port for Erlang nodes on 127.0.0.1.</summary>
    public required int DistributionPort { get; init; }

    /// <summary>Port of this server's own Erlang port mapper on 127.0.0.1.</summary>
    public required int PortMapperPort { get; init; }

    /// <summary>The administrator that the first start creates.</summary>
    public string User { get; init; } = "guest";

    /// <summary>The administrator's password.</summary>
    public required string Password { get; init; }

    /// <summary>
    /// First part of the node's name. Data belongs to the name: another name on the same folder starts empty.
    /// </summary>
    public string NodeName { get; init; } = "rabbit";

    /// <summary>Lines added to rabbitmq.conf, such as <c>consumer_timeout = 3600000</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>RabbitMQ of Debian's packages, with the management and Prometheus plugins.</summary>
public static class RabbitMqServer
{
    // Debian's own start script insists on its own user and folders; the one below it does not.
    private const string Script = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    // Erlang starts its port mapper as a daemon that outlives everything. Started first, in the server's own process
    // group, it is found running and ends with the server. setpriv ends both should this shell be killed.
    private const string RunScript = """
        setpriv --pdeathsig KILL epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
        mapper=$!
        tries=0
        until epmd -port "$ERL_EPMD_PORT" -names > /dev/null 2>&1; do
            tries=$((tries + 1))
            [ $tries -gt 50 ] && { echo "epmd does not answer on port $ERL_EPMD_PORT" >&2; kill $mapper; exit 1; }
            sleep 0.1
        done
        setpriv --pdeathsig KILL "$0" &
        server=$!
        trap 'kill -TERM $server 2> /dev/null' TERM INT
        trap 'kill -KILL $server 2> /dev/null' USR1
        while :; do
            wait $server
            code=$?
            kill -0 $server 2> /dev/null || break
        done
        kill $mapper
        wait $mapper 2> /dev/null
        exit $code
        """;

    /// <summary>The server, not started.</summary>
    /// <exception cref="MissingProgramException">RabbitMQ is not installed.</exception>
    public static NativeServer Create(RabbitMqServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!File.Exists(Script))
        {
            throw new MissingProgramException("rabbitmq-server", "rabbitmq-server");
        }

        var folder = Path.GetFullPath(options.DataFolder);
        return new NativeServer
        {
            Name = "RabbitMQ",
            Executable = "/bin/sh",
            Arguments = ["-c", RunScript, Script],
            Environment = Environment(options, folder),
            DataFolder = folder,
            // Not SIGQUIT, which a shell in the background of another never gets.
            AbandonSignal = UnixSignal.User1,
            Ports = [options.Port, options.ManagementPort, options.PrometheusPort, options.DistributionPort, options.PortMapperPort],
            PrepareAsync = cancellationToken => PrepareAsync(options, folder, cancellationToken),
            IsReadyAsync = cancellationToken => ProtocolCheck.RabbitMqAsync(options.Port, cancellationToken),
        };
    }

    private static Dictionary<string, string> Environment(RabbitMqServerOptions options, string folder) => new()
    {
        ["HOME"] = folder,
        ["RABBITMQ_NODENAME"] = $"{options.NodeName}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = Invariant(options.Port),
        ["RABBITMQ_DIST_PORT"] = Invariant(options.DistributionPort),
        ["ERL_EPMD_PORT"] = Invariant(options.PortMapperPort),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "server.pid"),
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "rabbitmq-env.conf"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(folder, "advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(folder, "generated"),
        ["RABBITMQ_SCHEMA_DIR"] = Path.Combine(folder, "schema"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // Makes the script replace itself by the server, which then gets the signals itself.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };

    private static async Task PrepareAsync(RabbitMqServerOptions options, string folder, CancellationToken cancellationToken)
    {
        await PrivateFile.WriteAsync(Path.Combine(folder, "rabbitmq.conf"), Configuration(options), cancellationToken);
        await PrivateFile.WriteAsync(Path.Combine(folder, "enabled_plugins"), "[rabbitmq_management,rabbitmq_prometheus].\n", cancellationToken);
        await PrivateFile.WriteAsync(Path.Combine(folder, "rabbitmq-env.conf"), "", cancellationToken);
    }

    private static string Configuration(RabbitMqServerOptions options) => string.Join('\n', (string[])
    [
        $"listeners.tcp.1 = 127.0.0.1:{Invariant(options.Port)}",
        "management.tcp.ip = 127.0.0.1",
        $"management.tcp.port = {Invariant(options.ManagementPort)}",
        "prometheus.tcp.ip = 127.0.0.1",
        $"prometheus.tcp.port = {Invariant(options.PrometheusPort)}",
        $"default_user = {options.User}",
        $"default_pass = {options.Password}",
        "log.console = true",
        "log.console.level = warning",
        .. options.Settings,
        "",
    ]);

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);
}
