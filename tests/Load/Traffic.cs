using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Load;

/// <summary>A kind of request in <c>traffic.json</c>, which the k6 script reads too.</summary>
internal sealed record Traffic
{
    public required string Name { get; init; }

    /// <summary>Which fault it meets; sent only where that is switched on. Null for what is always sent.</summary>
    public string? Fault { get; init; }

    /// <summary>How often it is sent, relative to the others.</summary>
    public required int Weight { get; init; }

    public required string Method { get; init; }

    /// <summary>
    /// With <c>{uuid}</c> for a new one, <c>{job}</c> for a job that was accepted before, <c>{queue}</c> and <c>{idle}</c> for the
    /// run's two queues, <c>{message}</c> and <c>{receipt}</c> for a message that was consumed and not yet given an answer.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>key, wrong (always the same), unknown (another each time) or none.</summary>
    public required string Auth { get; init; }

    public JsonElement? Body { get; init; }

    /// <summary>Sent as it stands in place of <see cref="Body"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Sends the body so many times, as a batch of jobs.</summary>
    public int? Repeat { get; init; }

    /// <summary>The statuses that are right.</summary>
    public required IReadOnlyList<int> Expect { get; init; }

    public static IReadOnlyList<Traffic> Read() => JsonSerializer.Deserialize(
        File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "traffic.json")), TrafficJson.Default.IReadOnlyListTraffic)!;

    /// <summary>The request's body; null for none.</summary>
    public string? BodyText(string uuid)
    {
        var body = Text ?? Body?.GetRawText().Replace("{uuid}", uuid, StringComparison.Ordinal);
        return Repeat is { } times ? $$"""{"jobs":[{{string.Join(',', Enumerable.Repeat(body, times))}}]}""" : body;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<Traffic>))]
internal sealed partial class TrafficJson : JsonSerializerContext;
