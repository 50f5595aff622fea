using Grpc.Core;
using Npgsql;
using Platform.Testkit.Servers;
using Xunit;

namespace Platform.Integration.Operations;

/// <summary>Operations with a real database, and short intervals where tests would otherwise wait.</summary>
public class OperationsFixture : IAsyncLifetime
{
    private OperationsService? _service;

    public PostgresDatabase Postgres { get; } = new();

    public HttpClient Http => _service!.Http;

    /// <summary>The address of the gRPC endpoint.</summary>
    public Uri GrpcAddress => _service!.GrpcAddress;

    /// <summary>A client of the internal API.</summary>
    public CallInvoker Calls => _service!.Calls;

    public NpgsqlDataSource Database => Postgres.DataSource;

    public IServiceProvider Services => _service!.Services;

    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public async Task InitializeAsync()
    {
        await Postgres.InitializeAsync("operations", Migrations.OperationsAsync);
        _service = OperationsService.Start(Postgres.ConnectionString, Settings);
    }

    public async Task DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        await Postgres.DisposeAsync();
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync();
    }
}
