using System.Collections.Concurrent;
using System.Text.Json;

namespace Platform.ServiceDefaults.Logs;

/// <summary>
/// Collects the values of a log line. The first value of a name wins: those of the entry come first, then the request's, then the scopes'.
/// </summary>
internal sealed class LogLine
{
    // The fields that log queries filter by are at the top level; all other values are in "details".
    private static readonly HashSet<string> s_top = new(StringComparer.Ordinal)
    {
        "request_id", "user_id", "method", "endpoint", "status", "duration_ms", "job_id", "message_id", "queue", "protocol", "error_type", "tags",
    };

    private static readonly ConcurrentDictionary<string, string> s_snakeCase = new(StringComparer.Ordinal);

    public List<KeyValuePair<string, object?>> Top { get; } = [];

    public List<KeyValuePair<string, object?>> Details { get; } = [];

    /// <summary>Gets or sets the client's network.</summary>
    public string? Address { get; set; }

    public void Clear()
    {
        Top.Clear();
        Details.Clear();
        Address = null;
    }

    public void Add(KeyValuePair<string, object?> value)
    {
        if (value.Key == "{OriginalFormat}")
        {
            return;
        }

        var name = s_snakeCase.GetOrAdd(value.Key, static key => JsonNamingPolicy.SnakeCaseLower.ConvertName(key));
        Add(name, Redaction.IsSecret(name) ? Redaction.Mask : value.Value);
    }

    public void Add(string name, object? value)
    {
        // A user is always identified by a hash, however the id came to be logged.
        if (name == "user_id" && value is Guid user)
        {
            value = Pseudonym.Of(user);
        }

        var list = s_top.Contains(name) ? Top : Details;
        if (!list.Exists(known => known.Key == name))
        {
            list.Add(new(name, value));
        }
    }
}
