using Platform.Broker.Database;
using Platform.Testkit.Hosting;

namespace Platform.Integration.Broker;

/// <summary>Broker on servers that a test has, beside whatever else runs on them.</summary>
internal sealed class BrokerService : IAsyncDisposable
{
    private readonly RunningService<BrokerDatabase> _service;

    private BrokerService(RunningService<BrokerDatabase> service)
    {
        _service = service;
        Http = new HttpClient { BaseAddress = service.Address };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _service.Services;

    /// <summary>Brings the schema up to date and starts the service.</summary>
    public static async Task<BrokerService> MigrateAndStartAsync(string database, string redis, IReadOnlyDictionary<string, string>? settings = null)
    {
        await Migrations.BrokerAsync(database);
        return Start(database, redis, settings);
    }

    /// <summary>Starts the service on a database whose schema is up to date, or will be.</summary>
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
        await _service.DisposeAsync();
    }
}
