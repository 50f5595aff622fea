using Platform.Integration.Operations;
using Platform.Testkit.Servers;
using Xunit;

namespace Platform.Integration.ApiGateway.Operations;

/// <summary>A gateway with the real Operations behind it, and a person of each role.</summary>
public sealed class OperationsGateway : GatewayFixture, IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private OperationsService _operations = null!;

    public HttpClient Nobody { get; private set; } = null!;

    public HttpClient Viewer { get; private set; } = null!;

    public HttpClient Responder { get; private set; } = null!;

    public HttpClient Chief { get; private set; } = null!;

    protected override Dictionary<string, string> Settings => new()
    {
        ["services:operations:http:0"] = _operations.Http.BaseAddress!.ToString(),
        ["services:operations:grpc:0"] = _operations.GrpcAddress.ToString(),
    };

    public new async Task InitializeAsync()
    {
        await _database.InitializeAsync("operations", Migrations.OperationsAsync);
        _operations = OperationsService.Start(_database.ConnectionString);
        await base.InitializeAsync();
        Nobody = (await SignUpAsync()).Client;
        Viewer = await WithRoleAsync("viewer");
        Responder = await WithRoleAsync("responder");
        Chief = (await SignInOperatorAsync()).Client;
    }

    public new async Task DisposeAsync()
    {
        foreach (var client in (HttpClient?[])[Nobody, Viewer, Responder, Chief])
        {
            client?.Dispose();
        }

        await base.DisposeAsync();
        await _operations.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<HttpClient> WithRoleAsync(string role)
    {
        var user = await SignUpAsync();
        await Operators.GrantAsync(Services, user.Email, role);
        user.Client.Dispose();
        return (await SignInAsync(user.Email)).Client;
    }
}
