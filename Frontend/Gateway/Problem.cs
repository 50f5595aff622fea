using Platform.Frontend.Wording;

namespace Platform.Frontend.Gateway;

/// <summary>Problem details (RFC 9457) with the members that the public API adds.</summary>
internal sealed class Problem
{
    /// <summary>Stable cause in snake_case.</summary>
    public string? Code { get; set; }

    public string? Title { get; set; }

    public string? Detail { get; set; }

    /// <summary>Messages by the field that they are about.</summary>
    public Dictionary<string, string[]>? Errors { get; set; }

    /// <summary>The trace to name when asking for help; null where the answer has none.</summary>
    public string? TraceId { get; set; }

    /// <summary>What is said about a field, however the field is spelled; null when nothing.</summary>
    public Said? ErrorOf(params ReadOnlySpan<string> fields)
    {
        if (Errors is null)
        {
            return null;
        }

        foreach (var (name, messages) in Errors)
        {
            foreach (var field in fields)
            {
                if (IsSame(name, field))
                {
                    return Said.InEnglish(string.Join(' ', messages));
                }
            }
        }

        return null;
    }

    // "input.url" and "$.input.url" are about "url"; "tags[3]" is about "tags"; "StartAt" and "start_at" are one.
    private static bool IsSame(string name, string field) => string.Equals(
        name[(name.LastIndexOf('.') + 1)..].Split('[')[0].Replace("_", "", StringComparison.Ordinal),
        field.Replace("_", "", StringComparison.Ordinal),
        StringComparison.OrdinalIgnoreCase);
}
