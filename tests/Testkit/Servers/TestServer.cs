using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;
using Testcontainers.Redis;

namespace Platform.Testkit.Servers;

/// <summary>
/// Runs a real PostgreSQL, Redis or RabbitMQ for tests: in a container where a container engine answers, otherwise as a process of a Debian package.
/// Its port is known before it starts and does not change. It ends with the test process, however that ends.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private const string Password = "tests";

    // As the AppHost starts it: schedulers that wait busily take the processor from the tests.
    private const string SleepingSchedulers = "+sbwt none +sbwtdcpu none +sbwtdio none";
    private const string SchedulersVariable = "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS";

    private static readonly TimeSpan s_maxStart = TimeSpan.FromSeconds(90);

    private readonly string _name;
    private readonly IServerProcess _process;
    private readonly Func<CancellationToken, Task> _ask;

    private TestServer(string name, string connectionString, IServerProcess process, Func<CancellationToken, Task> ask)
    {
        _name = name;
        ConnectionString = connectionString;
        _process = process;
        _ask = ask;
    }

    /// <summary>The connection string for clients; valid before the server starts, too.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates a client of RabbitMQ's management API with credentials set, for paths such as <c>api/queues</c>.</summary>
    public Func<HttpClient> Management { get; private init; } = () => throw new InvalidOperationException("Only RabbitMQ has one.");

    internal IServerProcess Process => _process;

    /// <summary>Creates a PostgreSQL with database and superuser <c>postgres</c>; a power failure may lose committed data.</summary>
    /// <param name="settings">Server settings, such as <c>max_connections=300</c>.</param>
    public static TestServer PostgreSql(params string[] settings)
    {
        var port = FreePorts.Next();
        string[] arguments = [.. settings.Concat(["fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=128MB", "min_wal_size=80MB"]).SelectMany(setting => new[] { "-c", setting })];
        var connectionString = string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Password={Password};Database=postgres");
        return new TestServer(
            "PostgreSQL",
            connectionString,
            ContainerProcess.IsAvailable
                ? new ContainerProcess(new PostgreSqlBuilder("docker.io/library/postgres:18.3").WithPortBinding(port, 5432)
                    .WithUsername("postgres").WithPassword(Password).WithDatabase("postgres").WithCommand([.. SharedSettings(), .. arguments]).Build())
                : NativeProcess.ByScript("postgres.sh", Variables(("SERVER_PORT", port), ("POSTGRES_USER", "postgres"), ("POSTGRES_PASSWORD", Password)), arguments),
            async cancellationToken =>
            {
                await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Timeout=5");
                await connection.OpenAsync(cancellationToken);
            });
    }

    /// <summary>Creates a Redis without persistence.</summary>
    public static TestServer Redis()
    {
        var port = FreePorts.Next();
        return new TestServer(
            "Redis",
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port},password={Password},abortConnect=false"),
            ContainerProcess.IsAvailable
                ? new ContainerProcess(new RedisBuilder("docker.io/library/redis:8.6").WithPortBinding(port, 6379)
                    .WithCommand("redis-server", "--requirepass", Password, "--save", "").Build())
                : NativeProcess.ByScript("redis.sh", Variables(("SERVER_PORT", port), ("REDIS_PASSWORD", Password))),
            cancellationToken => ConnectAsync(port, cancellationToken));
    }

    /// <summary>Creates a RabbitMQ with its management API.</summary>
    public static TestServer RabbitMq()
    {
        var ports = FreePorts.Next(5);
        var management = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[1]}/"));
        HttpClient Management()
        {
            var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"tests:{Password}"));
            return new HttpClient { BaseAddress = management, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", credentials) } };
        }

        return new TestServer(
            "RabbitMQ",
            string.Create(CultureInfo.InvariantCulture, $"amqp://tests:{Password}@127.0.0.1:{ports[0]}"),
            ContainerProcess.IsAvailable
                ? new ContainerProcess(new RabbitMqBuilder("docker.io/library/rabbitmq:4.3-management").WithPortBinding(ports[0], 5672).WithPortBinding(ports[1], 15672)
                    .WithUsername("tests").WithPassword(Password).WithHostname("rabbit").WithEnvironment(SchedulersVariable, SleepingSchedulers).Build())
                : NativeProcess.ByScript(
                    "rabbitmq.sh",
                    Variables(
                        ("SERVER_PORT", ports[0]), ("MANAGEMENT_PORT", ports[1]), ("METRICS_PORT", ports[2]), ("RABBITMQ_DIST_PORT", ports[3]), ("ERL_EPMD_PORT", ports[4]),
                        ("RABBITMQ_DEFAULT_USER", "tests"), ("RABBITMQ_DEFAULT_PASS", Password), (SchedulersVariable, SleepingSchedulers))),
            async cancellationToken =>
            {
                await ConnectAsync(ports[0], cancellationToken);
                using var client = Management();
                (await client.GetAsync("api/overview", cancellationToken)).EnsureSuccessStatusCode().Dispose();
            })
        {
            Management = Management,
        };
    }

    /// <summary>Starts or restarts the server with its data, and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">
    /// The server ended, or did not answer within 90 s; the message has the last lines of its output.
    /// </exception>
    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(s_maxStart);
        await _process.StartAsync(limit.Token);
        while (true)
        {
            try
            {
                await _ask(limit.Token);
                return;
            }
            catch (Exception problem) when (problem is SocketException or HttpRequestException or NpgsqlException or OperationCanceledException or TimeoutException)
            {
                if (limit.IsCancellationRequested || _process is NativeProcess { IsRunning: false })
                {
                    var output = _process is NativeProcess native ? await native.LastOutputAsync() : "";
                    throw new InvalidOperationException($"{_name} does not answer:\n{output}", problem);
                }
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>Stops the server gracefully; its data and its port stay.</summary>
    public Task StopAsync() => _process.StopAsync(CancellationToken.None);

    /// <summary>Freezes the server: connections stay open, and nothing answers.</summary>
    public Task PauseAsync() => _process.PauseAsync();

    /// <summary>Ends <see cref="PauseAsync"/>.</summary>
    public Task UnpauseAsync() => _process.UnpauseAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Creates a server that all tests of this process share: started on first use, stopped with the process.</summary>
    internal static Lazy<Task<TestServer>> Shared(Func<TestServer> create) => new(async () =>
    {
        var server = create();

        // Nothing waits for asynchronous handlers of the runtime's exit event, so this waits for the end of the server.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
        await server.StartAsync();
        return server;
    });

    // The settings of the AppHost; its script reads them by itself.
    private static IEnumerable<string> SharedSettings() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Servers", "postgres.settings")).Where(line => !line.StartsWith('#')).SelectMany(setting => new[] { "-c", setting });

    private static Dictionary<string, string> Variables(params (string Name, object Value)[] variables) =>
        variables.ToDictionary(variable => variable.Name, variable => Convert.ToString(variable.Value, CultureInfo.InvariantCulture)!, StringComparer.Ordinal);

    private static async Task ConnectAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
    }
}
