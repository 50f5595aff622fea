using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Polly;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>
/// Records the span <c>grpc_call</c> of each call, and throws what the pipeline threw: gRPC reports an open circuit, a timeout or a broken connection
/// as a status, in which its cause is lost.
/// </summary>
internal sealed class GrpcCallInterceptor : Interceptor
{
    private static readonly ActivitySource s_source = new("Platform.GrpcCalls");

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var caller = Activity.Current;
        var span = caller is { IsAllDataRequested: true } ? Start(context.Method.ServiceName, context.Method.Name) : null;
        var call = continuation(request, context);

        // The caller goes on in its own span; the call has captured this one.
        Activity.Current = caller;
        return new AsyncUnaryCall<TResponse>(
            AnswerAsync(call.ResponseAsync, span, context.Options.CancellationToken), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private static Activity? Start(string service, string method) => s_source.StartActivity("grpc_call", ActivityKind.Client)
        ?.SetTag("rpc.system", "grpc").SetTag("rpc.service", service).SetTag("rpc.method", method);

    private static async Task<TResponse> AnswerAsync<TResponse>(Task<TResponse> answer, Activity? span, CancellationToken cancellationToken)
    {
        using (span)
        {
            try
            {
                var response = await answer.ConfigureAwait(false);
                span?.SetTag("rpc.grpc.status_code", (int)StatusCode.OK);
                return response;
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The service answered DEADLINE_EXCEEDED, which is reported as if the caller had cancelled the call.
                span?.SetTag("rpc.grpc.status_code", (int)StatusCode.DeadlineExceeded).SetStatus(ActivityStatusCode.Error);
                throw new TimeoutException("The service did not answer within the deadline of the call.", exception);
            }
            catch (RpcException exception)
            {
                span?.SetTag("rpc.grpc.status_code", (int)exception.StatusCode).SetStatus(ActivityStatusCode.Error, exception.Status.Detail);
                var cause = exception.Status.DebugException;
                if (cause is HttpRequestException or ExecutionRejectedException or OperationCanceledException or OutOfMemoryException)
                {
                    ExceptionDispatchInfo.Throw(cause);
                }

                if (cause is IOException)
                {
                    throw new HttpRequestException(HttpRequestError.ResponseEnded, cause.Message, cause);
                }

                throw;
            }
        }
    }
}
