using System.Text.Json;
using Platform.Fuzz.Document;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Wire;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Oracle;

/// <summary>
/// Checks that what was accepted can be read again: by itself, in lists and by GraphQL. This finds rows that can no longer be read.
/// </summary>
internal sealed class ReadBack(Scene scene, FuzzAccount? caller, ApiOperation operation, Draft draft)
{
    private static readonly string[] s_formats = ["vtt", "srt", "ttml", "ass", "sbv", "csv", "txt", "txt_times", "json"];

    /// <summary>Returns what is wrong, or null.</summary>
    public async Task<string?> CheckAsync(WireAnswer answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccess || caller is null || draft.Method != operation.Method || draft.Path != operation.Path || draft.Method is "GET" or "HEAD" or "OPTIONS")
        {
            return null;
        }

        foreach (var (path, mustContain) in await PathsAsync(answer))
        {
            var read = path.StartsWith("{ ", StringComparison.Ordinal)
                ? await scene.Calls.TryAsync("POST", "/api/v1/graphql", JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["query"] = path }), caller, cancellationToken)
                : await scene.Calls.TryAsync("GET", path, null, caller, cancellationToken);
            if (read.Status != 200)
            {
                return $"accepted with {answer.Status}, but then GET {path} is answered {read.Status} {read.Trouble}{Shorten(read.Text)}";
            }

            if (!read.Text.Contains(mustContain, StringComparison.Ordinal) || (path.StartsWith("{ ", StringComparison.Ordinal) && read.Text.Contains("\"errors\"", StringComparison.Ordinal)))
            {
                return $"accepted with {answer.Status}, but {path} does not show {mustContain}: {Shorten(read.Text)}";
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<(string Path, string Contains)>> PathsAsync(WireAnswer answer)
    {
        switch (operation.Family)
        {
            case "CreateJob" when Id(answer, "id") is { } job:
                return [($"/api/v1/jobs/{job}", job), ("/api/v1/jobs?limit=200", job), ($"/api/v1/jobs/{job}/log", "["), .. Tags().Select(tag => ($"/api/v1/jobs?limit=200&tag={Uri.EscapeDataString(tag)}", job))];
            case "CreateJobs" or "BulkAct":
                return [("/api/v1/jobs?limit=200", "items")];
            case "CreateQueue" or "UpdateQueue" when Id(answer, "name") is { } name:
                return [($"/api/v1/queues/{name}", name), ($"/api/v1/queues?q={name}", name), ($$"""{ queue_by_name(name: "{{name}}") { name description messages { id } } }""", name)];
            case "PublishMessage" when QueueOf(answer) is var (queue, message):
                return
                [
                    ($"/api/v1/messages/{message}", message), ($"/api/v1/queues/{queue}/messages?limit=200", message),
                    ($$"""{ message_by_id(id: {{message}}) { id content headers { name value } group deduplication_id } }""", message),
                    ($$"""{ queue_by_name(name: "{{queue}}") { messages(limit: 200) { content headers { name value } } } }""", "content"),
                ];
            case "NackMessage" or "NackMessages" or "ReplayDeadLetters" when caller!.Deliveries.Length > 0:
                return [($"/api/v1/queues/{caller.Deliveries}/dead-letters", "items"), ($"/api/v1/queues/{caller.Deliveries}/messages", "items")];
            case "CreateApiKey" when Id(answer, "id") is { } key:
                return [("/api/v1/api-keys", key)];
            case "ShareQueue" when caller!.Queue.Length > 0:
                return [($"/api/v1/queues/{caller.Queue}/rights", "items")];
            case "CreateSilence" when Id(answer, "id") is { } silence:
                return [("/api/v1/monitoring/silences", silence)];
            case "EditCaptions" or "ReplaceCaptions" or "ImportCaptions" or "RestoreRevision":
                var id = await scene.CaptionsAsync();
                return [.. s_formats.Select(format => ($"/api/v1/jobs/{id}/captions?format={format}", ""))];
            default:
                return [];
        }
    }

    private IEnumerable<string> Tags() => draft.Json is Inputs.JsonFields fields && fields.Find("tags") is Inputs.JsonItems tags
        ? tags.All.OfType<Inputs.JsonText>().Select(tag => tag.Text.Chars).OfType<string>().Take(2)
        : [];

    private static string? Id(WireAnswer answer, string name)
    {
        try
        {
            return answer.Json().TryGetProperty(name, out var id) ? id.ToString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static (string Queue, string Message)? QueueOf(WireAnswer answer)
    {
        var published = answer.Json();
        var first = published.TryGetProperty("messages", out var messages) ? messages[0] : published;
        return (first.GetProperty("queue_name").GetString()!, first.GetProperty("id").GetRawText());
    }

    private static string Shorten(string text) => text.Length > 300 ? text[..300] + "…" : text;
}
