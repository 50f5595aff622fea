using System.Text.Json;

namespace Platform.AppHost.Monitoring;

/// <summary>A target of a scrape job.</summary>
/// <param name="Job">The job in prometheus.yml.</param>
/// <param name="Endpoint">Where the target is.</param>
/// <param name="Service">What the target tells about.</param>
internal sealed record Target(string Job, EndpointReference Endpoint, string Service)
{
    /// <summary>Which of several of the service; the service if it is the only one. A name that stays when the port changes with the next start.</summary>
    public string Instance { get; init; } = Service;

    /// <summary>For targets that are asked for by <see cref="Exporter"/>: the path of the address.</summary>
    public string? Path { get; init; }

    /// <summary>Who asks in Prometheus' place.</summary>
    public EndpointReference? Exporter { get; init; }
}

/// <summary>Writes the targets that Prometheus watches, a file for each job.</summary>
internal static class TargetFiles
{
    /// <summary>Waits until the targets' addresses are known, and writes them.</summary>
    /// <param name="folder">Where Prometheus finds them.</param>
    /// <param name="targets">What to write.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(string folder, IEnumerable<Target> targets, CancellationToken cancellationToken)
    {
        foreach (var job in targets.GroupBy(target => target.Job))
        {
            var entries = new List<Dictionary<string, object>>();
            foreach (var target in job)
            {
                entries.Add(await EntryAsync(target, cancellationToken).ConfigureAwait(false));
            }

            await MonitoringFolders.WriteAsync(System.IO.Path.Combine(folder, job.Key + ".json"), JsonSerializer.Serialize(entries), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<Dictionary<string, object>> EntryAsync(Target target, CancellationToken cancellationToken)
    {
        var address = new Uri((await target.Endpoint.GetValueAsync(cancellationToken).ConfigureAwait(false))!);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["service"] = target.Service };
        if (target.Exporter is { } exporter)
        {
            labels["exporter"] = new Uri((await exporter.GetValueAsync(cancellationToken).ConfigureAwait(false))!).Authority;
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
