using Google.Protobuf;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.Broker.WarmUp;

/// <summary>Calls the service's own gRPC API once, about a queue that does not exist.</summary>
internal sealed class MessageCallWarmUp(OwnService own, TimeProvider time) : IWarmUpStep
{
    /// <inheritdoc />
    public string Name => "calls";

    /// <inheritdoc />
    public string Dependency => "postgres";

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var channel = own.CreateChannel();
        if (channel is null)
        {
            return;
        }

        var client = new MessageService.MessageServiceClient(channel);
        var stranger = Guid.CreateVersion7(time.GetUtcNow());
        var actor = new Actor { UserId = stranger.ToBytes() };
        var queue = stranger.ToString();
        var message = new MessageToPublish { Content = ByteString.CopyFromUtf8("1") };
        await client.PublishAsync(
            new PublishMessagesRequest { Calls = { new MessagesToPublish { Queue = queue, Actor = actor, Messages = { message } } } }, cancellationToken: cancellationToken);
        await client.ClaimAsync(
            new ClaimMessagesRequest { Calls = { new ClaimCall { Queue = queue, Actor = actor, Max = 1 } } }, cancellationToken: cancellationToken);
    }
}
