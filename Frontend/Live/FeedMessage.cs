using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Live;

/// <summary>The base class of the messages that pages following jobs receive.</summary>
internal abstract record FeedMessage
{
    /// <summary>Reports a changed job.</summary>
    public sealed record JobChanged(JobEvent Event) : FeedMessage;

    /// <summary>Reports a log line of a job.</summary>
    public sealed record LogWritten(JobLogEvent Event) : FeedMessage;

    /// <summary>Reports that changes may have been missed, so that the content has to be read again.</summary>
    public sealed record ReadAgain : FeedMessage;

    /// <summary>Reports a change of the connection.</summary>
    public sealed record StateChanged(FeedState State) : FeedMessage;
}

/// <summary>Lists how changes reach the page.</summary>
internal enum FeedState
{
    Connecting,

    /// <summary>Changes arrive as they happen.</summary>
    Live,

    /// <summary>Changes are found by polling every few seconds.</summary>
    Polling,

    /// <summary>No changes arrive any more, because the session has ended.</summary>
    Ended,
}
