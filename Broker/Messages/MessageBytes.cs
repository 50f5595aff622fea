namespace Platform.Broker.Messages;

/// <summary>How much of messages one answer carries: it is held in memory as a whole, here and in the gateway.</summary>
internal static class MessageBytes
{
    /// <summary>Of contents and headers together; one message is always given, whatever its size.</summary>
    public const int Max = 8 * 1024 * 1024;
}
