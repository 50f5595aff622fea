using System.Globalization;
using System.Text.Json;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for metrics and alerts, for operators.</summary>
internal sealed class MonitoringApi(GatewayHttp http, ICaller caller)
{
    private const string Base = "/api/v1/monitoring";

    /// <summary>Evaluates an expression at one time.</summary>
    public Task<IReadOnlyList<MetricSeries>> QueryAsync(string expression, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync($"/query?query={Uri.EscapeDataString(expression)}&time={Seconds(at)}", cancellationToken);

    /// <summary>Evaluates an expression over a time range, once per step.</summary>
    public Task<IReadOnlyList<MetricSeries>> QueryRangeAsync(
        string expression, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken) =>
        AskAsync(
            $"/query_range?query={Uri.EscapeDataString(expression)}&start={Seconds(from)}&end={Seconds(to)}&step={step.TotalSeconds.ToString(CultureInfo.InvariantCulture)}",
            cancellationToken);

    /// <summary>Gets the values of a label of matching series.</summary>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(string label, string selector, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(
            $"/labels/{Uri.EscapeDataString(label)}/values?match={Uri.EscapeDataString(selector)}&start={Seconds(from)}&end={Seconds(to)}", cancellationToken);
        return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(value => value.GetString() ?? "")];
    }

    public async Task<AlertsResponse> AlertsAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, Base + "/alerts"), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.AlertsResponse, cancellationToken);
    }

    public async Task<IReadOnlyList<SilenceResponse>> SilencesAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, Base + "/silences"), cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseSilenceResponse, cancellationToken)).Items;
    }

    public async Task<SilenceResponse> SilenceAsync(CreateSilenceRequest silence, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller, () => HttpJson.Request(HttpMethod.Post, Base + "/silences", silence, GatewayClientJson.Default.CreateSilenceRequest), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.SilenceResponse, cancellationToken);
    }

    public async Task ExpireSilenceAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Delete, $"{Base}/silences/{id}"), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<MetricSeries>> AskAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(path, cancellationToken);
        var data = answer.RootElement.GetProperty("data");
        return data.GetProperty("resultType").GetString() switch
        {
            "matrix" => [.. data.GetProperty("result").EnumerateArray().Select(series => new MetricSeries(LabelsOf(series), [.. series.GetProperty("values").EnumerateArray().Select(PointOf)]))],
            "vector" => [.. data.GetProperty("result").EnumerateArray().Select(series => new MetricSeries(LabelsOf(series), [PointOf(series.GetProperty("value"))]))],
            "scalar" => [new MetricSeries(new Dictionary<string, string>(StringComparer.Ordinal), [PointOf(data.GetProperty("result"))])],
            _ => [],
        };
    }

    private async Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, Base + path), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
    }

    private static Dictionary<string, string> LabelsOf(JsonElement series) =>
        series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal);

    // [1435781451.781, "1"]; there are NaN, +Inf and -Inf besides numbers.
    private static MetricPoint PointOf(JsonElement pair) => new(pair[0].GetDouble(), pair[1].GetString() switch
    {
        "NaN" or null => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var number => double.Parse(number, CultureInfo.InvariantCulture),
    });

    private static string Seconds(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() / 1000d).ToString("0.###", CultureInfo.InvariantCulture);
}

/// <summary>Represents a series of a query result.</summary>
/// <param name="Labels">The labels of the series.</param>
/// <param name="Points">The points in order of time.</param>
internal sealed record MetricSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<MetricPoint> Points);

/// <summary>Represents a value at a time.</summary>
/// <param name="At">Seconds since 1970.</param>
/// <param name="Value">May be NaN or infinite.</param>
internal readonly record struct MetricPoint(double At, double Value);
