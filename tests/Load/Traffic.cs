using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Load;

/// <summary>Describes a kind of request in <c>traffic.json</c>, which the k6 script reads, too.</summary>
internal sealed record Traffic
{
    public required string Name { get; init; }

    /// <summary>The fault that the request meets, and without which it is not sent. Null for a request that is always sent.</summary>
    public string? Fault { get; init; }

    /// <summary>The frequency, relative to the other kinds.</summary>
    public required int Weight { get; init; }

    public required string Method { get; init; }

    /// <summary>
    /// The path, with <c>{uuid}</c> for a new UUID, <c>{job}</c> for a job that was accepted before, <c>{queue}</c> and <c>{idle}</c> for the queues
    /// of the run, and <c>{message}</c> and <c>{receipt}</c> for a delivered message that is not settled yet.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The credentials: key, wrong (the same wrong key each time), unknown (another one each time) or none.</summary>
    public required string Auth { get; init; }

    public JsonElement? Body { get; init; }

    /// <summary>The body as it is sent, instead of <see cref="Body"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Repeats the body this number of times, as a batch of jobs.</summary>
    public int? Repeat { get; init; }

    /// <summary>The expected statuses.</summary>
    public required IReadOnlyList<int> Expect { get; init; }

    public static IReadOnlyList<Traffic> Read() => JsonSerializer.Deserialize(
        File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "traffic.json")), TrafficJson.Default.IReadOnlyListTraffic)!;

    /// <summary>Returns the body of the request; null for none.</summary>
    public string? BodyText(string uuid)
    {
        var body = Text ?? Body?.GetRawText().Replace("{uuid}", uuid, StringComparison.Ordinal);
        return Repeat is { } times ? $$"""{"jobs":[{{string.Join(',', Enumerable.Repeat(body, times))}}]}""" : body;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<Traffic>))]
internal sealed partial class TrafficJson : JsonSerializerContext;
