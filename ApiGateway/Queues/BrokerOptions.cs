using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Queues;

/// <summary>Section <c>Broker</c>: how calls about messages are grouped on their way to Broker.</summary>
internal sealed class BrokerOptions
{
    /// <summary>Requests with published messages on their way at the same time.</summary>
    [Range(1, 16)]
    public int PublishLanes { get; set; } = 2;

    /// <summary>Requests for messages on their way at the same time.</summary>
    [Range(1, 16)]
    public int ClaimLanes { get; set; } = 2;

    /// <summary>Requests with acknowledgements on their way at the same time.</summary>
    [Range(1, 16)]
    public int SettleLanes { get; set; } = 2;

    /// <summary>About how many bytes of messages one request carries at most.</summary>
    [Range(1000, 16_000_000)]
    public int GroupBytes { get; set; } = 1_000_000;

    /// <summary>About how many messages one request asks for or acknowledges at most.</summary>
    [Range(1, 4000)]
    public int GroupMessages { get; set; } = 2000;

    /// <summary>How many consumers of a user may wait for messages at this gateway.</summary>
    [Range(1, 100_000)]
    public int WaitingPerUser { get; set; } = 100;

    /// <summary>How many calls of a kind may wait for the next request; more are refused.</summary>
    [Range(1, 1_000_000)]
    public int Waiting { get; set; } = 20_000;
}
