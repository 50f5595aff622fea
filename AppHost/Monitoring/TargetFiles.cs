using System.Text.Json;

namespace Platform.AppHost.Monitoring;

/// <summary>Describes a target of a scrape job.</summary>
/// <param name="Job">The job in prometheus.yml.</param>
/// <param name="Endpoint">The endpoint to scrape.</param>
/// <param name="Service">The service that the target's metrics describe.</param>
internal sealed record Target(string Job, EndpointReference Endpoint, string Service)
{
    /// <summary>
    /// The instance of the service; the service's name if there is only one. It does not change when the port changes at the next start.
    /// </summary>
    public string Instance { get; init; } = Service;

    /// <summary>The path of the address, for targets that are probed by <see cref="Exporter"/>.</summary>
    public string? Path { get; init; }

    /// <summary>The exporter that probes the target for Prometheus.</summary>
    public EndpointReference? Exporter { get; init; }
}

/// <summary>Writes the target files of Prometheus, one for each job.</summary>
internal static class TargetFiles
{
    /// <summary>Waits until the addresses of the targets are known, and writes the files.</summary>
    /// <param name="folder">The folder from which Prometheus reads them.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task WriteAsync(string folder, IEnumerable<Target> targets, CancellationToken cancellationToken)
    {
        foreach (var job in targets.GroupBy(target => target.Job))
        {
            var entries = new List<Dictionary<string, object>>();
            foreach (var target in job)
            {
                entries.Add(await EntryAsync(target, cancellationToken));
            }

            await MonitoringFolders.WriteAsync(System.IO.Path.Combine(folder, job.Key + ".json"), JsonSerializer.Serialize(entries), cancellationToken);
        }
    }

    private static async Task<Dictionary<string, object>> EntryAsync(Target target, CancellationToken cancellationToken)
    {
        var address = new Uri((await target.Endpoint.GetValueAsync(cancellationToken))!);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["service"] = target.Service };
        if (target.Exporter is { } exporter)
        {
            labels["exporter"] = new Uri((await exporter.GetValueAsync(cancellationToken))!).Authority;
        }
        else
        {
            labels["instance"] = target.Instance;
        }

        return new(StringComparer.Ordinal)
        {
            ["targets"] = (string[])[target.Path is null ? address.Authority : new Uri(address, target.Path).ToString()],
            ["labels"] = labels,
        };
    }
}
