using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Reads a request's JSON body strictly; every fault is a problem that names the field.</summary>
internal static class JsonBody
{
    /// <summary>Limit of an ordinary body, in bytes.</summary>
    public const int DefaultLimit = 1024 * 1024;

    /// <summary>Reads the body.</summary>
    /// <exception cref="ApiProblemException">400, 413 or 415.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, long limit = DefaultLimit)
    {
        if (Refuse(context.Request, limit) is { } refusal)
        {
            throw new ApiProblemException(refusal);
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
                throw new ApiProblemException(ApiProblem.TooLarge(limit));
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var parsed = TryParse(read.Buffer, type, out var value, out var problem);
            reader.AdvanceTo(read.Buffer.End);
            return parsed ? value! : throw new ApiProblemException(problem!);
        }
    }

    /// <summary>What can be refused before a byte of the body is read.</summary>
    public static ApiProblem? Refuse(HttpRequest request, long limit)
    {
        if (request.ContentLength > limit)
        {
            return ApiProblem.TooLarge(limit);
        }

        return IsJson(request.ContentType) ? null : ApiProblem.FromStatus(StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>Parses a whole body.</summary>
    public static bool TryParse<T>(in ReadOnlySequence<byte> body, JsonTypeInfo<T> type, out T? value, out ApiProblem? problem)
    {
        value = default;
        problem = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            value = JsonSerializer.Deserialize(ref reader, type);
            if (value is null)
            {
                problem = ApiProblem.Malformed("$", "A JSON object is needed.");
                return false;
            }

            // Anything but white space after the value is a fault, too.
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException exception)
        {
            problem = JsonFaults.ToProblem(exception);
            return false;
        }
        catch (InvalidOperationException)
        {
            problem = ApiProblem.Malformed("$", "The body is not valid UTF-8.");
            return false;
        }
    }

    private static bool IsJson(string? contentType)
    {
        if (contentType is null)
        {
            return false;
        }

        // The two spellings nearly every client uses need no parsing.
        if (contentType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || contentType.Equals("application/json; charset=utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var media)
            && (media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!media.Charset.HasValue || media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
