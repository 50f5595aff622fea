using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Live;

/// <summary>What a page that follows jobs is told.</summary>
internal abstract record FeedMessage
{
    /// <summary>A job changed.</summary>
    public sealed record JobChanged(JobEvent Event) : FeedMessage;

    /// <summary>A job wrote a line.</summary>
    public sealed record LogWritten(JobLogEvent Event) : FeedMessage;

    /// <summary>Changes may have been missed: read again what is shown.</summary>
    public sealed record ReadAgain : FeedMessage;

    /// <summary>The connection came or went.</summary>
    public sealed record StateChanged(FeedState State) : FeedMessage;
}

/// <summary>How changes reach the page.</summary>
internal enum FeedState
{
    Connecting,

    /// <summary>As they happen.</summary>
    Live,

    /// <summary>By asking every few seconds.</summary>
    Polling,

    /// <summary>The session is over.</summary>
    Ended,
}
