using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using Platform.ApiGateway.Inputs;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Problems;

/// <summary>Represents an error response as RFC 9457 problem details, with the trace id and without internal details.</summary>
internal sealed class ApiProblem(int status, string code, string? detail = null) : IResult
{
    public const string MalformedCode = "malformed";
    public const string QuotaExceededCode = "quota_exceeded";
    public const string SecondFactorNeeded = "second_factor_needed";
    public const string MalformedDetail = "The request cannot be read.";
    public const string BacklogFullDetail = "Too many jobs wait already.";

    // Messages may repeat parts of the input.
    private const int MaxFieldLength = 200;
    private const int MaxMessageLength = 2000;

    /// <summary>Gets the HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Gets the stable error code in snake_case.</summary>
    public string Code { get; } = code;

    /// <summary>Gets the description of the problem, one sentence.</summary>
    public string? Detail { get; } = detail;

    /// <summary>Gets what is wrong with each field; null if no field is at fault.</summary>
    public IReadOnlyDictionary<string, FieldError[]>? Errors { get; init; }

    /// <summary>Gets the time after which to retry, in seconds.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>Gets the exception for metrics; never part of the response.</summary>
    public Exception? Cause { get; init; }

    /// <summary>Gets what writes further members of the response; null if there are none.</summary>
    public Action<Utf8JsonWriter>? WriteMembers { get; init; }

    /// <summary>Gets the value of <c>WWW-Authenticate</c>.</summary>
    public string? Challenge { get; init; }

    /// <summary>Creates a 422; a 400 if one of the fields cannot be parsed at all.</summary>
    public static ApiProblem Invalid(FieldErrors errors) => errors.IsMalformed
        ? new(StatusCodes.Status400BadRequest, MalformedCode, MalformedDetail) { Errors = errors.ToDictionary() }
        : new(StatusCodes.Status422UnprocessableEntity, "validation", "One or more fields are not valid.") { Errors = errors.ToDictionary() };

    public static ApiProblem Invalid(string field, FieldError fault)
    {
        var errors = new FieldErrors();
        errors.Add(field, fault);
        return Invalid(errors);
    }

    public static ApiProblem Malformed(string field, FieldError fault) =>
        new(StatusCodes.Status400BadRequest, MalformedCode, MalformedDetail) { Errors = Only(field, fault) };

    public static ApiProblem NotFound(string detail = "There is no such resource.") => new(StatusCodes.Status404NotFound, "not_found", detail);

    public static ApiProblem Conflict(string detail) => new(StatusCodes.Status409Conflict, "conflict", detail);

    public static ApiProblem Unauthorized(string detail) =>
        new(StatusCodes.Status401Unauthorized, "auth", detail) { Challenge = "Bearer" };

