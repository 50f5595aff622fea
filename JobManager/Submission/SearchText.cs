using System.Text.Json;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Submission;

/// <summary>Builds the text that the job search compares with: title, source address and original job, normalised.</summary>
internal static class SearchText
{
    /// <summary>Builds the text of a job. Returns null if there is nothing to find, so that most jobs add nothing to the search index.</summary>
    public static string? Of(string? title, JsonElement input)
    {
        var source = TextOf(input, "url");
        var original = TextOf(input, "recognition_of") ?? TextOf(input, "captions_job_id");
        if (title is null && source is null && original is null)
        {
            return null;
        }

        return KeyOf(original is null ? $"{title}\n{source}" : $"{title}\n{source}\n{original}");
    }

    private static string? TextOf(JsonElement input, string name) =>
        input.ValueKind == JsonValueKind.Object && input.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    /// <summary>Normalises a text for comparison: lower case and Unicode normalisation form C, so that texts that look the same are equal.</summary>
    public static string KeyOf(string text) => StorableText.Normalise(StorableText.Normalise(text).ToLowerInvariant());
}
