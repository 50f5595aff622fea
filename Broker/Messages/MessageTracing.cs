using System.Diagnostics;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.Broker.Messages;

/// <summary>Spans of the way of a message.</summary>
internal static class MessageTracing
{
    private static readonly ActivitySource s_source = new("Platform.Messages");

    /// <summary>A span in the trace of each call that is recorded: the commit it shared with others.</summary>
    public static void Published(List<PublishCall> calls)
    {
        foreach (PublishCall call in calls)
        {
            if (call is { Queue: { } queue, Result.Ids: { } ids } && SampledTrace.TryGet(s_source, call.TraceParent, out ActivityContext parent))
            {
                using Activity? span = s_source.StartActivity("store messages", ActivityKind.Internal, parent, startTime: call.Result.CreatedAt);
                span?.SetTag("queue", queue.Definition.Name).SetTag("message_id", ids[0]).SetTag("messages", ids.Count);
            }
        }
    }
}
