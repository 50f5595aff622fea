using System.Text.Json;
using Platform.ServiceDefaults.Faults;
using Platform.Worker.Kinds;
using Polly;

namespace Platform.Worker.Faults;

/// <summary>Injects hanging attempts into a handler: the attempt keeps its lease and its slot, and makes no progress.</summary>
internal sealed class HangingHandler : IJobHandler
{
    private readonly IJobHandler _inner;
    private readonly ResiliencePipeline _stuck;

    private HangingHandler(IJobHandler inner, ResiliencePipeline stuck) => (_inner, _stuck) = (inner, stuck);

    public string Kind => _inner.Kind;

    public JobTraits Traits => _inner.Traits;

    /// <summary>Returns the handlers unchanged unless the fault is enabled.</summary>
    public static IEnumerable<IJobHandler> Around(IEnumerable<IJobHandler> handlers, FaultOptions faults, TimeProvider time) =>
        faults.Attempts(time) is { } stuck ? handlers.Select(handler => new HangingHandler(handler, stuck)) : handlers;

    public ValueTask<JsonElement?> RunAsync(JobContext job) =>
        _stuck.ExecuteAsync(static (call, _) => call.Handler.RunAsync(call.Job), (Handler: _inner, Job: job), job.Stopping);
}
