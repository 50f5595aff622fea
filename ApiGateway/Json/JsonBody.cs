using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Parses JSON request bodies strictly; every error is a problem that names the field.</summary>
internal static class JsonBody
{
    /// <summary>The default size limit of a body in bytes.</summary>
    public const int DefaultLimit = 1024 * 1024;

    /// <summary>Reads and parses the body.</summary>
    /// <exception cref="ApiProblemException">400, 413 or 415.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, long limit = DefaultLimit)
    {
        if (Refuse(context.Request, limit) is { } refusal)
        {
            throw new ApiProblemException(refusal);
        }

        var (body, fault) = await WholeBody.ReadAsync(context, limit);
        if (fault is not null)
        {
            throw new ApiProblemException(fault);
        }

        var isParsed = TryParse(body, type, out var value, out var problem);
        context.Request.BodyReader.AdvanceTo(body.End);
        return isParsed ? value! : throw new ApiProblemException(problem!);
    }

    /// <summary>Finds a reason to refuse the request before its body is read.</summary>
    public static ApiProblem? Refuse(HttpRequest request, long limit)
    {
        if (request.ContentLength > limit)
        {
            return ApiProblem.TooLarge(limit);
        }

        return IsJson(request.ContentType) && BodyEncoding.IsPlain(request) ? null : ApiProblem.FromStatus(StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>Parses a whole body; false with the problem if it is invalid.</summary>
    public static bool TryParse<T>(in ReadOnlySequence<byte> body, JsonTypeInfo<T> type, out T? value, out ApiProblem? problem)
    {
        if (body.IsSingleSegment)
        {
            return TryParse(body.FirstSpan, type, out value, out problem);
        }

        var length = (int)body.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(whole);
            return TryParse(whole.AsSpan(0, length), type, out value, out problem);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>Parses a whole body, or JSON from another part of the request; false with the problem if it is invalid.</summary>
    public static bool TryParse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, out T? value, out ApiProblem? problem)
    {
        value = default;
        if ((problem = FaultyText(json)) is not null)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            value = JsonSerializer.Deserialize(ref reader, type);
            if (value is null)
            {
                problem = ApiProblem.Malformed("$", FieldError.NoObject);
                return false;
            }

            // Anything but white space after the value is an error too.
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
    }

    /// <summary>Creates the problem of a body with an invalid text; null if there is none.</summary>
    public static ApiProblem? FaultyText(ReadOnlySpan<byte> json) =>
        JsonTexts.Fault(json) is { } fault ? ApiProblem.Malformed(fault.Field, FieldError.Unstorable(fault.Message)) : null;

    private static bool IsJson(string? contentType)
    {
        if (contentType is null)
        {
            return false;
        }

        // The two usual spellings need no parsing.
        if (contentType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || contentType.Equals("application/json; charset=utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var media)
            && (media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!media.Charset.HasValue || HeaderUtilities.RemoveQuotes(media.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
