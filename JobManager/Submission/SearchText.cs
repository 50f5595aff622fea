using System.Text.Json;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Submission;

/// <summary>What the text search looks through: title, source and the job whose recording it is, in lower case and in the one form that texts are compared in.</summary>
internal static class SearchText
{
    /// <summary>Null when there is nothing to find, so that most jobs cost the search index nothing.</summary>
    public static string? Of(string? title, JsonElement input)
    {
        string? source = TextOf(input, "url");
        string? first = TextOf(input, "recognition_of");
        if (title is null && source is null && first is null)
        {
            return null;
        }

        return KeyOf(first is null ? $"{title}\n{source}" : $"{title}\n{source}\n{first}");
    }

    private static string? TextOf(JsonElement input, string name) =>
        input.ValueKind == JsonValueKind.Object && input.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    /// <summary>A text as it is searched for and found by: however it was typed, what looks the same is the same.</summary>
    public static string KeyOf(string text) => StorableText.Normalise(StorableText.Normalise(text).ToLowerInvariant());
}
