using System.Globalization;
using System.Text.Json;
using Platform.Fuzz.Running;
using Platform.Fuzz.Wire;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Oracle;

/// <summary>Checks what the services report about the run: the states of circuit breakers, and log entries.</summary>
internal sealed class ServiceCheck(FuzzTarget target, RequestSender sender, Scene scene)
{
    private const int MaxLines = 1_000;
    private const int MaxFaults = 40;
    private Dictionary<string, double> _before = [];
    private DateTimeOffset _since;

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _since = TimeProvider.System.GetUtcNow();
        _before = await CircuitsAsync(cancellationToken);
    }

    /// <summary>Returns what is wrong.</summary>
    public async Task<IReadOnlyList<string>> EndAsync(CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var (series, value) in await CircuitsAsync(cancellationToken))
        {
            if (series.Contains("circuit_breaker_state{", StringComparison.Ordinal) && value is not 0)
            {
                faults.Add($"a circuit is open: {series}");
            }
            else if (series.Contains("circuit_breaker_failures_total{", StringComparison.Ordinal) && value > _before.GetValueOrDefault(series))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"counted as failures of a dependency: {value - _before.GetValueOrDefault(series)} of {series}"));
            }
        }

        if (target.Operator is not null)
        {
            faults.AddRange(await LinesAsync("level=ERROR,CRITICAL", cancellationToken));
            faults.AddRange(await LinesAsync("text=Unhandled%20exception", cancellationToken));
        }

        return [.. faults.Distinct(StringComparer.Ordinal).Take(MaxFaults)];
    }

    private async Task<Dictionary<string, double>> CircuitsAsync(CancellationToken cancellationToken)
    {
        var series = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, address) in target.Services)
        {
            var metrics = await sender.SendAsync(new WireRequest(address, "GET", "/metrics", [], null), cancellationToken);
            foreach (var line in metrics.Text.Split('\n').Where(line => line.StartsWith("circuit_breaker_", StringComparison.Ordinal)))
            {
                var at = line.LastIndexOf(' ');
                series[$"{name}: {line[..at]}"] = double.Parse(line[(at + 1)..], CultureInfo.InvariantCulture);
            }
        }

        return series;
    }

    private async Task<IEnumerable<string>> LinesAsync(string which, CancellationToken cancellationToken)
    {
        var from = Uri.EscapeDataString(_since.ToString("O", CultureInfo.InvariantCulture));
        var lines = await scene.Calls.NeedJsonAsync("GET", $"/logs/lines?limit={MaxLines}&from={from}&{which}", null, scene.Operator, cancellationToken);
        return lines.GetProperty("items").EnumerateArray().Select(line => "in a log: " + Shorten(line));
    }

    private static string Shorten(JsonElement line)
    {
        var text = line.GetRawText();
        return text.Length > 1_500 ? text[..1_500] + "…" : text;
    }
}