    public static ApiProblem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, "forbidden", detail);

    public static ApiProblem PreconditionFailed(string detail) => new(StatusCodes.Status412PreconditionFailed, "precondition_failed", detail);

    public static ApiProblem TooLarge(long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "too_large", string.Create(CultureInfo.InvariantCulture, $"The body may have at most {limit} bytes."));

    /// <summary>Creates a 413 for a part of a body.</summary>
    public static ApiProblem TooLarge(string field, long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "too_large", "A part of the body is too large.") { Errors = Only(field, FieldError.Bytes(limit)) };

    /// <summary>Creates the errors of a single field.</summary>
    public static Dictionary<string, FieldError[]> Only(string field, FieldError fault) => new(StringComparer.Ordinal) { [field] = [fault] };

    public static ApiProblem Dependency(string name, double retryAfterSeconds, Exception? cause = null) =>
        new(StatusCodes.Status503ServiceUnavailable, "dependency", $"A part of the platform ({name}) does not answer now.") { RetryAfterSeconds = retryAfterSeconds, Cause = cause };

    /// <summary>Creates a 503 for a request that was not begun, because too many are under way.</summary>
    public static ApiProblem Overloaded() =>
        new(StatusCodes.Status503ServiceUnavailable, "overloaded", "The platform has more to do than it can at this moment.")
        {
            RetryAfterSeconds = 2,
            Cause = new OverloadException("Too many requests are under way."),
        };

    public static ApiProblem RateLimited(double retryAfterSeconds) =>
        new(StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests.") { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>Creates a 429 for too many open requests, of which one has to be closed first.</summary>
    public static ApiProblem TooManyOpen(string what, int most) => new(
        StatusCodes.Status429TooManyRequests, "rate_limited", string.Create(CultureInfo.InvariantCulture, $"At most {most} {what} at a time."))
    {
        RetryAfterSeconds = 1,
    };

    /// <summary>Creates a 429 for a caller that requests more before it has read earlier responses.</summary>
    public static ApiProblem Unread(int most) => new(
        StatusCodes.Status429TooManyRequests, "rate_limited", string.Create(CultureInfo.InvariantCulture, $"{most / (1024 * 1024)} MiB of messages are on their way to you: read them first."))
    {
        RetryAfterSeconds = 1,
    };

    /// <summary>Creates a 429 for an exhausted quota. Without Retry-After, because waiting does not help.</summary>
    public static ApiProblem QuotaExceeded(string detail) => new(StatusCodes.Status429TooManyRequests, QuotaExceededCode, detail);

    public static ApiProblem BacklogFull(double retryAfterSeconds, string? detail = null) =>
        new(StatusCodes.Status429TooManyRequests, "backlog_full", detail ?? BacklogFullDetail) { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>Creates a problem for a status without a body.</summary>
    public static ApiProblem FromStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new(status, MalformedCode, MalformedDetail),
        StatusCodes.Status401Unauthorized => Unauthorized("Sign in, or send a token or an API key."),
        StatusCodes.Status403Forbidden => Forbidden("This is not allowed for you."),
        StatusCodes.Status404NotFound => NotFound(),
        StatusCodes.Status405MethodNotAllowed => new(status, "method_not_allowed", "This resource does not know this method."),
        StatusCodes.Status406NotAcceptable => new(status, "not_acceptable", "No representation of this resource is acceptable."),
        StatusCodes.Status413PayloadTooLarge => new(status, "too_large", "The body is too large."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "unsupported_media_type", "The body's content type is not supported here."),
        StatusCodes.Status500InternalServerError => new(status, "server", "Something went wrong on our side."),
        StatusCodes.Status503ServiceUnavailable => Dependency("service", 2),
        _ => new(status, "http_" + status.ToString(CultureInfo.InvariantCulture)),
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        if (RetryAfterSeconds is { } retryAfter)
        {
            response.Headers.RetryAfter = ((long)Math.Max(1, Math.Ceiling(retryAfter))).ToString(CultureInfo.InvariantCulture);
        }

        if (Challenge is not null)
        {
            response.Headers.WWWAuthenticate = Challenge;
        }

        if (Cause is not null)
        {
            // The request metrics read the type of the error from here.
            httpContext.Features.Set<IExceptionHandlerFeature>(new ExceptionHandlerFeature
            {
                Error = Cause,
                Endpoint = httpContext.GetEndpoint(),
                Path = httpContext.Request.Path,
            });
        }

        if (Status is StatusCodes.Status413PayloadTooLarge)
        {
            // The rest of the body is not read, so the connection cannot be reused.
            response.Headers.Connection = "close";
        }

        Write(response.BodyWriter, httpContext.Request.Path.Value, Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier);
        return response.BodyWriter.FlushAsync(httpContext.RequestAborted).AsTask();
    }

    private void Write(IBufferWriter<byte> output, string? path, string traceId)
    {
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "urn:platform:problem:" + Code);
            writer.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(Status));
            writer.WriteNumber("status"u8, Status);
            writer.WriteString("code"u8, Code);
            if (Detail is not null)
            {
                writer.WriteString("detail"u8, TextRule.Shown(Detail, MaxMessageLength));
            }

            writer.WriteString("instance"u8, path);
            if (Errors is not null)
            {
                WriteByField(writer, "errors"u8, Errors, static (json, fault) => json.WriteStringValue(TextRule.Shown(fault.Text, MaxMessageLength)));
                WriteByField(writer, "rules"u8, Errors, static (json, fault) => Write(json, fault.Rule));
            }

            WriteMembers?.Invoke(writer);
            writer.WriteString("trace_id"u8, traceId);
            writer.WriteEndObject();
        }
    }

    private static void WriteByField(
        Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, FieldError[]> errors, Action<Utf8JsonWriter, FieldError> write)
    {
        writer.WriteStartObject(name);
        foreach (var (field, faults) in errors)
        {
            writer.WriteStartArray(TextRule.Shown(field, MaxFieldLength));
            foreach (var fault in faults)
            {
                write(writer, fault);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, FieldRule rule)
    {
        writer.WriteStartObject();
        writer.WriteString("rule"u8, rule.Rule);
        if (rule.Min is { } min)
        {
            writer.WriteNumber("min"u8, min);
        }

        if (rule.Max is { } max)
        {
            writer.WriteNumber("max"u8, max);
        }

        if (rule.Values is { } values)
        {
            writer.WriteStartArray("values"u8);
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
