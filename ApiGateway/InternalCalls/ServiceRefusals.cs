using System.Globalization;
using System.Net;
using System.Text.Json;
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
    /// <param name="response">The error response.</param>
    /// <param name="service">The service, by its name in service discovery.</param>
    /// <param name="notFound">The message for a 404 without one.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<Exception> ReadAsync(HttpResponseMessage response, string service, string notFound, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        switch (status)
        {
            case HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout:
                return new ApiProblemException(ApiProblem.Dependency(service, 2));
            case HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Conflict
                or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity or HttpStatusCode.TooManyRequests:
                var (code, detail, errors) = await ProblemAsync(response, cancellationToken);
                return new ApiProblemException(new ApiProblem((int)status, code ?? CodeOf(status), detail ?? (status == HttpStatusCode.NotFound ? notFound : null))
                {
                    Errors = errors,
                    RetryAfterSeconds = status == HttpStatusCode.TooManyRequests && code != ApiProblem.QuotaExceededCode ? response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 2 : null,
                });
            default:
                return new ServiceFaultException(service, $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}", (int)status);
        }
    }

    /// <summary>Creates the exception that ends the request for a failed gRPC call, by the same rules.</summary>
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
                var code = refusal.Code ?? CodeOf((HttpStatusCode)refusal.Status);
                return new ApiProblemException(new ApiProblem(
                    refusal.Status, code, refusal.Detail ?? (refusal.Status == StatusCodes.Status404NotFound ? notFound : null))
                {
                    Errors = ErrorsOf(refusal.Errors, call),
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

    private static string CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => "malformed",
        HttpStatusCode.Forbidden => "forbidden",
        HttpStatusCode.NotFound => "not_found",
        HttpStatusCode.Conflict => "conflict",
        HttpStatusCode.RequestEntityTooLarge => "too_large",
        HttpStatusCode.TooManyRequests => "rate_limited",
        _ => "validation",
    };

    private static Dictionary<string, string[]>? ErrorsOf(IReadOnlyList<FieldFault>? faults, string call) => faults?
        .GroupBy(fault => PublicFields.OfCall(call, fault.Field), fault => fault.Rule, StringComparer.Ordinal)
        .ToDictionary(field => field.Key, field => field.ToArray(), StringComparer.Ordinal);

    private static async Task<(string? Code, string? Detail, Dictionary<string, string[]>? Errors)> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var problem = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            var root = problem.RootElement;
            return root.ValueKind == JsonValueKind.Object ? (Text(root, "code"), Text(root, "detail"), ErrorsOf(root, response.RequestMessage?.RequestUri?.AbsolutePath)) : default;
        }
        catch (JsonException)
        {
            // Not one of the service's own responses: only the status is used.
            return default;
        }
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static Dictionary<string, string[]>? ErrorsOf(JsonElement problem, string? path) =>
        problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? errors.EnumerateObject().DistinctBy(field => PublicFields.Of(path, field.Name), StringComparer.Ordinal).ToDictionary(
                field => PublicFields.Of(path, field.Name),
                field => field.Value.ValueKind == JsonValueKind.Array
                    ? field.Value.EnumerateArray().Where(text => text.ValueKind == JsonValueKind.String).Select(text => text.GetString()!).ToArray()
                    : [],
                StringComparer.Ordinal)
            : null;
}

/// <summary>Thrown when a service had an internal error, or did not understand the gateway's request.</summary>
internal sealed class ServiceFaultException : Exception
{
    public ServiceFaultException(string service, string request, int status)
        : base(string.Create(CultureInfo.InvariantCulture, $"{service} answered {status} to {request}."))
    {
    }

    public ServiceFaultException(string service, string call, RpcException cause)
        : base($"{service} answered {cause.StatusCode} to {call}.", cause)
    {
    }
}
