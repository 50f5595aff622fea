using Platform.ApiGateway.Problems;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Reads the query parameters of captions; every error is added with the name of its parameter.</summary>
internal static class CaptionQuery
{
    private const string Replace = "replace";
    private const string Correct = "correct";

    /// <summary>Gets the values of the query parameter <c>mode</c>.</summary>
    public static IReadOnlyList<string> Modes { get; } = [Replace, Correct];

    /// <summary>Reads <c>format</c>.</summary>
    /// <param name="query">The query.</param>
    /// <param name="names">The names that are permitted.</param>
    /// <param name="usual">The format without the parameter; null if it is needed.</param>
    /// <param name="errors">Collects the errors.</param>
    /// <returns>The format; any if there is an error.</returns>
    public static CaptionFormat Format(IQueryCollection query, IReadOnlyList<string> names, CaptionFormat? usual, FieldErrors errors)
    {
        if (usual is not null && !query.ContainsKey("format"))
        {
            return usual;
        }

        if (query["format"] is [{ } name] && names.Contains(name, StringComparer.Ordinal) && CaptionFormats.Find(name) is { } format)
        {
            return format;
        }

        errors.Add("format", FieldError.OneOf(names, Listed(names) + "."));
        return CaptionFormat.Vtt;
    }

    /// <summary>Reads a parameter that is true or false; false without it.</summary>
    public static bool Flag(IQueryCollection query, string name, FieldErrors errors)
    {
        var isSet = false;
        if (query[name] is [{ } text] && !bool.TryParse(text, out isSet))
        {
            errors.Add(name, FieldError.OneOf(["true", "false"], "true or false."));
        }

        return isSet;
    }

    /// <summary>Reads <c>mode</c>: whether a file corrects the text only. Without it, the file replaces all cues.</summary>
    public static bool IsCorrection(IQueryCollection query, FieldErrors errors)
    {
        if (!query.ContainsKey("mode"))
        {
            return false;
        }

        if (query["mode"] is [{ } mode] && Modes.Contains(mode, StringComparer.Ordinal))
        {
            return mode == Correct;
        }

        errors.Add("mode", FieldError.OneOf(Modes, Listed(Modes) + "."));
        return false;
    }

    /// <summary>Lists values for people: <c>a, b or c</c>.</summary>
    public static string Listed(IReadOnlyList<string> values) => string.Join(", ", values.SkipLast(1)) + " or " + values[^1];
}
