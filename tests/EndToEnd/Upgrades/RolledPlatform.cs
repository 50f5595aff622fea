using System.Diagnostics;
using System.Globalization;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.EndToEnd.Upgrades;

/// <summary>
/// Two replicas of each service as plain processes on loopback, with servers of their own: what the AppHost describes, without the AppHost, which is
/// of one version.
/// </summary>
internal sealed class RolledPlatform : IAsyncDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private readonly PostgresDatabase _database = new();
    private readonly RedisInstance _redis = new();
    private readonly RabbitMqVirtualHost _rabbit = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<RolledService> _services = [];
    private Dictionary<string, string> _settings = [];

    /// <summary>The services in the order in which a release replaces them.</summary>
    public static IReadOnlyList<(string Project, string Name)> Order { get; } =
        [("ApiGateway", "api-gateway"), ("JobManager", "job-manager"), ("Broker", "broker"), ("Worker", "worker")];

    /// <summary>The way of a client to the gateways.</summary>
    public GatewayBalancer Balancer { get; private set; } = null!;

    public PostgresDatabase Database => _database;

    /// <summary>Starts all of one version.</summary>
    public static async Task<RolledPlatform> StartAsync(PlatformVersion version)
    {
        var platform = new RolledPlatform();
        try
        {
            await Task.WhenAll(platform._database.InitializeAsync(), platform._redis.InitializeAsync(), platform._rabbit.InitializeAsync());
            platform.Describe();
            await platform.MigrateAsync(version);
            await Task.WhenAll(platform._services.Select(service => service.StartAsync(version)));
            await Eventually.BecomesTrueAsync(() => platform._services.Where(service => service.Project == "ApiGateway").All(service => platform.Balancer.Uses(service.Address)));
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the migrations of a version.</summary>
    public async Task MigrateAsync(PlatformVersion version)
    {
        foreach (var project in (string[])["JobManager", "Broker", "ApiGateway"])
        {
            var start = new ProcessStartInfo("dotnet", ["exec", version.ProgramOf(project), "migrate"])
            {
                WorkingDirectory = version.FolderOf(project),
                RedirectStandardOutput = true,
            };
            foreach (var (name, value) in _settings)
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start)!;
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0, $"{project} ({version.Name}) migrate: {said}");
        }
    }

    /// <summary>Replaces the replicas of a service, one after the other.</summary>
    public async Task RollAsync(string project, PlatformVersion version)
    {
        foreach (var service in _services.Where(service => service.Project == project))
        {
            if (service.Version is { Drains: false })
            {
                Balancer.TakeOut(service.Address);
            }

            await service.StopAsync();
            await service.StartAsync(version);
            Balancer.PutBack(service.Address);
            if (project == "ApiGateway")
            {
                await Eventually.BecomesTrueAsync(() => Balancer.Uses(service.Address));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Balancer?.Dispose();
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        await Task.WhenAll(_database.DisposeAsync(), _redis.DisposeAsync(), _rabbit.DisposeAsync());
        _folder.Dispose();
    }

    private void Describe()
    {
        SyntheticModel.Write(_folder.File("ggml-sentence.bin"), "en", SyntheticModel.Sentence);
        var ports = Order.ToDictionary(service => service.Project, _ => FreePorts.Next(4), StringComparer.Ordinal);
        _settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_GCgen0size"] = "4000000",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
            ["ConnectionStrings__platform"] = _database.ConnectionString,
            ["ConnectionStrings__redis"] = _redis.ConnectionString,
            ["ConnectionStrings__messaging"] = _rabbit.ConnectionString,
            ["Internal__Key"] = Key,
            ["Visitors__Key"] = Key,
            ["Logs__AccessKey"] = Key,
            ["Storage__Provider"] = "local",
            ["Storage__Local__Root"] = _folder.File("storage"),
            ["Recognition__Model"] = _folder.File("ggml-sentence.bin"),
            ["Recognition__SlotsFolder"] = _folder.File("slots"),
            ["Recognition__Parallelism"] = "1",
            ["Drain__Delay"] = "00:00:03",
        };
        foreach (var (project, name) in Order.Where(service => service.Project != "ApiGateway"))
        {
            for (var i = 0; i < 2; i++)
            {
                _settings[string.Create(CultureInfo.InvariantCulture, $"services__{name}__http__{i}")] = AddressOf(ports[project][i]);
                _settings[string.Create(CultureInfo.InvariantCulture, $"services__{name}__grpc__{i}")] = AddressOf(ports[project][i + 2]);
            }
        }

        foreach (var (project, name) in Order)
        {
            for (var i = 0; i < 2; i++)
            {
                var (http, grpc) = (ports[project][i], ports[project][i + 2]);
                _services.Add(new RolledService(project, new Uri(AddressOf(http)), new Dictionary<string, string>(_settings, StringComparer.Ordinal)
                {
                    ["OTEL_SERVICE_NAME"] = name,
                    ["ASPNETCORE_URLS"] = $"{AddressOf(http)};{AddressOf(grpc)}",
                    ["Grpc__Port"] = grpc.ToString(CultureInfo.InvariantCulture),
                    ["Media__ScratchFolder"] = _folder.File(string.Create(CultureInfo.InvariantCulture, $"scratch-{project}-{i}")),
                }));
            }
        }

        Balancer = new GatewayBalancer([.. _services.Where(service => service.Project == "ApiGateway").Select(service => service.Address)]);
    }

    private static string AddressOf(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
