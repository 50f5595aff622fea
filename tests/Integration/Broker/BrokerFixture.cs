using Grpc.Core;
using Npgsql;
using Platform.Testkit.Servers;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Broker with real servers, and short intervals where tests would otherwise wait.</summary>
public class BrokerFixture : IAsyncLifetime
{
    private readonly RedisInstance _redis = new();
    private BrokerService? _service;
    private int _queues;

    public PostgresDatabase Postgres { get; } = new();

    public Guid Owner { get; } = Guid.CreateVersion7();

    public HttpClient Http => _service!.Http;

    /// <summary>The address of the gRPC endpoint.</summary>
    public Uri GrpcAddress => _service!.GrpcAddress;

    /// <summary>A client of the internal API.</summary>
    public CallInvoker Calls => _service!.Calls;

    public NpgsqlDataSource Database => Postgres.DataSource;

    public string Redis => _redis.ConnectionString;

    public IServiceProvider Services => _service!.Services;

    public InternalBroker Broker => new(Calls, Owner);

    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Queues:SweepInterval"] = "00:00:00.020",
        ["Queues:SampleInterval"] = "00:00:00.100",
        ["Queues:Measured"] = "1000",
        ["Queues:KeepInterval"] = "00:00:00.500",
        ["Queues:LongestBulk"] = "00:00:00",
    };

    public async Task InitializeAsync()
    {
        await Task.WhenAll(Postgres.InitializeAsync("broker", Migrations.BrokerAsync), _redis.InitializeAsync());
        Start();
    }

    public async Task DisposeAsync()
    {
        await StopServiceAsync();
        await Task.WhenAll(Postgres.DisposeAsync(), _redis.DisposeAsync());
    }

    public void Start() => _service = BrokerService.Start(Postgres.ConnectionString, Redis, Settings);

    public async Task StopServiceAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    public string NewName(string begin = "q") => $"{begin}-{Interlocked.Increment(ref _queues)}-{Guid.CreateVersion7():N}"[..30];

    public async Task<T?> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (T?)await command.ExecuteScalarAsync();
    }
}
