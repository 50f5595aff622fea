using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Requests;

namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>Checks the request of every call, and answers exceptions with a status and an <see cref="ErrorDetail"/>.</summary>
internal sealed partial class RefusalInterceptor(ILogger<RefusalInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var (http, message) = (context.GetHttpContext(), (IMessage)request);
        http.SetMeasuredRequestSize(message.CalculateSize());
        try
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<CheckedInPartsAttribute>() is null)
            {
                MessageCheck.Require(message);
            }

            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var fault = InputException.Of(exception);
        var status = fault?.Status ?? StatusOf(exception, context, http);
        http.SetMeasuredStatus(status);
        if (fault is null)
        {
            // The request metrics and the request's log line read the error from here.
            http.Features.Set<IExceptionHandlerFeature>(new ExceptionHandlerFeature { Error = exception, Endpoint = http.GetEndpoint(), Path = http.Request.Path });
            if (status == StatusCodes.Status500InternalServerError)
            {
                Failed(context.Method, exception);
            }

            return new RpcException(new Status(CallStatuses.ToCode(status), ""));
        }

        if (status is not (StatusCodes.Status404NotFound or StatusCodes.Status409Conflict))
        {
            Refused(context.Method, status, fault.Field ?? "-", fault.Detail);
        }

        var detail = new ErrorDetail { Status = status, Code = fault.Code };
        if (fault.Field is { } field)
        {
            detail.Fields.Add(new FieldFault { Field = field, Rule = fault.Detail });
        }

        if (fault.RetryAfter is { } wait)
        {
            detail.RetryAfterSeconds = wait.TotalSeconds;
        }

        return new RpcException(new Status(CallStatuses.ToCode(status), fault.Detail), new Metadata { { CallRefusal.Trailer, detail.ToByteArray() } });
    }

    private static int StatusOf(Exception exception, ServerCallContext context, HttpContext http) => exception switch
    {
        OperationCanceledException when http.RequestAborted.IsCancellationRequested => StatusCodes.Status499ClientClosedRequest,
        OperationCanceledException when context.CancellationToken.IsCancellationRequested => StatusCodes.Status504GatewayTimeout,
        _ => FailureAnswers.StatusOf(exception),
    };

    [LoggerMessage(1, LogLevel.Warning, "{Method} was refused with {Status}: {Field}: {Detail}", EventName = "request_refused")]
    private partial void Refused(string method, int status, string field, string detail);

    [LoggerMessage(2, LogLevel.Error, "{Method} failed with an internal error", EventName = "call_failed")]
    private partial void Failed(string method, Exception exception);
}
