namespace Platform.Broker.Messages;

/// <summary>The limit of an answer with messages. Answers are kept in memory as a whole, here and in the gateway.</summary>
internal static class MessageBytes
{
    /// <summary>The maximum size of contents and headers in bytes. A single message is delivered whatever its size.</summary>
    public const int Max = 8 * 1024 * 1024;
}
