using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Testcontainers.RabbitMq;
using Xunit;

namespace Platform.Testkit.Servers;

/// <summary>A new, empty virtual host for one test class (use as its class fixture) on the assembly's RabbitMQ.</summary>
public sealed class RabbitMqVirtualHost : IAsyncLifetime
{
    private const int ManagementPort = 15672;

    private static readonly SharedServer<RabbitMqContainer> s_server = new(() =>
        new RabbitMqBuilder().WithImage("rabbitmq:3.13-management").WithPortBinding(ManagementPort, assignRandomHostPort: true).Build());

    /// <summary>Name of the virtual host.</summary>
    public string Name { get; } = $"test-{Guid.CreateVersion7():N}";

    /// <summary>AMQP URI of the virtual host, with user and password.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The management API, with credentials set; paths such as <c>api/queues/{Name}</c>.</summary>
    public HttpClient Management { get; private set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        var server = await s_server.GetAsync();
        ConnectionString = $"{server.GetConnectionString().TrimEnd('/')}/{Name}";
        Management = CreateManagementClient(server);
        using var created = await Management.PutAsync($"api/vhosts/{Name}", null);
        created.EnsureSuccessStatusCode();
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

    private static HttpClient CreateManagementClient(RabbitMqContainer server)
    {
        var port = server.GetMappedPublicPort(ManagementPort).ToString(CultureInfo.InvariantCulture);
        var user = $"{RabbitMqBuilder.DefaultUsername}:{RabbitMqBuilder.DefaultPassword}";
        return new HttpClient
        {
            BaseAddress = new Uri($"http://{server.Hostname}:{port}/"),
            DefaultRequestHeaders =
            {
                Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user))),
            },
        };
    }
}
