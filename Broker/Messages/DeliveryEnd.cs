namespace Platform.Broker.Messages;

/// <summary>How a delivery, or a message that was never delivered, ended: the values of the label <c>status</c>.</summary>
internal enum DeliveryEnd
{
    /// <summary>The consumer acknowledged the message.</summary>
    Acknowledged,

    /// <summary>The consumer returned the message to the queue.</summary>
    Requeued,

    /// <summary>The consumer made the message a dead letter.</summary>
    Rejected,

    /// <summary>The visibility timeout passed before the consumer settled the delivery.</summary>
    TimedOut,

    /// <summary>The lifetime of the message ended.</summary>
    Expired,
}
