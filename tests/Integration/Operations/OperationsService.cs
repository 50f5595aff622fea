using Grpc.Core;
using Grpc.Net.Client;
using Platform.Operations.Database;
using Platform.Testkit.Hosting;

namespace Platform.Integration.Operations;

/// <summary>Operations with the database of a test.</summary>
internal sealed class OperationsService : IAsyncDisposable
{
    private readonly RunningService<OperationsDatabase> _service;
    private readonly GrpcChannel _channel;

    private OperationsService(RunningService<OperationsDatabase> service)
    {
        _service = service;
        Http = new HttpClient { BaseAddress = service.Address };
        _channel = GrpcChannel.ForAddress(service.GrpcAddress);
        Calls = _channel.CreateCallInvoker();
    }

    public HttpClient Http { get; }

    /// <summary>The address of the gRPC endpoint.</summary>
    public Uri GrpcAddress => _service.GrpcAddress;

    /// <summary>A client of the internal API.</summary>
    public CallInvoker Calls { get; }

    public IServiceProvider Services => _service.Services;

    /// <summary>Runs the migrations and starts the service.</summary>
    public static async Task<OperationsService> MigrateAndStartAsync(string database, IReadOnlyDictionary<string, string>? settings = null)
    {
        await Migrations.OperationsAsync(database);
        return Start(database, settings);
    }

    /// <summary>Starts the service without running the migrations.</summary>
    public static OperationsService Start(string database, IReadOnlyDictionary<string, string>? settings = null) =>
        new(new RunningService<OperationsDatabase>(new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["ConnectionStrings:platform"] = database,
            ["Logging:LogLevel:Default"] = "Warning",
        }).Start());

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel.Dispose();
        await _service.DisposeAsync();
    }
}
