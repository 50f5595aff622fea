using System.Net;
using Grpc.Core;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.Integration;

/// <summary>The outcome of a call: a value, or the reason why there is none.</summary>
/// <param name="StatusCode">The HTTP status that the answer corresponds to.</param>
/// <param name="Value">The value; null if there is none.</param>
/// <param name="Refusal">Why there is no value; null if there is one.</param>
internal sealed record CallAnswer<T>(HttpStatusCode StatusCode, T? Value, CallRefusal? Refusal)
    where T : class
{
    /// <summary>The value, which there has to be.</summary>
    public T Required => Value ?? throw new InvalidOperationException($"The call was answered {StatusCode}: {Refusal}");

    public void EnsureSuccess() => _ = Required;

    public static async Task<CallAnswer<T>> OfAsync(AsyncUnaryCall<T> call)
    {
        try
        {
            return new CallAnswer<T>(HttpStatusCode.OK, await call, null);
        }
        catch (RpcException exception)
        {
            var refusal = CallRefusal.Of(exception);
            return new CallAnswer<T>((HttpStatusCode)refusal.Status, null, refusal);
        }
    }
}
