using Platform.Integration.Operations;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
using Xunit;

namespace Platform.Integration.ApiGateway.StatusPage;

/// <summary>A gateway with the real Operations behind it, both of which keep what the public is told in a folder and look for news all the time.</summary>
public sealed class StatusGateway : GatewayFixture, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly PostgresDatabase _database = new();
    private OperationsService? _operations;
    private Uri _http = null!;
    private Uri _grpc = null!;

    public HttpClient Viewer { get; private set; } = null!;

    public HttpClient Responder { get; private set; } = null!;

    public HttpClient Chief { get; private set; } = null!;

    /// <summary>The settings of a gateway that keeps its copy in the folder.</summary>
    public Dictionary<string, string> CopySettings => new()
    {
        ["StatusPage:Folder"] = _folder.Path,
        ["StatusPage:CopyInterval"] = "00:00:00.050",
        ["StatusPage:OldAfter"] = "00:00:01",
    };

    protected override Dictionary<string, string> Settings => new(CopySettings)
    {
        ["services:operations:http:0"] = _http.ToString(),
        ["services:operations:grpc:0"] = _grpc.ToString(),
    };

    public new async Task InitializeAsync()
    {
        await _database.InitializeAsync("operations", Migrations.OperationsAsync);
        _operations = StartOperations();
        (_http, _grpc) = (_operations.Http.BaseAddress!, _operations.GrpcAddress);
        await base.InitializeAsync();
        Viewer = await WithRoleAsync("viewer");
        Responder = await WithRoleAsync("responder");
        Chief = (await SignInOperatorAsync()).Client;
    }

    public new async Task DisposeAsync()
    {
        foreach (var client in (HttpClient?[])[Viewer, Responder, Chief])
        {
            client?.Dispose();
        }

        await base.DisposeAsync();
        await StopOperationsAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Stops Operations, as if its machine were gone.</summary>
    public async Task StopOperationsAsync()
    {
        if (_operations is not null)
        {
            await _operations.DisposeAsync();
            _operations = null;
        }
    }

    /// <summary>Starts an Operations that has the folder and no database.</summary>
    internal OperationsService StartOperationsAlone() => OperationsService.Start("Host=127.0.0.1;Port=1;Username=nobody;Database=none", OperationsSettings);

    private Dictionary<string, string> OperationsSettings => new() { ["StatusPage:Folder"] = _folder.Path, ["StatusPage:Interval"] = "00:00:00.050" };

    private OperationsService StartOperations() => OperationsService.Start(_database.ConnectionString, OperationsSettings);

    private async Task<HttpClient> WithRoleAsync(string role)
    {
        var user = await SignUpAsync();
        await Operators.GrantAsync(Services, user.Email, role);
        user.Client.Dispose();
        return (await SignInAsync(user.Email)).Client;
    }
}
