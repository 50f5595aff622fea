using System.Text.Json;

namespace Platform.JobManager.Submission;

/// <summary>What the text search looks through: title and source, in lower case.</summary>
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

        return $"{title}\n{source}".Replace("\0", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
    }
}
