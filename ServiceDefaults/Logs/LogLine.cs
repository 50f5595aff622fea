using System.Collections.Concurrent;
using System.Text.Json;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Collects what a line says. What comes first wins: the entry's own values, then the request's, then its scopes'.</summary>
internal sealed class LogLine
{
    // What log queries filter by stands at the top; everything else of an entry in "details".
    private static readonly HashSet<string> s_top = new(StringComparer.Ordinal)
    {
        "request_id", "user_id", "method", "endpoint", "status", "duration_ms", "job_id", "message_id", "queue", "protocol", "error_type", "tags",
    };

    private static readonly ConcurrentDictionary<string, string> s_snakeCase = new(StringComparer.Ordinal);

    public List<KeyValuePair<string, object?>> Top { get; } = [];

    public List<KeyValuePair<string, object?>> Details { get; } = [];

    /// <summary>The client's network.</summary>
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
        // A user is told by hash, however somebody came to log the id.
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
