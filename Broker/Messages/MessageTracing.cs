using System.Diagnostics;
using Platform.Contracts.Internal;
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
            if (call is { Queue: { } queue, Result: { Outcome: CallOutcome.Done } result } && SampledTrace.TryGet(s_source, call.TraceParent, out ActivityContext parent))
            {
                using Activity? span = s_source.StartActivity("store messages", ActivityKind.Internal, parent, startTime: result.CreatedAt.ToDateTimeOffset());
                span?.SetTag("queue", queue.Definition.Name).SetTag("message_id", result.Ids[0]).SetTag("messages", result.Ids.Count);
            }
        }
    }
}
