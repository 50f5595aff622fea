using System.Diagnostics;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.Broker.Messages;

/// <summary>Records spans in the traces of messages.</summary>
internal static class MessageTracing
{
    private static readonly ActivitySource s_source = new("Platform.Messages");

    /// <summary>Records the commit as a span in the trace of each sampled call.</summary>
    public static void Published(List<PublishCall> calls)
    {
        foreach (var call in calls)
        {
            if (call is { Queue: { } queue, Result: { Outcome: CallOutcome.Done } result } && SampledTrace.TryGet(s_source, call.TraceParent, out var parent))
            {
                using var span = s_source.StartActivity("store messages", ActivityKind.Internal, parent, startTime: result.CreatedAt.ToDateTimeOffset());
                span?.SetTag("queue", queue.Definition.Name).SetTag("message_id", result.Ids[0]).SetTag("messages", result.Ids.Count);
            }
        }
    }
}
