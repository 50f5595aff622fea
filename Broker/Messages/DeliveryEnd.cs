namespace Platform.Broker.Messages;

/// <summary>How a delivery ended, or a message that was never delivered, as the metric of ends tells them apart.</summary>
internal enum DeliveryEnd
{
    /// <summary>The consumer acknowledged it.</summary>
    Acknowledged,

    /// <summary>The consumer gave it back.</summary>
    Requeued,

    /// <summary>The consumer failed it.</summary>
    Rejected,

    /// <summary>Its visibility ended before the consumer said anything.</summary>
    TimedOut,

    /// <summary>The message lived too long.</summary>
    Expired,
}
