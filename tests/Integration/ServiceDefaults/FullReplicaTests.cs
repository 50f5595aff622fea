using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Dependencies;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults;

public sealed class FullReplicaTests
{
    [Fact]
    public async Task Calls_that_must_not_be_repeated_skip_a_replica_that_accepts_no_connection()
    {
        using var full = new FullListener();
        await using var good = await LocalWebApp.StartAsync(app => app.MapPost("/work", () => "done"));
        await using var app = await DefaultsApp.StartAsync(
            builder => builder.AddServiceClient<Client>("job-manager"),
            new Dictionary<string, string?>
            {
                ["Services:job-manager:http:0"] = full.Address,
                ["Services:job-manager:http:1"] = good.Client.BaseAddress!.ToString(),
                ["Dependencies:job-manager:MinimumThroughput"] = "1000",
            });
        var client = app.Services.GetRequiredService<Client>().Http;
        for (var i = 0; i < 2; i++)
        {
            using var response = await client.PostAsync("/work", new StringContent("{}"));
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private sealed class Client(HttpClient http)
    {
        public HttpClient Http { get; } = http;
    }

    /// <summary>A listener that accepts nothing and whose queue is full: the system lets further connections wait.</summary>
    private sealed class FullListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _waiting = [];

        public FullListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(1);
            for (var i = 0; i < 8; i++)
            {
                var waiting = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                _waiting.Add(waiting);
                try
                {
                    waiting.Connect(_listener.LocalEndPoint!);
                }
                catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
                {
                    // Begun; whether it ends is of no interest.
                }
            }
        }

        public string Address => $"http://{_listener.LocalEndPoint}";

        public void Dispose()
        {
            _waiting.ForEach(socket => socket.Dispose());
            _listener.Dispose();
        }
    }
}
