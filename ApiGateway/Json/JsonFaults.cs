using System.Text.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Json;

/// <summary>Translates errors of the JSON parser to messages for the client.</summary>
internal static class JsonFaults
{
    private static readonly FieldError[] s_needed = [FieldError.Needed];

    /// <summary>Creates the problem for an exception of the serialiser, with the dotted path of the field.</summary>
    public static ApiProblem ToProblem(JsonException exception)
    {
        var message = exception.Message;
        var path = Field(exception.Path);
        if (exception is JsonFieldException refused)
        {
            return ApiProblem.Malformed(path, refused.Fault);
        }

        // The serialiser's message is all there is; it may repeat a name of any length and form.
        if (Between(message, "JSON property '", "' could not be mapped") is { } unknown)
        {
            return ApiProblem.Malformed(Join(path, unknown), FieldError.UnknownField);
        }

        if (Between(message, "missing required properties including: ", ".") is { } missing)
        {
            return new ApiProblem(StatusCodes.Status400BadRequest, ApiProblem.MalformedCode, ApiProblem.MalformedDetail)
            {
                Errors = Quoted(missing).Distinct(StringComparer.Ordinal).ToDictionary(name => Join(path, name), _ => s_needed, StringComparer.Ordinal),
            };
        }

        if (Between(message, "Duplicate property '", "' encountered") is { } duplicate)
        {
            return ApiProblem.Malformed(Join(path, duplicate), FieldError.Duplicate);
        }

        if (message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return ApiProblem.Malformed(path, FieldError.TooDeep(64));
        }

        if (message.Contains("could not be converted", StringComparison.Ordinal))
        {
            return ApiProblem.Malformed(path, FieldError.WrongType);
        }

        if (message.Contains("doesn't allow null", StringComparison.Ordinal) || message.Contains("does not allow null", StringComparison.Ordinal)
            || message.Contains("null value", StringComparison.OrdinalIgnoreCase))
        {
            return ApiProblem.Malformed(path, FieldError.NotNull);
        }

        return ApiProblem.Malformed(path, FieldError.Of(FieldRules.Json, exception.LineNumber is { } line
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Not valid JSON near line {line + 1}, byte {exception.BytePositionInLine + 1}.")
            : "Not valid JSON."));
    }

    private static string Field(string? path) => path switch
    {
        null or "" or "$" => "$",
        _ => path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.StartsWith("$[", StringComparison.Ordinal) ? path[1..] : path,
    };

    /// <summary>Joins a path and a name, because some of the serialiser's paths end with the member and some with its parent.</summary>
    private static string Join(string path, string name) => path switch
    {
        "$" => name,
        _ when path == name || path.EndsWith("." + name, StringComparison.Ordinal) => path,
        _ when path.EndsWith($"['{name}']", StringComparison.Ordinal) => Join(path[..^(name.Length + 4)] is { Length: > 0 } holder ? holder : "$", name),
        _ => path + "." + name,
    };

    private static string? Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(after, start + before.Length, StringComparison.Ordinal);
        return end < 0 ? null : text[(start + before.Length)..end];
    }

    /// <summary>Returns the texts between single quotes.</summary>
    private static IEnumerable<string> Quoted(string text) => text.Split('\'').Where((_, i) => i % 2 == 1);
}
