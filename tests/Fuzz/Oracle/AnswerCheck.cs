using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Fuzz.Cases;
using Platform.Fuzz.Wire;

namespace Platform.Fuzz.Oracle;

/// <summary>Checks the rules that every answer has to follow.</summary>
internal static partial class AnswerCheck
{
    /// <summary>An error must not repeat a large request.</summary>
    private const int MaxErrorLength = 128 * 1024;

    private const string Problem = "application/problem+json";

    // In characters; twice what the servers read of a head.
    private const int LongHead = 64 * 1024;

    // In bytes; more than the page reads of a form, which it refuses before it is read.
    private const int LongBody = 1024 * 1024;

    /// <summary>Codes of GraphQL errors that correspond to a 5xx status.</summary>
    private static readonly string[] s_ourFault = ["server", "dependency", "internal", "INTERNAL_SERVER_ERROR"];

    /// <summary>Returns what is wrong with an answer, or null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="surface">The rules that apply.</param>
    /// <param name="answer">The answer.</param>
    public static string? Fault(WireRequest request, Surface surface, WireAnswer answer)
    {
        if (answer.Status == 0)
        {
            // A caller that has disconnected, or does not speak HTTP, needs no answer. One that goes on to send what was refused as too long has its connection
            // reset, and the reset may overtake the answer.
            return (request.IsByHand || request.HeadLength > LongHead || (surface == Surface.Page && request.Body?.Length > LongBody)) && !answer.Trouble!.StartsWith("no answer within", StringComparison.Ordinal) ? null : $"no answer: {answer.Trouble}";
        }

        if (answer.Status == 505 && IsOfServer(answer))
        {
            return null;
        }

        if (answer.Status >= 500)
        {
            return $"{answer.Status}";
        }

        if (answer.Body.Length > WireAnswer.MaxBytes && !IsFile(answer))
        {
            return "more than 8 MiB";
        }

        var isError = answer.Status >= 400;
        if (isError && answer.Body.Length > MaxErrorLength)
        {
            return $"an error of {answer.Body.Length} bytes";
        }

        if ((isError || surface == Surface.GraphQl) && Inside().Match(answer.Text) is { Success: true } inside)
        {
            return $"discloses internals: {inside.Value}";
        }

        if (surface == Surface.Page)
        {
            return null;
        }

        if (!isError)
        {
            return WellFormed(answer) ?? (surface == Surface.GraphQl ? GraphQl(answer) : null);
        }

        if (request.Method == "HEAD" || IsOfServer(answer))
        {
            return null;
        }

        return surface == Surface.GraphQl && answer.MediaType is "application/json" or "application/graphql-response+json" ? GraphQl(answer) : ProblemFault(answer);
    }

    /// <summary>
    /// Returns whether the server itself refused the request, before any code of ours and without a body: it was not HTTP, or its head was too long.
    /// </summary>
    private static bool IsOfServer(WireAnswer answer) =>
        answer.Header("X-Content-Type-Options") is null && answer.Body.Length == 0 && answer.Status is 400 or 405 or 408 or 411 or 413 or 414 or 431 or 505;

    /// <summary>Returns whether the answer is a stored file, which may be long because it is not buffered in memory.</summary>
    private static bool IsFile(WireAnswer answer) =>
        answer.MediaType == "application/x-ndjson" || answer.MediaType.StartsWith("audio/", StringComparison.Ordinal) || answer.MediaType.StartsWith("video/", StringComparison.Ordinal);

    private static string? ProblemFault(WireAnswer answer)
    {
        if (answer.MediaType != Problem)
        {
            return $"{answer.Status} is no problem document but '{answer.MediaType}'";
        }

        try
        {
            var problem = answer.Json();
            foreach (var member in (string[])["type", "title", "code", "trace_id"])
            {
                if (!problem.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String || value.GetString()!.Length == 0)
                {
                    return $"the problem of {answer.Status} has no {member}";
                }
            }

            return problem.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number && status.GetInt32() == answer.Status
                ? WellFormed(answer)
                : $"the problem of {answer.Status} has another status";
        }
        catch (JsonException exception)
        {
            return $"the problem of {answer.Status} is no JSON: {exception.Message}";
        }
    }

    /// <summary>Checks that the answer is JSON in UTF-8 whose texts are well-formed.</summary>
    private static string? WellFormed(WireAnswer answer)
    {
        if (answer.Body.Length == 0 || !(answer.MediaType.EndsWith("/json", StringComparison.Ordinal) || answer.MediaType.EndsWith("+json", StringComparison.Ordinal)) || answer.Body.Length > WireAnswer.MaxBytes)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(answer.Body, new JsonReaderOptions { MaxDepth = 2_000 });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return $"the answer of {answer.Status} is no JSON that can be read: {exception.Message}";
        }
    }

    private static string? GraphQl(WireAnswer answer)
    {
        try
        {
            var body = answer.Json();
            var hasErrors = body.TryGetProperty("errors", out var errors);
            if (!hasErrors)
            {
                return body.TryGetProperty("data", out _) && answer.Status == 200 ? null : $"{answer.Status} with neither data nor errors";
            }

            foreach (var error in errors.EnumerateArray())
            {
                if (!error.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.String)
                {
                    return "an error without a message";
                }

                if (error.TryGetProperty("extensions", out var extensions) && extensions.TryGetProperty("code", out var code) && s_ourFault.Contains(code.GetString(), StringComparer.Ordinal))
                {
                    return $"an error of ours: {error.GetRawText()}";
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return $"no answer of GraphQL: {exception.Message}";
        }
    }

    [GeneratedRegex(@"\bat [A-Z]\w{1,60}(\.\w{1,60}){1,9}[`(]|\b(System|Microsoft|Npgsql|Platform|Polly|StackExchange|RabbitMQ)\.[A-Z]\w{1,60}\.\w|[a-z]Exception\b|SqlState|SQLSTATE|\b(INSERT INTO|SELECT .{1,200} FROM|UPDATE \w+ SET)\b|/src/|\.cs:line", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Inside();
}
