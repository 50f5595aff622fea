using System.Text.Json;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Submission;

/// <summary>What the text search looks through: title and source, in lower case and in the one form that texts are compared in.</summary>
internal static class SearchText
{
    /// <summary>Null when there is nothing to find, so that most jobs cost the search index nothing.</summary>
    public static string? Of(string? title, JsonElement input)
    {
        string? source = input.ValueKind == JsonValueKind.Object && input.TryGetProperty("url", out JsonElement url)
            && url.ValueKind == JsonValueKind.String ? url.GetString() : null;
        if (title is null && source is null)
        {
            return null;
        }

        return KeyOf($"{title}\n{source}");
    }

    /// <summary>A text as it is searched for and found by: however it was typed, what looks the same is the same.</summary>
    public static string KeyOf(string text) => StorableText.Normalise(StorableText.Normalise(text).ToLowerInvariant());
}
