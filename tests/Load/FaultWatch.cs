using System.Globalization;
using System.Text.Json;

namespace Platform.Load;

/// <summary>Follows through the API how jobs that meet an injected fault end.</summary>
internal sealed class FaultWatch(HttpClient http, string key, IReadOnlyList<string> faults)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);
    private volatile string _seen = "";

    /// <summary>The latest result in one line; empty without faults.</summary>
    public string Seen => _seen;

    /// <summary>Outcomes of jobs by fault and by the code of their error; of the newest 200 jobs.</summary>
    public IReadOnlyDictionary<string, SortedDictionary<string, int>> Outcomes { get; private set; } = new Dictionary<string, SortedDictionary<string, int>>(StringComparer.Ordinal);

    /// <summary>Updates the result. A platform with injected faults may not answer; then the previous result stays.</summary>
    public async Task UpdateAsync(AnswerTally slow, CancellationToken cancellationToken)
    {
        if (faults.Count == 0)
        {
            return;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_timeout);
        try
        {
            var outcomes = new Dictionary<string, SortedDictionary<string, int>>(StringComparer.Ordinal);
            foreach (var fault in faults.Where(fault => fault != "slow-dependency"))
            {
                outcomes[fault] = await CountAsync(fault, timeout.Token);
            }

            Outcomes = outcomes;
            _seen = "  faults: " + string.Join(", ", faults.Select(fault => fault == "slow-dependency"
                ? string.Create(CultureInfo.InvariantCulture, $"{fault} {slow.Over(1000)} answers over 1 s")
                : $"{fault} {(outcomes[fault].Count == 0 ? "none yet" : string.Join(' ', outcomes[fault].Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{outcome.Key}×{outcome.Value}"))))}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
        }
    }

    private async Task<SortedDictionary<string, int>> CountAsync(string tag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/jobs?limit=200&tag={tag}");
        request.Headers.Add("X-Api-Key", key);
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var job in page.RootElement.GetProperty("items").EnumerateArray())
        {
            var outcome = job.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                ? error.GetProperty("code").GetString()!
                : job.GetProperty("state").GetString()!;
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        return outcomes;
    }
}
