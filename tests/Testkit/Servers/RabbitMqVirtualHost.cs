using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Testkit.Waiting;
using Xunit;

namespace Platform.Testkit.Servers;

/// <summary>Provides a new, empty virtual host to a test class (use as its class fixture) on the assembly's RabbitMQ.</summary>
public sealed class RabbitMqVirtualHost : IAsyncLifetime
{
    private static readonly Lazy<Task<TestServer>> s_server = TestServer.Shared(TestServer.RabbitMq);

    /// <summary>The name of the virtual host.</summary>
    public string Name { get; } = $"test-{Guid.CreateVersion7():N}";

    /// <summary>The AMQP URI of the virtual host, with user and password.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>A client of the management API with credentials set, for paths such as <c>api/queues/{Name}</c>.</summary>
    public HttpClient Management { get; private set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        var server = await s_server.Value;
        ConnectionString = $"{server.ConnectionString}/{Name}";
        Management = server.Management();
        using var created = await Management.PutAsync($"api/vhosts/{Name}", null);
        created.EnsureSuccessStatusCode();
    }

    /// <summary>Closes all connections to the virtual host, once RabbitMQ lists one: a few seconds after it was opened.</summary>
    public async Task CloseConnectionsAsync()
    {
        var names = await Eventually.GetAsync(async () =>
        {
            var found = await Management.GetFromJsonAsync<JsonElement>($"api/vhosts/{Name}/connections");
            return found.GetArrayLength() > 0 ? found.EnumerateArray().Select(connection => connection.GetProperty("name").GetString()!).ToArray() : null;
        });
        foreach (var name in names)
        {
            using var closed = await Management.DeleteAsync($"api/connections/{Uri.EscapeDataString(name)}");
        }
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        await CleanUp.TryAsync(async () =>
        {
            using var deleted = await Management.DeleteAsync($"api/vhosts/{Name}");
            if (deleted.StatusCode != HttpStatusCode.NotFound)
            {
                deleted.EnsureSuccessStatusCode();
            }
        });
        Management.Dispose();
    }
}
