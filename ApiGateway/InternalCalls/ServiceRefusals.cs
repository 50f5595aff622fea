using Grpc.Core;
using Platform.ApiGateway.Problems;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.InternalCalls;

/// <summary>Translates error responses of JobManager and Broker to problems for the gateway's callers.</summary>
internal static class ServiceRefusals
{
    /// <summary>
    /// Creates the exception that ends the request: client errors keep the service's message, an unavailable service becomes 503, and everything else
    /// is an internal error.
    /// </summary>
    /// <param name="exception">The failure of the call.</param>
    /// <param name="service">The service, by its name in service discovery.</param>
    /// <param name="call">The call by the names of the .proto file, such as <c>JobService/Search</c>; see <see cref="PublicFields"/>.</param>
    /// <param name="notFound">The message for a 404 without one.</param>
    public static Exception Of(RpcException exception, string service, string call, string notFound)
    {
        var refusal = CallRefusal.Of(exception);
        switch (refusal.Status)
        {
            case StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout:
                return new ApiProblemException(ApiProblem.Dependency(service, 2));
            case StatusCodes.Status400BadRequest or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound or StatusCodes.Status409Conflict
                or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status422UnprocessableEntity or StatusCodes.Status429TooManyRequests:
                var code = refusal.Code ?? CodeOf(refusal.Status);
                return new ApiProblemException(new ApiProblem(
                    refusal.Status, code, refusal.Detail ?? (refusal.Status == StatusCodes.Status404NotFound ? notFound : null))
                {
                    Errors = FieldError.Others(ErrorsOf(refusal.Errors, call)),
                    RetryAfterSeconds = refusal.Status == StatusCodes.Status429TooManyRequests && code != ApiProblem.QuotaExceededCode
                        ? refusal.RetryAfter?.TotalSeconds ?? 2
                        : null,
                });
            default:
                return new ServiceFaultException(service, call, exception);
        }
    }

    /// <summary>Checks whether the service refused the content of a request, in which case it has done nothing.</summary>
    public static bool IsOfCaller(ApiProblemException refusal) => refusal.Problem.Status
        is StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status422UnprocessableEntity;

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "malformed",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status409Conflict => "conflict",
        StatusCodes.Status413PayloadTooLarge => "too_large",
        StatusCodes.Status429TooManyRequests => "rate_limited",
        _ => "validation",
    };

    private static Dictionary<string, string[]>? ErrorsOf(IReadOnlyList<FieldFault>? faults, string call) => faults?
        .GroupBy(fault => PublicFields.Of(call, fault.Field), fault => fault.Rule, StringComparer.Ordinal)
        .ToDictionary(field => field.Key, field => field.ToArray(), StringComparer.Ordinal);
}

/// <summary>Thrown when a service had an internal error, or did not understand the gateway's request.</summary>
internal sealed class ServiceFaultException(string service, string call, RpcException cause) : Exception($"{service} answered {cause.StatusCode} to {call}.", cause);
