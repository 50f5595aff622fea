using Google.Protobuf;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.ApiGateway.WarmUp;

/// <summary>Sends Broker the calls that publish and consume messages, of a queue that does not exist.</summary>
internal sealed class MessageWarmUp(BrokerClient client, TimeProvider time) : IWarmUpStep
{
    /// <inheritdoc />
    public string Name => "messages";

    /// <inheritdoc />
    public string Dependency => BrokerClient.Name;

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var stranger = Guid.CreateVersion7(time.GetUtcNow());
        var actor = new Actor { UserId = stranger.ToBytes() };
        var queue = stranger.ToString();
        var message = new MessageToPublish { Content = ByteString.CopyFromUtf8("1") };
        await client.PublishAsync(
            new PublishMessagesRequest { Calls = { new MessagesToPublish { Queue = queue, Actor = actor, Messages = { message } } } }, cancellationToken);
        await client.ClaimAsync(new ClaimMessagesRequest { Calls = { new ClaimCall { Queue = queue, Actor = actor, Max = 1 } } }, cancellationToken);
    }
}
