using System.Globalization;
using System.Text.Json;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Represents a series that was read.</summary>
/// <param name="Labels">Its labels, its name included.</param>
/// <param name="Points">Its finite values in order of time.</param>
internal sealed record ReadSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<ReadPoint> Points);

/// <summary>Represents a value at a time.</summary>
internal readonly record struct ReadPoint(DateTimeOffset At, double Value);

/// <summary>Runs queries of the gateway's own, which no caller can change but for names and times.</summary>
internal sealed class MetricReader(MonitoringServers servers)
{
    /// <summary>Evaluates an expression at one time.</summary>
    /// <exception cref="ApiProblemException">404: this installation has no Prometheus; 503: it does not answer, or not in time.</exception>
    public Task<IReadOnlyList<ReadSeries>> ReadAsync(string expression, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync("/api/v1/query", [new("query", expression), new("time", Seconds(at))], cancellationToken);

    /// <summary>Evaluates an expression once per step.</summary>
    /// <exception cref="ApiProblemException">404: this installation has no Prometheus; 503: it does not answer, or not in time.</exception>
    public Task<IReadOnlyList<ReadSeries>> ReadRangeAsync(string expression, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken) =>
        AskAsync(
            "/api/v1/query_range",
            [new("query", expression), new("start", Seconds(from)), new("end", Seconds(to)), new("step", step.TotalSeconds.ToString(CultureInfo.InvariantCulture))],
            cancellationToken);

    private async Task<IReadOnlyList<ReadSeries>> AskAsync(string path, IReadOnlyList<KeyValuePair<string, string>> query, CancellationToken cancellationToken)
    {
        byte[] answer;
        try
        {
            answer = await servers.Prometheus.GetAsync(path, query, cancellationToken);
        }
        catch (ApiProblemException exception) when (exception.Problem.Status == StatusCodes.Status422UnprocessableEntity)
        {
            // The caller has asked nothing wrong.
            throw new ApiProblemException(ApiProblem.Dependency(PrometheusClient.Name, 5, exception));
        }

        using var document = JsonDocument.Parse(answer);
        return [.. document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(SeriesOf)];
    }

    private static ReadSeries SeriesOf(JsonElement series) => new(
        series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal),
        [
            .. (series.TryGetProperty("values", out var values) ? values.EnumerateArray().AsEnumerable() : [series.GetProperty("value")])
                .Select(PointOf).Where(point => double.IsFinite(point.Value)),
        ]);

    // [1435781451.781, "1"]; NaN and infinities are none of our figures.
    private static ReadPoint PointOf(JsonElement pair) => new(
        DateTimeOffset.FromUnixTimeMilliseconds((long)(pair[0].GetDouble() * 1000)),
        double.TryParse(pair[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);

    private static string Seconds(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() / 1000d).ToString("0.###", CultureInfo.InvariantCulture);
}
