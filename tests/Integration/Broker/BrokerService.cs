using Grpc.Core;
using Grpc.Net.Client;
using Platform.Broker.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.Testkit.Hosting;

namespace Platform.Integration.Broker;

/// <summary>Broker with the servers of a test.</summary>
internal sealed class BrokerService : IAsyncDisposable
{
    private readonly RunningService<BrokerDatabase> _service;
    private readonly GrpcChannel _channel;

    private BrokerService(RunningService<BrokerDatabase> service)
    {
        _service = service;
        Http = new HttpClient { BaseAddress = service.Address };
        _channel = GrpcChannel.ForAddress(service.GrpcAddress, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = GrpcLimits.MaxCallBytes,
            MaxSendMessageSize = GrpcLimits.MaxCallBytes,
        });
        Calls = _channel.CreateCallInvoker();
    }

    public HttpClient Http { get; }

    /// <summary>The address of the gRPC endpoint.</summary>
    public Uri GrpcAddress => _service.GrpcAddress;

    /// <summary>A client of the internal API.</summary>
    public CallInvoker Calls { get; }

    public IServiceProvider Services => _service.Services;

    /// <summary>Runs the migrations and starts the service.</summary>
    public static async Task<BrokerService> MigrateAndStartAsync(string database, string redis, IReadOnlyDictionary<string, string>? settings = null)
    {
        await Migrations.BrokerAsync(database);
        return Start(database, redis, settings);
    }

    /// <summary>Starts the service without running the migrations.</summary>
    public static BrokerService Start(string database, string redis, IReadOnlyDictionary<string, string>? settings = null) =>
        new(new RunningService<BrokerDatabase>(new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["ConnectionStrings:platform"] = database,
            ["ConnectionStrings:redis"] = redis,
            ["Logging:LogLevel:Default"] = "Warning",
        }).Start());

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel.Dispose();
        await _service.DisposeAsync();
    }
}
