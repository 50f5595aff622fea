using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Queues;

/// <summary>Configures how calls to Broker are grouped; section <c>Broker</c>.</summary>
internal sealed class BrokerOptions
{
    /// <summary>Gets or sets the number of concurrent requests that publish.</summary>
    [Range(1, 16)]
    public int PublishLanes { get; set; } = 2;

    /// <summary>Gets or sets the number of concurrent requests that claim messages.</summary>
    [Range(1, 16)]
    public int ClaimLanes { get; set; } = 2;

    /// <summary>Gets or sets the number of concurrent requests that settle deliveries.</summary>
    [Range(1, 16)]
    public int SettleLanes { get; set; } = 2;

    /// <summary>Gets or sets the approximate maximum size of the messages in one request, in bytes.</summary>
    [Range(1000, 16_000_000)]
    public int GroupBytes { get; set; } = 1_000_000;

    /// <summary>Gets or sets the approximate maximum number of messages that one request claims or settles.</summary>
    [Range(1, 4000)]
    public int GroupMessages { get; set; } = 2000;

    /// <summary>Gets or sets how many consumers of a user may wait for messages at this gateway.</summary>
    [Range(1, 100_000)]
    public int WaitingPerUser { get; set; } = 100;

    /// <summary>Gets or sets how many calls of a kind may wait for the next request; further ones are refused.</summary>
    [Range(1, 1_000_000)]
    public int Waiting { get; set; } = 20_000;
}
