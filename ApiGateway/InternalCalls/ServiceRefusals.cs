using System.Net;
using System.Text.Json;
using Platform.ApiGateway.Problems;

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
                    Errors = FieldError.Others(errors),
                    RetryAfterSeconds = status == HttpStatusCode.TooManyRequests && code != ApiProblem.QuotaExceededCode ? response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 2 : null,
                });
            default:
                return new ServiceFaultException(service, response);
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
internal sealed class ServiceFaultException(string service, HttpResponseMessage response) : Exception(
    $"{service} answered {(int)response.StatusCode} to {response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}.");
