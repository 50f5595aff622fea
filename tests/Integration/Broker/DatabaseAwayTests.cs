using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Platform.Broker.Database;
using Platform.Contracts.Internal;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

public sealed class DatabaseAwayTests
{
    private const int Reads = 500;

    [Fact]
    public async Task Reads_of_queues_use_the_circuit_breaker_of_the_database()
    {
        await using var service = new RunningService<BrokerDatabase>(new Dictionary<string, string>
        {
            // No server listens on this port.
            ["ConnectionStrings:platform"] = "Host=127.0.0.1;Port=1;Username=nobody;Database=none",
            ["ConnectionStrings:redis"] = "127.0.0.1:1,abortConnect=false,connectTimeout=200",
        }).Start();
        using var channel = GrpcChannel.ForAddress(service.GrpcAddress);
        var queues = new QueueService.QueueServiceClient(channel);
        using var tally = new MeasurementTotals(service.Services);
        for (var i = 0; i < Reads; i++)
        {
            (await Should.ThrowAsync<RpcException>(async () => await queues.GetTotalsAsync(new Empty()))).StatusCode.ShouldBe(StatusCode.Unavailable);
        }

        // The service itself makes only a few queries per second.
        tally.Sum("circuit_breaker.calls", "dependency=postgres").ShouldBeGreaterThanOrEqualTo(Reads);
    }
}
