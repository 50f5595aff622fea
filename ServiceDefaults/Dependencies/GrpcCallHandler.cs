using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>
/// Marks calls of methods whose <c>idempotency_level</c> in the .proto file allows it as idempotent, and sends the deadline of each attempt along, so
/// that the other service stops when nobody waits any more.
/// </summary>
/// <param name="idempotentPaths">The paths of the idempotent methods.</param>
/// <param name="timeout">The timeout of an attempt, which the pipeline enforces on this side.</param>
internal sealed class GrpcCallHandler(FrozenSet<string> idempotentPaths, TimeSpan timeout) : DelegatingHandler
{
    /// <summary>The name of the activity that the gRPC client starts within the span of its caller, if there is one.</summary>
    private const string ClientActivity = "Grpc.Net.Client.GrpcOut";

    // Later than this side's timeout, which is what counts for the circuit and in the metrics.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly string _deadline = string.Create(CultureInfo.InvariantCulture, $"{(long)(timeout + s_grace).TotalMilliseconds}m");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Nobody exports that activity, so that as a parent it would cut this request and the other service off from the trace.
        if (Activity.Current is { OperationName: ClientActivity, Parent: { } caller })
        {
            Activity.Current = caller;
        }

        if (request.RequestUri is { } uri && idempotentPaths.Contains(uri.AbsolutePath))
        {
            request.MarkIdempotent();
        }

        request.Headers.TryAddWithoutValidation("grpc-timeout", _deadline);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
