using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Gateway;

/// <summary>Represents problem details (RFC 9457) with the members that the public API adds.</summary>
internal sealed class Problem
{
    /// <summary>Gets or sets the stable error code in snake_case.</summary>
    public string? Code { get; set; }

    public string? Title { get; set; }

    public string? Detail { get; set; }

    /// <summary>Gets or sets the messages by field.</summary>
    public Dictionary<string, string[]>? Errors { get; set; }

    /// <summary>Gets or sets the broken rules by field, in the order of the messages; null in a response without them.</summary>
    public Dictionary<string, FieldRule?[]>? Rules { get; set; }

    /// <summary>Gets or sets the trace id for support requests; null if the response has none.</summary>
    public string? TraceId { get; set; }

    /// <summary>Gets the messages for all fields: in the page's language where it has words for the rule, else the API's own. Null if there are none.</summary>
    [JsonIgnore]
    public PageText? AllErrors => Errors is { Count: > 0 } ? TextOf(Errors) : null;

    /// <summary>Gets the message for a field, however the field is spelled; null if there is none.</summary>
    public PageText? ErrorOf(params ReadOnlySpan<string> fields)
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
                    return TextOf([new(name, messages)]);
                }
            }
        }

        return null;
    }

    private PageText TextOf(IEnumerable<KeyValuePair<string, string[]>> errors)
    {
        List<string> own = [];
        List<string> english = [];
        foreach (var (name, messages) in errors)
        {
            var rules = Rules?.GetValueOrDefault(name) ?? [];
            for (var i = 0; i < messages.Length; i++)
            {
                if (i < rules.Length && RuleWords.Of(rules[i]) is { } words)
                {
                    own.Add(words);
                }
                else
                {
                    english.Add(messages[i]);
                }
            }
        }

        return new(Joined(own), Joined(english));
    }

    private static string? Joined(List<string> texts) => texts.Count == 0 ? null : string.Join(' ', texts);

    // "input.url" and "$.input.url" refer to "url"; "tags[3]" to "tags"; "StartAt" and "start_at" are the same.
    private static bool IsSame(string name, string field) => string.Equals(
        name[(name.LastIndexOf('.') + 1)..].Split('[')[0].Replace("_", "", StringComparison.Ordinal),
        field.Replace("_", "", StringComparison.Ordinal),
        StringComparison.OrdinalIgnoreCase);
}
