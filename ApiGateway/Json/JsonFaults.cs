using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Says in the client's words what is wrong with its JSON.</summary>
internal static partial class JsonFaults
{
    private static readonly string[] s_needed = ["This field is needed."];

    /// <summary>The problem for an exception of the serializer, with the dotted path of the field.</summary>
    public static ApiProblem ToProblem(JsonException exception)
    {
        var message = exception.Message;
        var path = Field(exception.Path);
        if (UnmappedMember().Match(message) is { Success: true } unknown)
        {
            return ApiProblem.Malformed(Join(path, unknown.Groups["name"].Value), "This field is not known.");
        }

        if (MissingMembers().Match(message) is { Success: true } missing)
        {
            var names = Quoted().Matches(missing.Groups["names"].Value).Select(m => m.Groups["name"].Value);
            return new ApiProblem(StatusCodes.Status400BadRequest, "malformed", "The request cannot be read.")
            {
                Errors = names.ToDictionary(n => Join(path, n), _ => s_needed, StringComparer.Ordinal),
            };
        }

        if (Duplicate().Match(message) is { Success: true } duplicate)
        {
            return ApiProblem.Malformed(Join(path, duplicate.Groups["name"].Value), "This field stands here twice.");
        }

        if (message.Contains("could not be converted", StringComparison.Ordinal))
        {
            return ApiProblem.Malformed(path, "The value has the wrong type or is not one of those allowed.");
        }

        if (message.Contains("doesn't allow null", StringComparison.Ordinal) || message.Contains("does not allow null", StringComparison.Ordinal)
            || message.Contains("null value", StringComparison.OrdinalIgnoreCase))
        {
            return ApiProblem.Malformed(path, "The value must not be null.");
        }

        return ApiProblem.Malformed(path, exception.LineNumber is { } line
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Not valid JSON near line {line + 1}, byte {exception.BytePositionInLine + 1}.")
            : "Not valid JSON.");
    }

    private static string Field(string? path) => path switch
    {
        null or "" or "$" => "$",
        _ => path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.StartsWith("$[", StringComparison.Ordinal) ? path[1..] : path,
    };

    /// <summary>The path of a member. Some of the serializer's paths end in the member, some in what holds it.</summary>
    private static string Join(string path, string name) => path switch
    {
        "$" => name,
        _ when path == name || path.EndsWith("." + name, StringComparison.Ordinal) => path,
        _ => path + "." + name,
    };

    [GeneratedRegex("JSON property '(?<name>[^']+)' could not be mapped", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex UnmappedMember();

    [GeneratedRegex("missing required properties including: (?<names>.+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Quoted();

    [GeneratedRegex("Duplicate property '(?<name>[^']+)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Duplicate();
}
